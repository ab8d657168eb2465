use std::collections::HashMap;

use common::location::Locations;
use service::config::load;

use super::*;
use crate::Config;

fn span(from: &str, until: &str) -> Span {
    Span::new(from.parse().unwrap(), until.parse().unwrap()).unwrap()
}

#[test]
fn what_is_long_past_is_asked_of_the_api_that_knows_it() {
    let config: Config = load(None, HashMap::new()).unwrap();
    let clock = Clock::manual("2026-11-01T00:00:00Z".parse().unwrap());
    let open_meteo = OpenMeteo::new(&config.open_meteo, clock).unwrap();
    let location = include_str!("../../../../../deploy/config/locations.toml").parse::<Locations>().unwrap();
    let host = |from: &str, until: &str| {
        let url = open_meteo.url(location.default_location(), span(from, until));
        url.host_str().unwrap().to_owned()
    };
    assert_eq!(host("2026-10-01T00:00:00Z", "2026-11-10T00:00:00Z"), "api.open-meteo.com");
    assert_eq!(
        host("2026-07-01T00:00:00Z", "2026-09-01T00:00:00Z"),
        "historical-forecast-api.open-meteo.com"
    );
}
