//! A small climate for tests: a daily cycle, weather with a memory of a day,
//! showers, a radiometer that sleeps at night and a vane that fails.

use common::guidance::{Guidance, GuidanceArchive};
use common::location::Location;
use common::observation::{Observation, Variable};
use common::testing::seoul;
use features::{BlankPrecipitation, History, Place};
use jiff::{Timestamp, ToSpan};

use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;
use rand_pcg::Pcg64;

use crate::dataset::Known;
use crate::pipeline::{Division, Job, Recipe, Refit};
use crate::schedule::Schedule;

/// Where the hours of a day are those of UTC.
fn testville() -> Location {
    Location {
        id: "testville".parse().unwrap(),
        latitude_deg: 45.0,
        longitude_deg: 10.0,
        elevation_m: 100.0,
        timezone: "UTC".to_owned(),
        ..seoul()
    }
}

pub(crate) const TRAIN_H: i64 = 60 * 24;
const TEST_H: i64 = 20 * 24;

pub(crate) fn start() -> Timestamp {
    "2020-03-01T00:00:00Z".parse().unwrap()
}

pub(crate) fn observations(seed: u64, hours: i64) -> Vec<Observation> {
    let mut random = Pcg64::seed_from_u64(seed);
    let mut anomaly = 0.0;
    let observe = |hour: i64| {
        anomaly = 0.96 * anomaly + random.sample::<f64, _>(StandardNormal);
        let cycle = (hour as f64 * std::f64::consts::TAU / 24.0).cos();
        let mut observation = Observation::new(start() + hour.hours());
        let mut set = |variable, value: f64| observation.set(variable, Some(value as f32));
        set(Variable::Temperature, 10.0 - 5.0 * cycle + anomaly);
        set(Variable::DewPoint, 4.0 + anomaly);
        set(
            Variable::RelativeHumidity,
            (60.0 + 20.0 * cycle + 3.0 * random.sample::<f64, _>(StandardNormal)).clamp(0.0, 100.0),
        );
        set(Variable::WindSpeed, (2.0 + random.sample::<f64, _>(StandardNormal)).abs());
        set(Variable::SeaLevelPressure, 1015.0 - anomaly);
        if hour % 7 != 0 {
            set(Variable::WindDirection, 360.0 * random.random::<f64>());
        }
        if hour % 3 == 0 {
            set(Variable::CloudCover, random.random::<f64>());
        }
        if random.random::<f64>() < 0.1 {
            set(Variable::Precipitation, 2.0 * random.random::<f64>());
        }
        if cycle < 0.0 {
            set(Variable::ShortwaveRadiation, -800.0 * cycle);
        }
        observation
    };
    (0..hours).map(observe).collect()
}

/// What a provider says of these observations every six hours: too warm by 2 °C, and the
/// vaguer the further ahead.
pub(crate) fn guidance(observations: &[Observation]) -> GuidanceArchive {
    let mut random = Pcg64::seed_from_u64(9);
    let issues = (0..observations.len()).step_by(6).map(|first| {
        let mut error = 0.0;
        let hours = observations[first..].iter().take(200).map(|observed| {
            error = 0.99 * error + 0.1 * random.sample::<f64, _>(StandardNormal) as f32;
            let mut hour = observed.clone();
            let temperature = observed.get(Variable::Temperature);
            hour.set(Variable::Temperature, temperature.map(|value_c| value_c + 2.0 + error));
            hour.set(Variable::Precipitation, Some(observed.get(Variable::Precipitation).unwrap_or(0.0)));
            hour.set(Variable::CloudCover, Some(observed.get(Variable::CloudCover).unwrap_or(0.5)));
            hour
        });
        Guidance { issued_at: observations[first].time, hours: hours.collect() }
    });
    GuidanceArchive::new(issues.collect())
}

/// Small enough for a test, with every stage of the real thing.
pub(crate) fn job(observations: Vec<Observation>) -> Job {
    let train_until = start() + TRAIN_H.hours();
    let location = &testville();
    let schedule = Schedule {
        members: 2,
        steps: 6,
        batch: 16,
        warm_up_steps: 2,
        learning_rate: 1e-3,
        weight_decay: 0.1,
        input_dropout: 0.1,
        hidden_dropout: 0.3,
        average_keep: 0.5,
    };
    Job {
        known: Known {
            history: History::new(observations),
            guidance: GuidanceArchive::default(),
            place: Place::from(location),
            blank: BlankPrecipitation::DryIfTemperatureObserved,
        },
        location: location.id.clone(),
        tz: location.tz(),
        division: Division {
            train_until,
            test_from: train_until,
            test_until: train_until + TEST_H.hours(),
            refit: Refit::Never,
        },
        recipe: Recipe { schedule, ridge_share: 0.5, original_lstm_steps: 0, seed: 3, checkpoints: None },
    }
}

pub(crate) fn all_observations() -> Vec<Observation> {
    observations(1, TRAIN_H + TEST_H)
}
