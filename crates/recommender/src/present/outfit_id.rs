//! The name of a recommendation that was shown: enough to know later what it was,
//! so that nothing need be stored when it is shown.

use std::fmt;
use std::str::FromStr;

use common::forecast::{Forecast, HORIZON_H, ModelRef};
use common::location::LocationId;
use common::recommendation::Style;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::plan::{Occasion, Set};

/// `<place>~<model version>~<issued>~<from>~<hours>~<style>~<shift in 0.1 K>~<set>`,
/// the set being the beginning of the digest of its garments' ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OutfitId {
    pub(crate) location: LocationId,
    pub(crate) model_version: String,
    pub(crate) issued_at: Timestamp,
    from: Timestamp,
    hours: usize,
    style: Style,
    shift_tenths_k: i32,
    set: u32,
}

/// How far a forecast reaches.
const HORIZON: SignedDuration = SignedDuration::from_hours(HORIZON_H as i64);
const HOUR_FORM: &str = "%Y%m%dT%H";
/// Nobody's offset is larger, 0.1 K.
const MOST_SHIFT: i32 = 120;
/// A window is at most a day and its last hour.
const MOST_HOURS: usize = 25;

impl OutfitId {
    /// A style's set for an occasion; `None` for an occasion without hours.
    pub(crate) fn new(forecast: &Forecast, occasion: &Occasion, style: Style, set: &Set) -> Option<Self> {
        // Offsets are a few kelvins.
        #[expect(clippy::cast_possible_truncation, reason = "a few dozen tenths of a kelvin")]
        let shift_tenths_k = (occasion.body.shift_k * 10.0).round() as i32;
        Some(Self {
            location: forecast.location.clone(),
            model_version: forecast.model.version.clone(),
            issued_at: forecast.issued_at,
            from: occasion.hours.first()?.time.timestamp(),
            hours: occasion.hours.len(),
            style,
            shift_tenths_k,
            set: digest(set),
        })
    }

    /// Degrees by which it took the air to be warmer, K.
    pub(crate) fn shift_k(&self) -> f64 {
        f64::from(self.shift_tenths_k) / 10.0
    }

    /// The model whose forecast it rests on.
    pub(crate) fn model(&self) -> ModelRef {
        ModelRef { name: String::new(), version: self.model_version.clone() }
    }
}

/// The same garments have the same digest, on every machine and in every release.
fn digest(set: &Set) -> u32 {
    let ids: Vec<&str> = set.garments().into_iter().map(|garment| garment.id.as_str()).collect();
    let [a, b, c, d, ..] = <[u8; 32]>::from(Sha256::digest(ids.join(" ")));
    u32::from_be_bytes([a, b, c, d])
}

impl fmt::Display for OutfitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { location, model_version, issued_at, from, hours, style, shift_tenths_k, set } = self;
        let (issued, from) = (issued_at.strftime(HOUR_FORM), from.strftime(HOUR_FORM));
        write!(
            f,
            "{location}~{model_version}~{issued}~{from}~{hours}~{}~{shift_tenths_k}~{set:08x}",
            style.code()
        )
    }
}

/// What is said of a text that names no recommendation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not the id of a recommendation; it must be the `id` of an outfit that was shown")]
pub(crate) struct NotAnOutfitId(String);

impl FromStr for OutfitId {
    type Err = NotAnOutfitId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let mut parts = text.split('~');
            let hour = |part: &str| Timestamp::strptime("%Y%m%dT%H %z", format!("{part} +0000")).ok();
            let shown = Self {
                location: parts.next()?.parse().ok()?,
                model_version: parts.next()?.to_owned(),
                issued_at: hour(parts.next()?)?,
                from: hour(parts.next()?)?,
                hours: parts.next()?.parse().ok()?,
                style: parts
                    .next()
                    .and_then(|code| Style::ALL.into_iter().find(|style| style.code() == code))?,
                shift_tenths_k: parts.next()?.parse().ok()?,
                set: u32::from_str_radix(parts.next()?, 16).ok()?,
            };
            // A model's version becomes part of a key in the lake.
            let version = &shown.model_version;
            let is_version = (1..=64).contains(&version.len())
                && version.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            let is_whole = parts.next().is_none() && shown.to_string() == text;
            let lead = shown.from.duration_since(shown.issued_at);
            let is_covered = (SignedDuration::from_hours(1)..=HORIZON).contains(&lead)
                && (1..=MOST_HOURS).contains(&shown.hours);
            let is_shift = shown.shift_tenths_k.abs() <= MOST_SHIFT;
            (is_version && is_whole && is_covered && is_shift).then_some(shown)
        };
        read().ok_or_else(|| NotAnOutfitId(text.chars().take(120).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_was_written_and_in_no_other_form() {
        let id = "seoul~20261123T120000Z-1a2b3c4d~20261123T15~20261123T22~16~casual~-15~00a1b2c3";
        let shown: OutfitId = id.parse().unwrap();
        assert_eq!(shown.to_string(), id);
        assert!((shown.shift_k() + 1.5).abs() < 1e-12);
        for wrong in [
            "",
            "seoul",
            &id.replace("casual", "cool"),
            &id.replace("-15", "-015"),
            &id.replace("-15", "9999"),
            &id.replace("~16~", "~0~"),
            &id.replace("~16~", "~26~"),
            &id.replace("~20261123T22~", "~20270101T00~"),
            &id.replace("~20261123T22~", "~20261123T15~"),
            &id.replace("00a1b2c3", "zz"),
            &id.replace("1a2b", "../"),
            &format!("{id}~1"),
        ] {
            assert!(wrong.parse::<OutfitId>().is_err(), "{wrong}");
        }
    }
}
