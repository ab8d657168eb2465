//! A weather API that replays bundled observations: KMA's `kma_sfctm3`, over
//! HTTP, in its wire format and with its refusals.

mod archive;
mod wire;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::ContentType;
use actix_web::{HttpResponse, get, web};
use anyhow::Context;
use common::Clock;
use common::lake::codec::read_observations;
use common::service::{Routes, Server, ServerConfig, Service};
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use utoipa::IntoParams;

pub use self::archive::Archive;
use self::archive::KST;

/// The longest span that a call may ask for.
const MAX_SPAN: SignedDuration = SignedDuration::from_hours(31 * 24);

/// What is replayed where.
#[derive(Debug, Clone)]
pub struct ReplayConfig {
    /// The address to listen on.
    pub host: IpAddr,
    /// The port; 0 takes a free one.
    pub port: u16,
    /// The Parquet file of every station, by its number.
    pub archives: BTreeMap<String, PathBuf>,
}

#[derive(Debug)]
struct Replay {
    archives: BTreeMap<String, Archive>,
    clock: Clock,
}

/// Starts the API.
///
/// # Errors
/// An archive cannot be read or is empty, or the address is taken.
pub async fn serve(config: ReplayConfig, clock: Clock) -> anyhow::Result<Server> {
    let ReplayConfig { host, port, archives } = config;
    let archives = tokio::task::spawn_blocking(move || read(archives)).await??;
    let server = ServerConfig {
        host,
        port,
        admin_port: None,
        max_connections: 1000,
        keep_alive: Duration::from_secs(75),
        cors_origins: Vec::new(),
        workers: 1,
        max_body_bytes: 1024,
        client_timeout: Duration::from_secs(5),
        drain_delay: Duration::ZERO,
        shutdown_timeout: Duration::from_secs(1),
    };
    Service::new("replay", &server).serve(web::Data::new(Replay { archives, clock }), register)
}

fn read(archives: BTreeMap<String, PathBuf>) -> anyhow::Result<BTreeMap<String, Archive>> {
    let archives = archives.into_iter().map(|(station, path)| {
        let path_shown = path.display();
        let parquet = std::fs::read(&path).with_context(|| format!("cannot read {path_shown}"))?;
        let hours = read_observations(parquet.into()).with_context(|| format!("cannot read {path_shown}"))?;
        let archive = Archive::new(hours).with_context(|| format!("{path_shown} has no hours"))?;
        Ok((station, archive))
    });
    archives.collect()
}

fn register(config: &mut Routes<'_>) {
    config.service(kma_sfctm3);
}

/// What KMA takes; what else it takes is passed over.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Query {
    /// The first hour, `YYYYMMDDHHMM` in Korea.
    tm1: Option<String>,
    /// The last hour, included.
    tm2: Option<String>,
    /// The station's number.
    stn: Option<String>,
    /// The key; any but an empty one is good.
    #[serde(rename = "authKey")]
    auth_key: Option<String>,
}

/// Hourly observations of a station over a span.
#[utoipa::path(params(Query), responses((status = 200, description = "The observations as text", content_type = "text/plain")))]
#[get("/api/typ01/url/kma_sfctm3.php")]
async fn kma_sfctm3(replay: web::Data<Replay>, query: web::Query<Query>) -> HttpResponse {
    match replay.answer(&query) {
        Ok(text) => HttpResponse::Ok().content_type(ContentType::plaintext()).body(text),
        Err((status, message)) => HttpResponse::build(status)
            .content_type(ContentType::json())
            .body(wire::refusal(status.as_u16(), message)),
    }
}

impl Replay {
    fn answer(&self, query: &Query) -> Result<String, (StatusCode, &'static str)> {
        if query.auth_key.as_deref().unwrap_or_default().is_empty() {
            return Err((StatusCode::UNAUTHORIZED, "유효한 인증키가 아닙니다."));
        }
        let invalid = |message| move || (StatusCode::BAD_REQUEST, message);
        let time = |text: &Option<String>| text.as_deref().and_then(time);
        let from = time(&query.tm1).ok_or_else(invalid("tm1은 YYYYMMDDHHMM 형식이어야 합니다."))?;
        let until = time(&query.tm2).ok_or_else(invalid("tm2는 YYYYMMDDHHMM 형식이어야 합니다."))?;
        if until.duration_since(from) > MAX_SPAN {
            return Err(invalid("조회 기간은 31일을 넘을 수 없습니다.")());
        }
        let station = query.stn.as_deref().unwrap_or_default();
        let hours = self
            .archives
            .get(station)
            .map(|archive| archive.replay(from, until, self.clock.now()))
            .unwrap_or_default();
        Ok(wire::answer(station, &hours))
    }
}

fn time(text: &str) -> Option<Timestamp> {
    let digits = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    let civil = digits.then(|| DateTime::strptime("%Y%m%d%H%M", text).ok()).flatten()?;
    KST.to_timestamp(civil).ok()
}

#[cfg(test)]
mod tests {
    use common::observation::Variable;
    use common::service::config::load;
    use common::service::{Client, ClientConfig};
    use ingest::crawl::Span;
    use ingest::provider::ProviderError;
    use ingest::provider::kma::Kma;

    use super::*;

    async fn start(now: &str) -> Server {
        let archive = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/demo/observations/seoul.parquet");
        let config = ReplayConfig {
            host: "127.0.0.1".parse().unwrap(),
            port: 0,
            archives: [("108".to_owned(), archive.into())].into(),
        };
        serve(config, Clock::manual(now.parse().unwrap())).await.unwrap()
    }

    fn kma(replay: &Server) -> Kma {
        let environment = [
            ("OVERCOAT__KMA__BASE_URL".to_owned(), format!("http://{}", replay.addr)),
            ("OVERCOAT__KMA__AUTH_KEY".to_owned(), "any".to_owned()),
        ];
        let config: ingest::Config = load(None, environment.into()).unwrap();
        Kma::new(&config.kma).unwrap()
    }

    async fn get(replay: &Server, query: &str) -> Result<String, String> {
        let once = ClientConfig {
            deadline: Duration::from_secs(5),
            attempt_timeout: Duration::from_secs(5),
            max_attempts: 1,
        };
        let url = format!("http://{}/api/typ01/url/kma_sfctm3.php?{query}", replay.addr);
        let body = Client::new(once).unwrap().get_bytes(&url.parse().unwrap()).await;
        body.map(|body| String::from_utf8(body).unwrap()).map_err(|error| error.to_string())
    }

    #[tokio::test]
    async fn ingest_reads_the_past_as_today() {
        let replay = start("2026-01-15T03:20:00Z").await;
        let time = |text: &str| text.parse::<Timestamp>().unwrap();
        let span = Span::new(time("2026-01-14T04:00:00Z"), time("2026-01-15T05:00:00Z")).unwrap();
        let hours = kma(&replay).fetch("108", span).await.unwrap();
        assert_eq!(hours.len(), 24);
        assert_eq!(hours[23].time, time("2026-01-15T03:00:00Z"));
        assert!(hours.iter().all(|hour| hour.get(Variable::Temperature).is_some()));
        assert_eq!(kma(&replay).fetch("999", span).await.unwrap(), []);
        replay.stop().await;
    }

    #[tokio::test]
    async fn it_refuses_what_kma_refuses() {
        let replay = start("2026-01-15T03:20:00Z").await;
        let month = "tm1=202512010000&tm2=202601010000&stn=108&help=0";
        let answer = get(&replay, &format!("{month}&authKey=any")).await.unwrap();
        assert_eq!(answer.lines().filter(|line| !line.starts_with('#')).count(), 31 * 24 + 1);
        for (query, status) in [
            (month.to_owned(), "401"),
            (format!("{month}&authKey="), "401"),
            ("tm1=202512010000&tm2=202601010100&stn=108&authKey=any".to_owned(), "400"),
            ("tm1=2025120100&tm2=202512010100&stn=108&authKey=any".to_owned(), "400"),
            ("tm1=202502300000&tm2=202502300000&stn=108&authKey=any".to_owned(), "400"),
            ("tm1=202512010000&stn=108&authKey=any".to_owned(), "400"),
        ] {
            let error = get(&replay, &query).await.unwrap_err();
            assert!(error.contains(status), "{query}: {error}");
        }
        let long =
            Span::new("2025-12-01T00:00:00Z".parse().unwrap(), "2026-01-10T00:00:00Z".parse().unwrap());
        let error = kma(&replay).fetch("108", long.unwrap()).await.unwrap_err();
        assert!(matches!(error, ProviderError::Call(_)), "{error}");
        replay.stop().await;
    }
}
