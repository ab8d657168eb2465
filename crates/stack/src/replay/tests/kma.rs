//! KMA's API as ingest meets it.

use std::time::Duration;

use common::observation::Variable;
use ingest::provider::ProviderError;
use ingest::provider::kma::Kma;
use ingest::span::Span;
use jiff::Timestamp;
use service::config::load;
use service::{Client, ClientConfig, Server};

use super::start;

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
        max_answer_bytes: 32 << 20,
    };
    let url = format!("http://{}/api/typ01/url/kma_sfctm3.php?{query}", replay.addr);
    let body = Client::new(once).unwrap().get_bytes(&url.parse().unwrap()).await;
    body.map(|body| String::from_utf8(body).unwrap()).map_err(|error| error.to_string())
}

#[tokio::test]
async fn ingest_reads_the_past_as_today() {
    let (replay, _, _) = start("2026-01-15T03:20:00Z").await;
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
    let (replay, _, _) = start("2026-01-15T03:20:00Z").await;
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
    let long = Span::new("2025-12-01T00:00:00Z".parse().unwrap(), "2026-01-10T00:00:00Z".parse().unwrap());
    let error = ProviderError::from(kma(&replay).fetch("108", long.unwrap()).await.unwrap_err());
    assert!(matches!(error, ProviderError::Call(_)), "{error}");
    replay.stop().await;
}
