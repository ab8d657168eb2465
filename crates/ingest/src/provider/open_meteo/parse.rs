//! Open-Meteo's answers.

use std::borrow::Cow;
use std::collections::HashMap;

use common::observation::{Observation, Variable};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::span::Span;

/// Our quantities, Open-Meteo's names, the units in which they are wanted, and the factor
/// from those to ours.
pub(super) const QUANTITIES: [(Variable, &str, &str, f32); 10] = [
    (Variable::Temperature, "temperature_2m", "°C", 1.0),
    (Variable::DewPoint, "dew_point_2m", "°C", 1.0),
    (Variable::RelativeHumidity, "relative_humidity_2m", "%", 1.0),
    (Variable::WindSpeed, "wind_speed_10m", "m/s", 1.0),
    (Variable::WindDirection, "wind_direction_10m", "°", 1.0),
    (Variable::Precipitation, "precipitation", "mm", 1.0),
    (Variable::StationPressure, "surface_pressure", "hPa", 1.0),
    (Variable::SeaLevelPressure, "pressure_msl", "hPa", 1.0),
    (Variable::CloudCover, "cloud_cover", "%", 0.01),
    (Variable::ShortwaveRadiation, "shortwave_radiation", "W/m²", 1.0),
];

/// How much of an unknown text an error quotes, characters.
const QUOTED: usize = 80;

/// Why an answer was not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// Open-Meteo says no.
    #[error("Open-Meteo refused: {0}")]
    Refused(String),
    /// It has nothing for this place.
    #[error("Open-Meteo's models do not cover the place")]
    NotCovered,
    /// It is something else, such as a page of a proxy, or was cut off.
    #[error("Open-Meteo's answer cannot be read ({reason}); it begins with `{begins}`")]
    NotAnAnswer {
        /// What the parser says.
        reason: String,
        /// Its first characters.
        begins: String,
    },
    /// It is not what was asked for.
    #[error("Open-Meteo's answer is not what was asked for: {0}")]
    Unexpected(String),
}

#[derive(Debug, Deserialize)]
struct Answer {
    #[serde(default)]
    error: bool,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    utc_offset_seconds: i64,
    #[serde(default)]
    hourly_units: HashMap<String, String>,
    hourly: Option<Hourly>,
}

#[derive(Debug, Deserialize)]
struct Hourly {
    time: Vec<String>,
    #[serde(flatten)]
    values: HashMap<String, Vec<Option<f32>>>,
}

/// Reads an answer to a request for `span`. Hours outside of it are passed over, since the
/// API answers for whole days where it does not know `start_hour`.
///
/// # Errors
/// It is not what was asked for; then nothing of it is usable.
pub(super) fn parse(body: &[u8], span: Span) -> Result<Vec<Observation>, ParseError> {
    let text = String::from_utf8_lossy(body);
    let answer: Answer = serde_json::from_str(&without_nan(&text)).map_err(|error| {
        let begins = text.chars().take(QUOTED).collect();
        ParseError::NotAnAnswer { reason: error.to_string(), begins }
    })?;
    if answer.error {
        return Err(ParseError::Refused(answer.reason));
    }
    let Hourly { time, values } = answer.hourly.ok_or(ParseError::NotCovered)?;
    let unexpected = |what: String| Err(ParseError::Unexpected(what));
    if answer.utc_offset_seconds != 0 {
        return unexpected(format!("its times are {} s off UTC", answer.utc_offset_seconds));
    }
    let mut columns = Vec::with_capacity(QUANTITIES.len());
    for (variable, name, unit, factor) in QUANTITIES {
        let Some(values) = values.get(name) else { continue };
        let said = answer.hourly_units.get(name).map_or("nothing", String::as_str);
        if said != unit {
            return unexpected(format!("{name} is in {said}, not in {unit}"));
        }
        if values.len() != time.len() {
            return unexpected(format!("{name} has {} values for {} hours", values.len(), time.len()));
        }
        columns.push((variable, values, factor));
    }
    if !columns.iter().any(|(variable, ..)| *variable == Variable::Temperature) {
        return unexpected("it has no temperature_2m".to_owned());
    }
    let mut observations = Vec::with_capacity(time.len());
    let mut before = None;
    for (row, text) in time.iter().enumerate() {
        let hour = text.parse::<DateTime>().ok().and_then(|hour| TimeZone::UTC.to_timestamp(hour).ok());
        let Some(hour) = hour else { return unexpected(format!("`{text}` is no time")) };
        if before.is_some_and(|before| hour <= before) {
            return unexpected(format!("`{text}` does not follow the hour before"));
        }
        before = Some(hour);
        if span.contains(hour) {
            let mut observation = Observation::new(hour);
            for (variable, values, factor) in &columns {
                observation.set(*variable, values[row].map(|value| value * factor));
            }
            observations.push(observation);
        }
    }
    Ok(observations)
}

/// JSON knows no number that is none; for places that its models do not cover the API
/// writes `nan` all the same.
fn without_nan(text: &str) -> Cow<'_, str> {
    if !text.to_ascii_lowercase().contains("nan") {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    let (mut in_string, mut escaped) = (false, false);
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let is_nan = !in_string && rest.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("nan"));
        if is_nan {
            clean.push_str("null");
            rest = &rest[3..];
            continue;
        }
        if character == '"' && !escaped {
            in_string = !in_string;
        }
        escaped = in_string && character == '\\' && !escaped;
        clean.push(character);
        rest = &rest[character.len_utf8()..];
    }
    Cow::Owned(clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: &str, until: &str) -> Span {
        Span::new(from.parse().unwrap(), until.parse().unwrap()).unwrap()
    }

    const ANSWER: &str = r#"{"latitude":40.71,"utc_offset_seconds":0,
        "hourly_units":{"time":"iso8601","temperature_2m":"°C","wind_speed_10m":"m/s","cloud_cover":"%"},
        "hourly":{"time":["2026-11-01T00:00","2026-11-01T01:00","2026-11-01T02:00"],
        "temperature_2m":[4.5,null,nan],"wind_speed_10m":[3.0,2.5,NaN],"cloud_cover":[100,50,0]}}"#;

    #[test]
    fn hours_are_read_in_our_units_and_nothing_is_no_number() {
        let hours = parse(ANSWER.as_bytes(), span("2026-11-01T00:00:00Z", "2026-11-01T02:00:00Z")).unwrap();
        let read = |variable| hours.iter().map(|hour| hour.get(variable)).collect::<Vec<_>>();
        assert_eq!(read(Variable::Temperature), [Some(4.5), None, None]);
        assert_eq!(read(Variable::WindSpeed), [Some(3.0), Some(2.5), None]);
        assert_eq!(read(Variable::CloudCover), [Some(1.0), Some(0.5), Some(0.0)]);
        assert_eq!(read(Variable::Precipitation), [None; 3]);
        let one = parse(ANSWER.as_bytes(), span("2026-11-01T01:00:00Z", "2026-11-01T01:00:00Z")).unwrap();
        assert_eq!(one, hours[1..2]);
    }

    #[test]
    fn what_is_not_what_was_asked_for_is_refused_with_the_reason() {
        let span = span("2026-11-01T00:00:00Z", "2026-11-01T02:00:00Z");
        for (from, to, says) in [
            ("m/s", "km/h", "wind_speed_10m is in km/h, not in m/s"),
            ("_seconds\":0", "_seconds\":3600", "3600 s off UTC"),
            ("[100,50,0]", "[100,50]", "cloud_cover has 2 values for 3 hours"),
            ("T01:00", "T05:00", "does not follow"),
            ("\"temperature_2m\":[", "\"temperature_3m\":[", "no temperature_2m"),
            ("]}}", "]", "cannot be read"),
        ] {
            let error = parse(ANSWER.replacen(from, to, 1).as_bytes(), span).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
        let refusal = br#"{"error":true,"reason":"Parameter 'hourly' has an unknown value nan"}"#;
        assert_eq!(
            parse(refusal, span),
            Err(ParseError::Refused("Parameter 'hourly' has an unknown value nan".to_owned()))
        );
        let nowhere = br#"{"latitude":nan,"longitude":nan,"utc_offset_seconds":0,"timezone":"GMT"}"#;
        assert_eq!(parse(nowhere, span), Err(ParseError::NotCovered));
    }
}
