//! The lake's Parquet gives back what was put in.

use common::forecast::{Forecast, ForecastHour, ModelRef, Quantiles};
use common::lake::codec::{read_forecast, read_observations, write_forecast, write_observations};
use common::observation::{Observation, Variable};
use jiff::Timestamp;
use proptest::collection::vec;
use proptest::prelude::*;

fn any_values() -> impl Strategy<Value = Vec<Option<f32>>> {
    let value = prop_oneof![
        Just(None),
        Just(Some(-9.0)),
        Just(Some(f32::NAN)),
        (-2000.0_f32..2000.0).prop_map(Some),
    ];
    vec(value, Variable::COUNT)
}

proptest! {
    #[test]
    fn observations_survive_and_nan_becomes_missing(rows in vec(any_values(), 0..50)) {
        let mut observations = Vec::new();
        for (hour, values) in (0_i64..).zip(&rows) {
            let mut observation = Observation::new(Timestamp::from_second(hour * 3600).unwrap());
            for (variable, value) in Variable::ALL.into_iter().zip(values) {
                observation.set(variable, *value);
            }
            observations.push(observation);
        }
        let read = read_observations(write_observations(&observations).unwrap()).unwrap();
        for (observation, values) in read.iter().zip(&rows) {
            for (variable, value) in Variable::ALL.into_iter().zip(values) {
                prop_assert_eq!(observation.get(variable), value.filter(|value| value.is_finite()));
            }
        }
        prop_assert_eq!(read, observations);
    }

    #[test]
    fn forecasts_survive(mut values in proptest::array::uniform7(-40.0_f32..40.0), rain in 0.0_f32..=1.0) {
        values.sort_by(f32::total_cmp);
        let quantiles = Quantiles::new(values).unwrap();
        let issued_at: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let hours = (1..=168).map(|lead_h| ForecastHour {
            valid_at: issued_at + jiff::SignedDuration::from_hours(lead_h.into()),
            lead_h,
            temperature_c: quantiles,
            relative_humidity_pct: quantiles,
            wind_speed_ms: quantiles,
            precipitation_probability: rain,
        });
        let forecast = Forecast {
            location: "seoul".parse().unwrap(),
            model: ModelRef { name: "m".to_owned(), version: "v".to_owned() },
            issued_at,
            hours: hours.collect(),
        };
        let read = read_forecast(&forecast.location, write_forecast(&forecast).unwrap()).unwrap();
        prop_assert_eq!(read, forecast);
    }

    #[test]
    fn damaged_parquet_is_an_error_and_no_panic(cut in 0_usize..2000, flip in 0_usize..2000) {
        let mut observation = Observation::new(Timestamp::UNIX_EPOCH);
        observation.set(Variable::Temperature, Some(1.0));
        let whole = write_observations(&[observation]).unwrap();
        let mut damaged = whole.to_vec();
        let at = flip % damaged.len();
        damaged[at] ^= 0xff;
        let _ = read_observations(damaged.into());
        prop_assert!(read_observations(whole.slice(..cut % whole.len())).is_err());
    }
}

#[test]
fn quantiles_cross_nowhere_and_are_finite() {
    assert!(Quantiles::new([1.0, 2.0, 2.0, 3.0, 4.0, 5.0, 6.0]).is_some());
    assert!(Quantiles::new([1.0, 2.0, 1.9, 3.0, 4.0, 5.0, 6.0]).is_none());
    assert!(Quantiles::new([1.0, 2.0, 2.0, f32::NAN, 4.0, 5.0, 6.0]).is_none());
    assert!(Quantiles::new([1.0, 2.0, 2.0, 3.0, 4.0, 5.0, f32::INFINITY]).is_none());
}
