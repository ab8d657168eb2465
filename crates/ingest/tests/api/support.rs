//! What surrounds the service.

use std::collections::HashMap;
use std::fmt::Write;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use actix_web::{App, HttpResponse, HttpServer, web};
use common::Clock;
use common::lake::Lake;
use common::observation::hours;
use common::testing::SEOUL;
use ingest::Config;
use ingest::span::Span;
use jiff::Timestamp;
use service::Server;
use service::config::load;
use stack::{EmbeddedS3, StoreConfig};

/// Four hours of a winter day, one of them missing in between.
pub(crate) const FIXTURE: &str = include_str!("fixtures/seoul.txt");

pub(crate) const KEY: &str = "s3cret-KEY";

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn span(from: &str, until: &str) -> Span {
    Span::new(time(from), time(until)).unwrap()
}

/// What was asked: the query's parameters, or a POST's body as `body`.
pub(crate) type Asked = HashMap<String, String>;

/// A server of the outside world that answers with what a closure says.
pub(crate) struct Outside {
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Outside {
    /// Starts it on a free port; it ends with the test's runtime.
    pub(crate) fn start(answer: impl Fn(&Asked) -> (u16, String) + Send + Sync + 'static) -> Self {
        let answer = Arc::new(answer);
        let asked = Arc::new(Mutex::new(Vec::new()));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let log = Arc::clone(&asked);
        let server = HttpServer::new(move || {
            let (answer, log) = (Arc::clone(&answer), Arc::clone(&log));
            App::new().default_service(web::to(move |query: web::Query<Asked>, body: String| {
                let mut asked = query.into_inner();
                if !body.is_empty() {
                    asked.insert("body".to_owned(), body);
                }
                let (status, text) = answer(&asked);
                log.lock().unwrap().push(asked);
                let status = actix_web::http::StatusCode::from_u16(status).unwrap();
                async move { HttpResponse::build(status).body(text) }
            }))
        });
        tokio::spawn(server.workers(1).disable_signals().listen(listener).unwrap().run());
        Self { url, asked }
    }

    /// A KMA whose station observed every hour but those that `missing` names.
    pub(crate) fn kma(missing: impl Fn(Timestamp) -> bool + Send + Sync + 'static) -> Self {
        Self::start(move |asked| (200, answer_in_full(asked, &missing)))
    }

    /// What was asked since this was last called.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

/// Every hour of the asked span, as the fixture's first row.
pub(crate) fn answer_in_full(asked: &Asked, missing: &impl Fn(Timestamp) -> bool) -> String {
    let lines: Vec<&str> = FIXTURE.lines().collect();
    let kst = jiff::tz::offset(9);
    let end = |name: &str| {
        let civil = jiff::civil::DateTime::strptime("%Y%m%d%H%M", &asked[name]).unwrap();
        kst.to_timestamp(civil).unwrap()
    };
    let mut text = lines[..4].join("\n");
    for hour in hours(end("tm1"), end("tm2")).filter(|hour| !missing(*hour)) {
        let stamp = kst.to_datetime(hour).strftime("%Y%m%d%H%M").to_string();
        write!(text, "\n{stamp}{}", &lines[4][12..]).unwrap();
    }
    text + "\n#7777END\n"
}

/// The service with its own lake.
pub(crate) struct Ingest {
    _folder: tempfile::TempDir,
    _s3: EmbeddedS3,
    environment: HashMap<String, String>,
    pub(crate) clock: Clock,
}

impl Ingest {
    pub(crate) async fn new(kma: &Outside, inference: &Outside, now: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = StoreConfig {
            port: 0,
            bucket: "overcoat".to_owned(),
            access_key_id: Some("test".into()),
            secret_access_key: Some("testtest".into()),
            limits: Default::default(),
        };
        let host = "127.0.0.1".parse().unwrap();
        let s3 = EmbeddedS3::serve(store, host, folder.path().join("s3")).await.unwrap();
        let lake = s3.lake_config();
        // The bucket, so that the first crawl does not race its making.
        Lake::open(&lake).await.check().await.unwrap();
        let locations = folder.path().join("locations.toml");
        std::fs::write(&locations, SEOUL).unwrap();
        let environment = [
            ("LOCATIONS_FILE", locations.to_str().unwrap()),
            ("SERVER__HOST", "127.0.0.1"),
            ("SERVER__PORT", "0"),
            ("LAKE__ENDPOINT", lake.endpoint.as_deref().unwrap()),
            ("LAKE__FORCE_PATH_STYLE", "true"),
            ("LAKE__CREATE_BUCKET", "true"),
            ("LAKE__ACCESS_KEY_ID", "test"),
            ("LAKE__SECRET_ACCESS_KEY", "testtest"),
            ("KMA__BASE_URL", &kma.url),
            ("KMA__AUTH_KEY", KEY),
            ("INFERENCE__BASE_URL", &inference.url),
            ("CRAWL__HISTORY_DAYS", "90"),
        ];
        let environment = environment
            .into_iter()
            .map(|(name, value)| (format!("OVERCOAT__{name}"), value.to_owned()))
            .collect();
        Self { _folder: folder, _s3: s3, environment, clock: Clock::manual(time(now)) }
    }

    /// Its location takes another server's forecasts for guidance.
    pub(crate) fn guided_by(mut self, open_meteo: &Outside) -> Self {
        let locations = &self.environment["OVERCOAT__LOCATIONS_FILE"];
        let text = std::fs::read_to_string(locations).unwrap();
        std::fs::write(locations, text + "guidance = \"open_meteo\"\n").unwrap();
        self.environment.insert("OVERCOAT__OPEN_METEO__BASE_URL".to_owned(), open_meteo.url.clone());
        self
    }

    pub(crate) fn config(&self) -> Config {
        load(None, self.environment.clone()).unwrap()
    }

    pub(crate) async fn serve(&self) -> Server {
        let server = ingest::serve(self.config(), self.clock.clone()).await.unwrap();
        for _ in 0..500 {
            if server.health().is_ready() {
                return server;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("the service does not become ready");
    }
}

/// Asks the service itself.
pub(crate) async fn call(server: &Server, method: &str, path: &str, body: &str) -> (u16, serde_json::Value) {
    let url = format!("http://{}{path}", server.addr);
    let client = reqwest::Client::builder().timeout(std::time::Duration::from_secs(60)).build().unwrap();
    let answer = client
        .request(method.parse().unwrap(), url)
        .header("content-type", "application/json")
        .body(body.to_owned())
        .send()
        .await
        .unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}
