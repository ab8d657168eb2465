//! The text of an answer. Everything that can be checked is, since a wrong
//! number in the lake is worse than a missing one.

use std::borrow::Cow;

use common::observation::Observation;
use encoding_rs::EUC_KR;
use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::Deserialize;

use super::layout::{Field, KST, Layout, Reading};
use crate::span::Span;

const START: &str = "#START7777";
const END: &str = "#7777END";

/// Colder than any place where KMA has a station; below it only the missing
/// codes -99.0 and -99.9 are seen.
const COLDEST_C: f64 = -50.0;

/// How much of an unknown text an error quotes, characters.
const QUOTED: usize = 80;

/// Why an answer was not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// KMA says no, which it may do with HTTP 200.
    #[error("KMA refused with status {status}: {message}")]
    Refused {
        /// KMA's status, in the manner of HTTP.
        status: i64,
        /// KMA's words.
        message: String,
    },
    /// It is something else, such as a page of a proxy.
    #[error("KMA's answer is neither observations nor a refusal; it begins with `{begins}`")]
    NotAnAnswer {
        /// Its first characters.
        begins: String,
    },
    /// It ends before the end marker.
    #[error("KMA's answer was cut off")]
    Truncated,
    /// The header is not the known one.
    #[error("KMA's answer has an unknown layout: {0}")]
    Layout(String),
    /// A row is not what the header and the request say.
    #[error("KMA's answer is not valid in line {line}: {reason}")]
    Row {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
}

/// Reads an answer to a request for `span` at `station`.
///
/// # Errors
/// It is not exactly what was asked for; then nothing of it is usable.
pub fn parse(body: &[u8], station: &str, span: Span) -> Result<Vec<Observation>, ParseError> {
    let text = decode(body);
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.starts_with('{') {
        return Err(refusal(text));
    }
    if !text.starts_with(START) {
        let cut = START.starts_with(text);
        return Err(if cut { ParseError::Truncated } else { not_an_answer(text) });
    }
    let text = text.strip_suffix(END).ok_or(ParseError::Truncated)?;

    let mut comments = Vec::new();
    let mut layout = None;
    let mut observations: Vec<Observation> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.starts_with('#') {
            comments.push(line);
            continue;
        }
        if line.trim().is_empty() {
            continue;
        }
        let layout = match &layout {
            Some(layout) => layout,
            None => layout.insert(Layout::of(&comments).map_err(ParseError::Layout)?),
        };
        let invalid = |reason: String| ParseError::Row { line: index + 1, reason };
        let observation = row(line, layout, station).map_err(invalid)?;
        if !span.contains(observation.time) {
            return Err(invalid(format!("{} was not asked for", observation.time)));
        }
        if observations.last().is_some_and(|before| before.time >= observation.time) {
            return Err(invalid(format!("{} is not after the row before", observation.time)));
        }
        observations.push(observation);
    }
    Ok(observations)
}

/// Numbers and names are ASCII in either encoding; only words differ.
fn decode(body: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(body) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => EUC_KR.decode_without_bom_handling(body).0,
    }
}

fn refusal(text: &str) -> ParseError {
    #[derive(Deserialize)]
    struct Answer {
        result: Outcome,
    }
    #[derive(Deserialize)]
    struct Outcome {
        status: i64,
        message: String,
    }
    match serde_json::from_str(text) {
        Ok(Answer { result: Outcome { status, message } }) => {
            ParseError::Refused { status, message: quote(&message) }
        }
        Err(_) => not_an_answer(text),
    }
}

fn not_an_answer(text: &str) -> ParseError {
    ParseError::NotAnAnswer { begins: quote(text) }
}

fn quote(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).take(QUOTED).collect()
}

fn row(line: &str, layout: &Layout, station: &str) -> Result<Observation, String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    if words.len() != layout.columns {
        return Err(format!("{} fields instead of {}", words.len(), layout.columns));
    }
    if words[layout.station] != station {
        return Err(format!("station {} instead of {station}", quote(words[layout.station])));
    }
    let mut observation = Observation::new(time(words[layout.time])?);
    for field in &layout.fields {
        observation.set(field.variable, value(words[field.column], field)?);
    }
    Ok(observation)
}

fn time(word: &str) -> Result<Timestamp, String> {
    let invalid = || format!("`{}` is not a full hour as YYYYMMDDHHMM", quote(word));
    if word.len() != 12 || !word.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(invalid());
    }
    let number = |from: usize, until: usize| word[from..until].parse::<i8>().map_err(|_| invalid());
    let year = word[..4].parse::<i16>().map_err(|_| invalid())?;
    if number(10, 12)? != 0 {
        return Err(invalid());
    }
    DateTime::new(year, number(4, 6)?, number(6, 8)?, number(8, 10)?, 0, 0, 0)
        .and_then(|time| KST.to_timestamp(time))
        .map_err(|_| invalid())
}

fn value(word: &str, field: &Field) -> Result<Option<f32>, String> {
    if word == "-" {
        return Ok(None);
    }
    let number = word
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())
        .ok_or_else(|| format!("`{}` in column {} is not a number", quote(word), field.name))?;
    let lowest = if field.reading == Reading::Celsius { COLDEST_C } else { 0.0 };
    if number < lowest {
        return Ok(None);
    }
    let value = match field.reading {
        Reading::Celsius | Reading::Plain => number,
        Reading::TensOfDegrees | Reading::Decametres => number * 10.0,
        Reading::Tenths => number / 10.0,
        Reading::MegajoulesPerHour => number * 1e6 / 3600.0,
    };
    #[expect(clippy::cast_possible_truncation, reason = "the lake stores single precision")]
    Ok(Some(value as f32))
}
