//! The replay over HTTP.

mod kma;
mod open_meteo;

use std::path::Path;

use common::Clock;
use common::location::Locations;
use jiff::tz::TimeZone;
use service::Server;

use super::{ReplayConfig, serve, standard_time};
use crate::config::{Config, ReplaySection};

/// The bundled places, at a time that the clock can change.
async fn start(now: &str) -> (Server, Locations, Clock) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let config = Config::bundled(&root).unwrap();
    let locations = Locations::load(&config.locations_file).unwrap();
    let replay = ReplaySection { port: 0, ..config.replay };
    let clock = Clock::manual(now.parse().unwrap());
    let config = ReplayConfig::new(config.host, replay, &locations).unwrap();
    (serve(config, clock.clone()).await.unwrap(), locations, clock)
}

#[test]
fn standard_time_is_that_of_winter() {
    let newest = "2025-05-24T23:00:00Z".parse().unwrap();
    for (name, hours) in
        [("America/New_York", -5), ("Asia/Seoul", 9), ("Australia/Sydney", 10), ("Europe/London", 0)]
    {
        let tz = TimeZone::get(name).unwrap();
        assert_eq!(standard_time(&tz, newest), jiff::tz::offset(hours), "{name}");
    }
}
