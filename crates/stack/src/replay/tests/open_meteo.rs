//! Open-Meteo's API as ingest meets it.

use common::Clock;
use common::observation::{Observation, Variable};
use ingest::provider::ProviderError;
use ingest::provider::open_meteo::{OpenMeteo, ParseError};
use ingest::span::Span;
use jiff::{Timestamp, ToSpan};
use service::config::load;

use super::start;
use crate::base;

const NOW: &str = "2026-02-10T03:20:00Z";

fn client(base_url: String) -> OpenMeteo {
    let environment = [("BASE_URL", base_url.clone()), ("HISTORY_BASE_URL", base_url)]
        .map(|(field, value)| (format!("OVERCOAT__OPEN_METEO__{field}"), value));
    let config: ingest::Config = load(None, environment.into()).unwrap();
    OpenMeteo::new(&config.open_meteo, Clock::manual(NOW.parse().unwrap())).unwrap()
}

#[tokio::test]
async fn ingest_reads_the_analysis_and_what_had_been_forecast_then() {
    let (replay, locations, clock) = start(NOW).await;
    let client = client(base(&replay));
    let new_york = locations.require(&"new-york".parse().unwrap()).unwrap();
    let now: Timestamp = "2026-02-10T03:00:00Z".parse().unwrap();

    let past = client.fetch(new_york, Span::new(now - 400.hours(), now).unwrap()).await.unwrap();
    assert_eq!(past.len(), 401);
    for variable in [Variable::Temperature, Variable::WindSpeed, Variable::CloudCover] {
        assert!(past.iter().all(|hour| hour.get(variable).is_some()), "{variable:?}");
    }

    let guidance = client.forecast(new_york, now).await.unwrap();
    assert_eq!(guidance.issued_at, now);
    let temperature = |hour: &Observation| hour.get(Variable::Temperature);
    let told = guidance.hours.iter().filter_map(temperature).count();
    assert!(told > 168, "{told} hours");
    // What had been forecast is not what came.
    let later = Span::new(now + 24.hours(), now + 72.hours()).unwrap();
    clock.set(now + 73.hours());
    let came = client.fetch(new_york, later).await.unwrap();
    assert_eq!(came.len(), 49);
    assert!(came.iter().any(|hour| guidance.at(hour.time).and_then(temperature) != temperature(hour)));
    replay.stop().await;
}

#[tokio::test]
async fn a_place_without_an_archive_is_not_covered() {
    let (replay, locations, _) = start(NOW).await;
    let client = client(base(&replay));
    let mut elsewhere = locations.default_location().clone();
    elsewhere.longitude_deg = 0.0;
    let now: Timestamp = NOW.parse().unwrap();
    let refused = client.fetch(&elsewhere, Span::new(now, now).unwrap()).await.map_err(ProviderError::from);
    assert!(matches!(refused, Err(ProviderError::OpenMeteo(ParseError::NotCovered))), "{refused:?}");
    replay.stop().await;
}
