//! Observations, guidance and forecasts as Parquet: zstd, UTC timestamps in
//! microseconds, units in the column names, null for what was not observed.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use arrow::array::{
    Array, ArrayRef, AsArray, Float32Array, PrimitiveArray, RecordBatch, StringArray,
    TimestampMicrosecondArray, UInt16Array,
};
use arrow::compute::cast;
use arrow::datatypes::{
    ArrowPrimitiveType, DataType, Field, Float32Type, Schema, TimeUnit, TimestampMicrosecondType, UInt16Type,
};
use bytes::Bytes;
use jiff::Timestamp;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use super::digest::{self, Differs, PARQUET_KEY, PARQUET_PLACEHOLDER};
use crate::forecast::{FORECAST_VARIABLES, Forecast, ForecastHour, ModelRef, QUANTILE_LEVELS, Quantiles};
use crate::guidance::Guidance;
use crate::location::LocationId;
use crate::observation::{Observation, Variable};

/// Why Parquet could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum CodecError {
    /// It is not Parquet, or damaged.
    #[error(transparent)]
    Parquet(#[from] parquet::errors::ParquetError),
    /// Its columns cannot be put together.
    #[error(transparent)]
    Arrow(#[from] arrow::error::ArrowError),
    /// It can be read, and is not a forecast.
    #[error("it is no forecast: {0}")]
    NoForecast(String),
    /// It is not what was written.
    #[error(transparent)]
    Digest(#[from] Differs),
    /// It is damaged in a way that the reader has no name for.
    #[error("it is damaged")]
    Damaged,
    /// A column is absent.
    #[error("the column `{0}` is missing")]
    MissingColumn(String),
    /// A column is not of the lake's type.
    #[error("the column `{column}` is {actual}, not {expected}")]
    WrongType {
        /// The column.
        column: String,
        /// Its type.
        actual: DataType,
        /// The lake's type.
        expected: DataType,
    },
    /// A value is null or out of range where that cannot be.
    #[error("the column `{column}` has no usable value in row {row}")]
    Unusable {
        /// The column.
        column: String,
        /// The row, from 0.
        row: usize,
    },
}

/// Reads a file that `decode`, one of the functions here, understands.
///
/// # Errors
/// It cannot be read or decoded.
pub fn read_file<T>(path: &Path, decode: impl FnOnce(Bytes) -> Result<T, CodecError>) -> anyhow::Result<T> {
    let cannot_read = || format!("cannot read {}", path.display());
    let parquet = std::fs::read(path).with_context(cannot_read)?;
    digest::check_parquet(&parquet).with_context(cannot_read)?;
    decode(parquet.into()).with_context(cannot_read)
}

fn time_type() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

fn times(values: impl Iterator<Item = Timestamp>) -> ArrayRef {
    Arc::new(
        TimestampMicrosecondArray::from_iter_values(values.map(Timestamp::as_microsecond))
            .with_timezone("UTC"),
    )
}

/// Writes observations, which are sorted by time.
///
/// # Errors
/// Parquet cannot be written.
pub fn write_observations(observations: &[Observation]) -> Result<Bytes, CodecError> {
    let mut fields = vec![Field::new("time", time_type(), false)];
    let mut columns = vec![times(observations.iter().map(|observation| observation.time))];
    for variable in Variable::ALL {
        fields.push(Field::new(variable.column(), DataType::Float32, true));
        let values: Float32Array = observations.iter().map(|observation| observation.get(variable)).collect();
        columns.push(Arc::new(values));
    }
    write(fields, columns)
}

/// Reads observations. Columns that the lake does not know are passed over; a
/// variable whose column is absent was not observed.
///
/// # Errors
/// It is not Parquet of the lake's schema.
pub fn read_observations(parquet: Bytes) -> Result<Vec<Observation>, CodecError> {
    let mut observations = Vec::new();
    for batch in read(parquet)? {
        observations.extend(measured(&batch, "time")?);
    }
    Ok(observations)
}

/// A batch's values at the times of a column. Files from elsewhere often have other
/// precisions than the lake: any number is taken for a value, and any time that knows its
/// zone for a time.
fn measured(batch: &RecordBatch, time: &str) -> Result<Vec<Observation>, CodecError> {
    let times = column::<TimestampMicrosecondType>(batch, time)?;
    let mut columns = Vec::with_capacity(Variable::COUNT);
    for variable in Variable::ALL {
        if batch.column_by_name(variable.column()).is_some() {
            columns.push((variable, column::<Float32Type>(batch, variable.column())?));
        }
    }
    (0..batch.num_rows())
        .map(|row| {
            let mut observation = Observation::new(timestamp(&times, time, row)?);
            for (variable, column) in &columns {
                observation.set(*variable, column.is_valid(row).then(|| column.value(row)));
            }
            Ok(observation)
        })
        .collect()
}

/// A column in the lake's type, from one that means the same.
fn column<T: Lakes>(batch: &RecordBatch, name: &str) -> Result<PrimitiveArray<T>, CodecError> {
    let column = batch.column_by_name(name).ok_or_else(|| CodecError::MissingColumn(name.to_owned()))?;
    let wrong_type = || CodecError::WrongType {
        column: name.to_owned(),
        actual: column.data_type().clone(),
        expected: T::lake_type(),
    };
    let means_the_same = match (column.data_type(), T::lake_type()) {
        (DataType::Timestamp(_, zone), DataType::Timestamp(..)) => zone.is_some(),
        (actual, DataType::Float32) => actual.is_numeric(),
        (actual, wanted) => *actual == wanted,
    };
    if !means_the_same {
        return Err(wrong_type());
    }
    cast(column, &T::lake_type())?.as_primitive_opt().cloned().ok_or_else(wrong_type)
}

/// The types of the lake's columns.
trait Lakes: ArrowPrimitiveType {
    fn lake_type() -> DataType {
        Self::DATA_TYPE
    }
}

impl Lakes for Float32Type {}
impl Lakes for UInt16Type {}
impl Lakes for TimestampMicrosecondType {
    fn lake_type() -> DataType {
        time_type()
    }
}

/// Writes what a provider forecast.
///
/// # Errors
/// Parquet cannot be written.
pub fn write_guidance(issues: &[Guidance]) -> Result<Bytes, CodecError> {
    let rows = || issues.iter().flat_map(|issue| issue.hours.iter().map(move |hour| (issue.issued_at, hour)));
    let mut fields =
        vec![Field::new("issued_at", time_type(), false), Field::new("valid_at", time_type(), false)];
    let mut columns =
        vec![times(rows().map(|(issued_at, _)| issued_at)), times(rows().map(|(_, hour)| hour.time))];
    for variable in Variable::ALL {
        // Where all are null, too: a reader of many files sees one schema.
        let values: Float32Array = rows().map(|(_, hour)| hour.get(variable)).collect();
        fields.push(Field::new(variable.column(), DataType::Float32, true));
        columns.push(Arc::new(values));
    }
    write(fields, columns)
}

/// Reads what a provider forecast, of one issue time or many. Columns that the lake
/// does not know are passed over, as for observations; archives that call the times
/// `issued` and `valid`, and precipitation `rain_mm`, are read as well.
///
/// # Errors
/// It is not Parquet of the lake's schema.
pub fn read_guidance(parquet: Bytes) -> Result<Vec<Guidance>, CodecError> {
    let mut issues: BTreeMap<Timestamp, Vec<Observation>> = BTreeMap::new();
    for batch in read(parquet)? {
        let named = |ours: &'static str, theirs: &'static str| {
            if batch.column_by_name(ours).is_none() && batch.column_by_name(theirs).is_some() {
                theirs
            } else {
                ours
            }
        };
        let (issued, valid) = (named("issued_at", "issued"), named("valid_at", "valid"));
        let issued_at = column::<TimestampMicrosecondType>(&batch, issued)?;
        let rain = match named(Variable::Precipitation.column(), "rain_mm") {
            "rain_mm" => Some(column::<Float32Type>(&batch, "rain_mm")?),
            _ => None,
        };
        for (row, mut hour) in measured(&batch, valid)?.into_iter().enumerate() {
            if let Some(rain) = &rain {
                hour.set(Variable::Precipitation, rain.is_valid(row).then(|| rain.value(row)));
            }
            issues.entry(timestamp(&issued_at, issued, row)?).or_default().push(hour);
        }
    }
    Ok(issues.into_iter().map(|(issued_at, hours)| Guidance { issued_at, hours }).collect())
}

/// Writes a forecast.
///
/// # Errors
/// Parquet cannot be written.
pub fn write_forecast(forecast: &Forecast) -> Result<Bytes, CodecError> {
    let Forecast { model, issued_at, hours, .. } = forecast;
    let text =
        |value: &str| -> ArrayRef { Arc::new(StringArray::from_iter_values(hours.iter().map(|_| value))) };
    let mut fields = vec![
        Field::new("model_name", DataType::Utf8, false),
        Field::new("model_version", DataType::Utf8, false),
        Field::new("issued_at", time_type(), false),
        Field::new("valid_at", time_type(), false),
        Field::new("lead_h", DataType::UInt16, false),
    ];
    let mut columns = vec![
        text(&model.name),
        text(&model.version),
        times(hours.iter().map(|_| *issued_at)),
        times(hours.iter().map(|hour| hour.valid_at)),
        Arc::new(UInt16Array::from_iter_values(hours.iter().map(|hour| hour.lead_h))),
    ];
    for variable in FORECAST_VARIABLES {
        for (index, name) in quantile_columns(variable).into_iter().enumerate() {
            let values: Float32Array =
                hours.iter().map(|hour| Some(quantiles(hour, variable)?.values()[index])).collect();
            fields.push(Field::new(name, DataType::Float32, variable == Variable::CloudCover));
            columns.push(Arc::new(values));
        }
    }
    fields.push(Field::new(RAIN_COLUMN, DataType::Float32, false));
    columns.push(Arc::new(Float32Array::from_iter_values(
        hours.iter().map(|hour| hour.precipitation_probability),
    )));
    write(fields, columns)
}

/// Reads a forecast of `location`.
///
/// # Errors
/// It is not Parquet of the lake's schema, or has no hours.
pub fn read_forecast(location: &LocationId, parquet: Bytes) -> Result<Forecast, CodecError> {
    let mut hours = Vec::new();
    let mut head = None;
    for batch in read(parquet)? {
        let text = |name: &str| {
            batch.column_by_name(name).ok_or_else(|| CodecError::MissingColumn(name.to_owned())).and_then(
                |column| {
                    column.as_string_opt::<i32>().ok_or_else(|| CodecError::WrongType {
                        column: name.to_owned(),
                        actual: column.data_type().clone(),
                        expected: DataType::Utf8,
                    })
                },
            )
        };
        let (name, version) = (text("model_name")?, text("model_version")?);
        let issued_at = column::<TimestampMicrosecondType>(&batch, "issued_at")?;
        let valid_at = column::<TimestampMicrosecondType>(&batch, "valid_at")?;
        let lead_h = column::<UInt16Type>(&batch, "lead_h")?;
        let rain = column::<Float32Type>(&batch, RAIN_COLUMN)?;
        let mut values = Vec::new();
        for variable in FORECAST_VARIABLES {
            let mut of_variable = Vec::new();
            for name in quantile_columns(variable) {
                match column::<Float32Type>(&batch, &name) {
                    Ok(column) => of_variable.push(column),
                    // Forecasts of earlier releases have none.
                    Err(CodecError::MissingColumn(_)) if variable == Variable::CloudCover => {}
                    Err(error) => return Err(error),
                }
            }
            values.push((variable, of_variable));
        }
        for row in 0..batch.num_rows() {
            if head.is_none() {
                let model =
                    ModelRef { name: name.value(row).to_owned(), version: version.value(row).to_owned() };
                head = Some((model, timestamp(&issued_at, "issued_at", row)?));
            }
            let quantiles = |wanted: Variable| {
                let (_, columns) = values.iter().find(|(variable, _)| *variable == wanted)?;
                let mut row_values = [f32::NAN; QUANTILE_LEVELS.len()];
                for (value, column) in row_values.iter_mut().zip(columns).filter(|(_, c)| c.is_valid(row)) {
                    *value = column.value(row);
                }
                Quantiles::new(row_values)
            };
            let unusable =
                |variable: Variable| CodecError::Unusable { column: variable.column().to_owned(), row };
            let required = |variable| quantiles(variable).ok_or_else(|| unusable(variable));
            let probability = rain.value(row);
            if !(0.0..=1.0).contains(&probability) {
                return Err(CodecError::Unusable { column: RAIN_COLUMN.to_owned(), row });
            }
            hours.push(ForecastHour {
                valid_at: timestamp(&valid_at, "valid_at", row)?,
                lead_h: lead_h.value(row),
                temperature_c: required(Variable::Temperature)?,
                relative_humidity_pct: required(Variable::RelativeHumidity)?,
                wind_speed_ms: required(Variable::WindSpeed)?,
                cloud_cover_frac: quantiles(Variable::CloudCover),
                precipitation_probability: probability,
            });
        }
    }
    let (model, issued_at) =
        head.ok_or_else(|| CodecError::Unusable { column: "issued_at".to_owned(), row: 0 })?;
    Ok(Forecast { location: location.clone(), model, issued_at, hours })
}

const RAIN_COLUMN: &str = "precipitation_probability";

fn quantile_columns(variable: Variable) -> Vec<String> {
    QUANTILE_LEVELS.iter().map(|level| format!("{}_p{:02.0}", variable.column(), level * 100.0)).collect()
}

fn quantiles(hour: &ForecastHour, variable: Variable) -> Option<&Quantiles> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "only these are forecast with quantiles")]
    match variable {
        Variable::Temperature => Some(&hour.temperature_c),
        Variable::RelativeHumidity => Some(&hour.relative_humidity_pct),
        Variable::WindSpeed => Some(&hour.wind_speed_ms),
        Variable::CloudCover => hour.cloud_cover_frac.as_ref(),
        _ => None,
    }
}

fn write(fields: Vec<Field>, columns: Vec<ArrayRef>) -> Result<Bytes, CodecError> {
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?;
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default()));
    let placeholder = KeyValue::new(PARQUET_KEY.to_owned(), PARQUET_PLACEHOLDER.to_owned());
    let properties = properties.set_key_value_metadata(Some(vec![placeholder])).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties))?;
    writer.write(&batch)?;
    Ok(digest::stamp_parquet(writer.into_inner()?).into())
}

fn read(parquet: Bytes) -> Result<Vec<RecordBatch>, CodecError> {
    // The reader panics on some damage that it does not expect.
    std::panic::catch_unwind(|| {
        let reader = ParquetRecordBatchReaderBuilder::try_new(parquet)?.build()?;
        Ok(reader.collect::<Result<_, _>>()?)
    })
    .unwrap_or(Err(CodecError::Damaged))
}

fn timestamp(column: &TimestampMicrosecondArray, name: &str, row: usize) -> Result<Timestamp, CodecError> {
    column
        .is_valid(row)
        .then(|| Timestamp::from_microsecond(column.value(row)).ok())
        .flatten()
        .ok_or_else(|| CodecError::Unusable { column: name.to_owned(), row })
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn hours() -> Vec<Observation> {
        let hour = |n: u16| {
            let mut hour = Observation::new(Timestamp::UNIX_EPOCH + SignedDuration::from_hours(i64::from(n)));
            hour.set(Variable::Temperature, Some(f32::from(n) / 7.0 - 10.0));
            hour.set(Variable::WindSpeed, (!n.is_multiple_of(5)).then(|| f32::from(n % 13)));
            hour
        };
        (0..168).map(hour).collect()
    }

    fn forecast() -> Forecast {
        let quantiles = |middle: f32| {
            Quantiles::new([-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0].map(|spread| middle + spread)).unwrap()
        };
        let hour = |lead_h: u16| ForecastHour {
            valid_at: Timestamp::UNIX_EPOCH + SignedDuration::from_hours(i64::from(lead_h)),
            lead_h,
            temperature_c: quantiles(f32::from(lead_h) / 10.0),
            relative_humidity_pct: quantiles(60.0),
            wind_speed_ms: quantiles(5.0),
            cloud_cover_frac: None,
            precipitation_probability: f32::from(lead_h % 10) / 10.0,
        };
        Forecast {
            location: "seoul".parse().unwrap(),
            model: ModelRef { name: "forecaster".to_owned(), version: "1".to_owned() },
            issued_at: Timestamp::UNIX_EPOCH,
            hours: (1..=168).map(hour).collect(),
        }
    }

    /// In four thousand places: the damage is told, or what is read is what was written.
    fn no_bit_changes_in_silence<T: PartialEq>(
        parquet: &Bytes,
        read: impl Fn(Bytes) -> Result<T, CodecError>,
    ) {
        assert_eq!(digest::check_parquet(parquet), Ok(digest::Integrity::Proven));
        let written = read(parquet.clone()).unwrap_or_else(|error| panic!("{error}"));
        let bits = parquet.len() * 8;
        for bit in (0..bits).step_by((bits / 4000) | 1) {
            let mut flipped = parquet.to_vec();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let is_told = digest::check_parquet(&flipped) == Err(Differs);
            // The digest's entry itself is hit, or the way to it.
            assert!(is_told || read(flipped.into()).map_or(true, |read| read == written), "bit {bit}");
        }
    }

    #[test]
    fn no_bit_of_parquet_changes_in_silence() {
        let observations = write_observations(&hours()).unwrap();
        no_bit_changes_in_silence(&observations, read_observations);
        let guidance = Guidance { issued_at: Timestamp::UNIX_EPOCH, hours: hours() };
        let guidance = write_guidance(&[guidance]).unwrap();
        no_bit_changes_in_silence(&guidance, read_guidance);
        let (forecast, seoul) = (forecast(), "seoul".parse().unwrap());
        let parquet = write_forecast(&forecast).unwrap();
        no_bit_changes_in_silence(&parquet, |parquet| read_forecast(&seoul, parquet));
    }
}
