use std::sync::atomic::{AtomicUsize, Ordering};

use common::observation::Observation;
use ingest::Config;
use ingest::provider::ProviderError;
use ingest::provider::kma::{Kma, ParseError};
use service::config::load;

use crate::support::{FIXTURE, KEY, Outside, span};

async fn fetch(kma: &Outside) -> Result<Vec<Observation>, ProviderError> {
    let environment = [
        ("OVERCOAT__KMA__BASE_URL".to_owned(), kma.url.clone()),
        ("OVERCOAT__KMA__AUTH_KEY".to_owned(), KEY.to_owned()),
        ("OVERCOAT__KMA__CLIENT__MAX_ATTEMPTS".to_owned(), "3".to_owned()),
    ];
    let config: Config = load(None, environment.into()).unwrap();
    let kma = Kma::new(&config.kma).unwrap();
    Ok(kma.fetch("108", span("2027-01-14T15:00:00Z", "2027-01-15T14:00:00Z")).await?)
}

#[tokio::test]
async fn it_asks_in_korean_time_for_both_ends() {
    let kma = Outside::start(|_| (200, FIXTURE.to_owned()));
    assert_eq!(fetch(&kma).await.unwrap().len(), 4);
    let asked = kma.asked();
    assert_eq!(asked.len(), 1);
    for (name, value) in
        [("tm1", "202701150000"), ("tm2", "202701152300"), ("stn", "108"), ("help", "0"), ("authKey", KEY)]
    {
        assert_eq!(asked[0][name], value);
    }
}

#[tokio::test]
async fn an_answer_that_was_cut_off_is_asked_for_again() {
    let calls = AtomicUsize::new(0);
    let kma = Outside::start(move |_| {
        let cut = if calls.fetch_add(1, Ordering::Relaxed) < 2 { 700 } else { FIXTURE.len() };
        (200, FIXTURE[..cut].to_owned())
    });
    assert_eq!(fetch(&kma).await.unwrap().len(), 4);
    assert_eq!(kma.asked().len(), 3);
}

#[tokio::test]
async fn an_answer_that_is_always_cut_off_is_an_error() {
    let kma = Outside::start(|_| (200, FIXTURE[..FIXTURE.len() - 10].to_owned()));
    let error = fetch(&kma).await.unwrap_err();
    assert!(matches!(error, ProviderError::Kma(ParseError::Truncated)), "{error}");
    assert_eq!(kma.asked().len(), 3);
}

#[tokio::test]
async fn a_refusal_is_clear_and_never_shows_the_key() {
    let long = "long ".repeat(14);
    let refusal = format!(r#"{{"result":{{"status":401,"message":"{long} key {KEY} is unknown"}}}}"#);
    for status in [200, 401, 500] {
        let refusal = refusal.clone();
        let kma = Outside::start(move |_| (status, refusal.clone()));
        let error = fetch(&kma).await.unwrap_err();
        for text in [format!("{error}"), format!("{error:?}"), format!("{:#}", anyhow::Error::from(error))] {
            assert!(!text.contains(&KEY[..4]), "{text}");
            assert!(text.contains(if status == 500 { "500" } else { "401" }), "{text}");
        }
    }
}

#[tokio::test]
async fn an_unreachable_api_is_an_error_without_the_key() {
    let environment = [
        ("OVERCOAT__KMA__BASE_URL".to_owned(), "http://127.0.0.1:9".to_owned()),
        ("OVERCOAT__KMA__AUTH_KEY".to_owned(), KEY.to_owned()),
    ];
    let config: Config = load(None, environment.into()).unwrap();
    let kma = Kma::new(&config.kma).unwrap();
    let error = kma.fetch("108", span("2027-01-14T15:00:00Z", "2027-01-14T15:00:00Z")).await.unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(text.contains("127.0.0.1") && !text.contains(KEY), "{text}");
}
