//! The name of a recommendation that was shown: enough to know later what it was, so that
//! nothing need be stored when it is shown, and sealed with a key, so that nobody can name
//! one that was not.

use std::fmt;
use std::str::FromStr;

use common::forecast::{Forecast, HORIZON_H, ModelRef};
use common::location::LocationId;
use common::recommendation::Style;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::plan::{Occasion, Set};
use crate::wardrobe::Closet;
use crate::weather::{Hour, outings};

/// `<place>~<model version>~<issued>~<from>~<hours>~<style>~<shift in 0.1 K>~<set>~<seal>`,
/// the set being the beginning of the digest of its garments' ids, of what the person has and
/// insists on and of when later outings begin, and the seal that of the HMAC of all before it.
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
    /// Ids of earlier releases have none.
    seal: Option<Seal>,
}

type Seal = [u8; 8];

/// Ids without a seal count for forecasts that were issued before this, …
const SEALED_SINCE: Timestamp = Timestamp::constant(1_795_910_400, 0);
/// … and so long after the issue.
const UNSEALED_COUNT_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How far a forecast reaches.
const HORIZON: SignedDuration = SignedDuration::from_hours(HORIZON_H as i64);
const HOUR_FORM: &str = "%Y%m%dT%H";
/// Nobody's offset is larger, 0.1 K.
const MOST_SHIFT: i32 = 120;
/// A window is at most a day and its last hour.
const MOST_HOURS: usize = 25;

impl OutfitId {
    /// A style's set for an occasion; `None` for an occasion without hours.
    pub(crate) fn new(shown: Shown<'_>, key: &SecretString) -> Option<Self> {
        let Shown { forecast, occasion, style, set, closet } = shown;
        // Offsets are a few kelvins.
        #[expect(clippy::cast_possible_truncation, reason = "a few dozen tenths of a kelvin")]
        let shift_tenths_k = (occasion.body.shift_k * 10.0).round() as i32;
        let open = Self {
            location: forecast.location.clone(),
            model_version: forecast.model.version.clone(),
            issued_at: forecast.issued_at,
            from: occasion.hours.first()?.time.timestamp(),
            hours: occasion.hours.len(),
            style,
            shift_tenths_k,
            set: digest(set, closet, &occasion.hours),
            seal: None,
        };
        Some(Self { seal: Some(seal(&open.to_string(), key)), ..open })
    }

    /// Whether it names a recommendation that was shown.
    pub(crate) fn is_genuine(&self, key: &SecretString, now: Timestamp) -> bool {
        match self.seal {
            Some(given) => {
                let open = Self { seal: None, ..self.clone() };
                mac(&open.to_string(), key).verify_truncated_left(&given).is_ok()
            }
            None => self.issued_at < SEALED_SINCE && now.duration_since(self.issued_at) <= UNSEALED_COUNT_FOR,
        }
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

/// What was shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown<'a> {
    pub(crate) forecast: &'a Forecast,
    pub(crate) occasion: &'a Occasion,
    pub(crate) style: Style,
    pub(crate) set: &'a Set,
    pub(crate) closet: Option<&'a Closet<'a>>,
}

/// The same garments for the same wardrobe and outings have the same digest, on every
/// machine.
fn digest(set: &Set, closet: Option<&Closet<'_>>, hours: &[Hour]) -> u32 {
    let ids: Vec<&str> = set.garments().into_iter().map(|garment| garment.id.as_str()).collect();
    let own = closet.map(Closet::description).unwrap_or_default();
    // The first outing's beginning and the number of hours stand in the id.
    let later = outings(hours).skip(1).filter_map(|outing| outing.first());
    let later: Vec<String> = later.map(|hour| format!("|{}", hour.time.timestamp())).collect();
    let [a, b, c, d, ..] = <[u8; 32]>::from(Sha256::digest(ids.join(" ") + &own + &later.concat()));
    u32::from_be_bytes([a, b, c, d])
}

fn mac(text: &str, key: &SecretString) -> Hmac<Sha256> {
    // As HMAC does with a long key: its digest, filled up to a block.
    let mut block = [0; SHA256_BLOCK_BYTES];
    block[..32].copy_from_slice(&Sha256::digest(key.expose_secret()));
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(text.as_bytes());
    mac
}

const SHA256_BLOCK_BYTES: usize = 64;

fn seal(text: &str, key: &SecretString) -> Seal {
    let full = <[u8; 32]>::from(mac(text, key).finalize().into_bytes());
    let mut seal = Seal::default();
    seal.copy_from_slice(&full[..8]);
    seal
}

impl fmt::Display for OutfitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { location, model_version, issued_at, from, hours, style, shift_tenths_k, set, seal } = self;
        let (issued, from) = (issued_at.strftime(HOUR_FORM), from.strftime(HOUR_FORM));
        write!(
            f,
            "{location}~{model_version}~{issued}~{from}~{hours}~{}~{shift_tenths_k}~{set:08x}",
            style.code()
        )?;
        seal.map_or(Ok(()), |seal| write!(f, "~{:016x}", u64::from_be_bytes(seal)))
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
                seal: match parts.next() {
                    None => None,
                    Some(seal) => Some(u64::from_str_radix(seal, 16).ok()?.to_be_bytes()),
                },
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
            &format!("{id}~0123456789abcdef~1"),
        ] {
            assert!(wrong.parse::<OutfitId>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_was_changed_after_it_was_shown_is_not_genuine() {
        let key = SecretString::from("a key");
        let open = "seoul~20261123T120000Z-1a2b3c4d~20261205T15~20261205T22~16~casual~-15~00a1b2c3";
        let sealed = format!("{open}~{:016x}", u64::from_be_bytes(seal(open, &key)));
        let now = "2026-12-05T16:00:00Z".parse().unwrap();
        let genuine = |id: &str, key: &SecretString| id.parse::<OutfitId>().unwrap().is_genuine(key, now);
        assert!(genuine(&sealed, &key) && !genuine(&sealed, &SecretString::from("another")));
        for (from, to) in [
            ("~casual", "~sporty"),
            ("~-15", "~-14"),
            ("~16", "~15"),
            ("00a1b2c3", "00a1b2c4"),
            ("T22", "T21"),
            ("1a2b3c4d", "1a2b3c4e"),
            ("seoul", "busan"),
        ] {
            assert!(!genuine(&sealed.replacen(from, to, 1), &key), "{from} -> {to}");
        }
        assert!(!genuine(open, &key), "it is of this release and has no seal");
    }

    #[test]
    fn ids_of_earlier_releases_count_for_a_week() {
        let key = SecretString::from("a key");
        let id: OutfitId =
            "seoul~20261123T120000Z-1a2b3c4d~20261123T15~20261123T22~16~casual~0~00a1b2c3".parse().unwrap();
        assert!(id.is_genuine(&key, "2026-11-30T15:00:00Z".parse().unwrap()));
        assert!(!id.is_genuine(&key, "2026-11-30T16:00:00Z".parse().unwrap()));
    }
}
