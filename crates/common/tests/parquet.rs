//! The lake's Parquet gives back what was put in.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int32Array, RecordBatch, StringArray, TimestampNanosecondArray};
use common::forecast::{Forecast, ForecastHour, ModelRef, Quantiles};
use common::guidance::Guidance;
use common::lake::codec::{
    read_forecast, read_guidance, read_observations, write_forecast, write_guidance, write_observations,
};
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
    fn forecasts_survive(
        mut values in proptest::array::uniform7(-40.0_f32..40.0),
        rain in 0.0_f32..=1.0,
        with_clouds in proptest::bool::ANY,
    ) {
        values.sort_by(f32::total_cmp);
        let quantiles = Quantiles::new(values).unwrap();
        let issued_at: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let hours = (1..=168).map(|lead_h| ForecastHour {
            valid_at: issued_at + jiff::SignedDuration::from_hours(lead_h.into()),
            lead_h,
            temperature_c: quantiles,
            relative_humidity_pct: quantiles,
            wind_speed_ms: quantiles,
            cloud_cover_frac: with_clouds.then_some(quantiles),
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

/// A file as others write them: snappy, and other precisions.
fn foreign(columns: Vec<(&str, ArrayRef)>) -> bytes::Bytes {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let properties = parquet::file::properties::WriterProperties::builder()
        .set_compression(parquet::basic::Compression::SNAPPY)
        .build();
    let mut writer =
        parquet::arrow::ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap().into()
}

#[test]
fn what_means_the_same_is_read_and_what_does_not_is_refused() {
    let hours = || -> ArrayRef { Arc::new(TimestampNanosecondArray::from(vec![0]).with_timezone("UTC")) };
    let doubles = || -> ArrayRef { Arc::new(Float64Array::from(vec![21.5])) };
    let read = read_observations(foreign(vec![
        ("time", hours()),
        ("temperature_c", doubles()),
        ("relative_humidity_pct", Arc::new(Int32Array::from(vec![60]))),
    ]));
    let read = read.unwrap();
    assert_eq!(read[0].time, Timestamp::UNIX_EPOCH);
    assert_eq!(read[0].get(Variable::Temperature), Some(21.5));
    assert_eq!(read[0].get(Variable::RelativeHumidity), Some(60.0));

    let without_zone: ArrayRef = Arc::new(TimestampNanosecondArray::from(vec![0]));
    for (columns, says) in [
        (vec![("time", without_zone), ("temperature_c", doubles())], "`time` is Timestamp"),
        (
            vec![("time", hours()), ("temperature_c", Arc::new(StringArray::from(vec!["21.5"])) as ArrayRef)],
            "`temperature_c` is Utf8",
        ),
        (vec![("temperature_c", doubles())], "`time` is missing"),
    ] {
        let error = read_observations(foreign(columns)).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn guidance_survives_by_issue_time() {
    let hour = |second: i64, value_c: f32| {
        let mut hour = Observation::new(Timestamp::from_second(second).unwrap());
        hour.set(Variable::Temperature, Some(value_c));
        hour
    };
    let issue = |second: i64, value_c: f32| Guidance {
        issued_at: Timestamp::from_second(second).unwrap(),
        hours: vec![hour(second + 3600, value_c), hour(second + 7200, value_c)],
    };
    let issues = vec![issue(0, 1.0), issue(3600, 2.0)];
    assert_eq!(read_guidance(write_guidance(&issues).unwrap()).unwrap(), issues);
}

#[test]
fn quantiles_cross_nowhere_and_are_finite() {
    assert!(Quantiles::new([1.0, 2.0, 2.0, 3.0, 4.0, 5.0, 6.0]).is_some());
    assert!(Quantiles::new([1.0, 2.0, 1.9, 3.0, 4.0, 5.0, 6.0]).is_none());
    assert!(Quantiles::new([1.0, 2.0, 2.0, f32::NAN, 4.0, 5.0, 6.0]).is_none());
    assert!(Quantiles::new([1.0, 2.0, 2.0, 3.0, 4.0, 5.0, f32::INFINITY]).is_none());
}
