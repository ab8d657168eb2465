//! A SHA-256 digest inside every object, over all of its other bytes, so that damage never
//! passes for other values. It cannot come apart from the object, and other readers pass
//! over it: in Parquet it is an entry of the footer's metadata, and JSON ends in blanks and
//! tabs, a bit each.

use std::ops::Range;

use sha2::{Digest as _, Sha256};

/// The name of the entry in a Parquet file's metadata.
pub(super) const PARQUET_KEY: &str = "overcoat.sha256";
/// The zeros that stand there while the digest is computed.
pub(super) const PARQUET_PLACEHOLDER: &str =
    "0000000000000000000000000000000000000000000000000000000000000000";

/// Between the entry's name and its value: the field's type and the value's length, in
/// Thrift's compact protocol.
const BEFORE_VALUE: [u8; 2] = [0x18, 0x40];
/// A Parquet file ends in the length of its footer, 4 bytes, and the magic number.
const PARQUET_END: usize = 8;

/// Before the blanks and tabs.
const JSON_SEPARATOR: u8 = b'\n';
const JSON_ZERO: u8 = b' ';
const JSON_ONE: u8 = b'\t';

type Sha = [u8; 32];
const BITS: usize = size_of::<Sha>() * 8;
/// White space, as JSON has it, into which a damaged bit may have turned.
const JSON_WHITE_SPACE: [u8; 4] = [JSON_ZERO, JSON_ONE, JSON_SEPARATOR, b'\r'];

/// The bytes do not belong to their digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("its content is not what was written: the digest differs")]
pub struct Differs;

/// The integrity of an object that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Integrity {
    /// It is what was written.
    Proven,
    /// It has no digest, as other writers leave it.
    Unknown,
}

/// Puts the digest into a Parquet file that was written with [`PARQUET_PLACEHOLDER`].
pub(super) fn stamp_parquet(mut parquet: Vec<u8>) -> Vec<u8> {
    if let Some(value) = parquet_value(&parquet) {
        let digest = hex(&without(&parquet, value.clone()));
        parquet[value].copy_from_slice(digest.as_bytes());
    }
    parquet
}

/// Compares a Parquet file with its digest.
///
/// # Errors
/// They differ.
pub(super) fn check_parquet(parquet: &[u8]) -> Result<Integrity, Differs> {
    let Some(value) = parquet_value(parquet) else { return Ok(Integrity::Unknown) };
    let expected = hex(&without(parquet, value.clone()));
    if parquet[value] == *expected.as_bytes() { Ok(Integrity::Proven) } else { Err(Differs) }
}

/// Where the digest stands.
fn parquet_value(parquet: &[u8]) -> Option<Range<usize>> {
    let end = parquet.len().checked_sub(PARQUET_END)?;
    let footer = u32::from_le_bytes(*parquet[end..].first_chunk()?);
    let start = end.checked_sub(usize::try_from(footer).ok()?)?;
    let name = [PARQUET_KEY.as_bytes(), &BEFORE_VALUE].concat();
    let found = parquet[start..end].windows(name.len()).rposition(|window| window == name)?;
    let value = start + found + name.len();
    let range = value..value + PARQUET_PLACEHOLDER.len();
    (range.end <= end).then_some(range)
}

/// The digest as it is while the placeholder stands in its place.
fn without(parquet: &[u8], value: Range<usize>) -> Sha {
    let mut sha = Sha256::new();
    sha.update(&parquet[..value.start]);
    sha.update(PARQUET_PLACEHOLDER);
    sha.update(&parquet[value.end..]);
    sha.finalize().into()
}

fn hex(sha: &Sha) -> String {
    sha.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Appends the digest to JSON.
pub(super) fn stamp_json(mut json: Vec<u8>) -> Vec<u8> {
    let sha: Sha = Sha256::digest(&json).into();
    json.push(JSON_SEPARATOR);
    json.extend(blanks(&sha));
    json
}

/// The JSON without its digest, if it has one.
///
/// # Errors
/// They differ.
pub(super) fn check_json(stored: &[u8]) -> Result<(&[u8], Integrity), Differs> {
    let split = stored.len().checked_sub(BITS + 1).and_then(|end| stored.split_at_checked(end));
    let Some((json, [JSON_SEPARATOR, digest @ ..])) = split else {
        return Ok((stored, Integrity::Unknown));
    };
    if !digest.iter().all(|byte| JSON_WHITE_SPACE.contains(byte)) {
        return Ok((stored, Integrity::Unknown));
    }
    let sha: Sha = Sha256::digest(json).into();
    if blanks(&sha).eq(digest.iter().copied()) { Ok((json, Integrity::Proven)) } else { Err(Differs) }
}

fn blanks(sha: &Sha) -> impl Iterator<Item = u8> {
    let bits = sha.iter().flat_map(|byte| (0..8).rev().map(move |bit| (byte >> bit) & 1 == 1));
    bits.map(|bit| if bit { JSON_ONE } else { JSON_ZERO })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_with_its_digest_is_json() {
        let stamped = stamp_json(br#"{"a":1}"#.to_vec());
        assert_eq!(serde_json::from_slice::<serde_json::Value>(&stamped).unwrap()["a"], 1);
        assert_eq!(check_json(&stamped), Ok((br#"{"a":1}"#.as_slice(), Integrity::Proven)));
    }

    #[test]
    fn no_bit_of_json_changes_in_silence() {
        let stamped = stamp_json(br#"{"issued_at":"2026-07-01T03:00:00Z"}"#.to_vec());
        for bit in 0..stamped.len() * 8 {
            let mut flipped = stamped.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let is_found = match check_json(&flipped) {
                Err(Differs) => true,
                // The digest is not recognized any more, and what is left is no JSON.
                Ok((json, Integrity::Unknown)) => serde_json::from_slice::<serde_json::Value>(json).is_err(),
                Ok((_, Integrity::Proven)) => false,
            };
            assert!(is_found, "bit {bit}");
        }
    }

    #[test]
    fn what_others_wrote_has_no_digest() {
        for json in [br#"{}"#.as_slice(), b"", b"\n", br#"{"a":1}   "#] {
            assert_eq!(check_json(json), Ok((json, Integrity::Unknown)));
        }
        for parquet in [b"".as_slice(), b"PAR1", b"PAR1\xff\xff\xff\xffPAR1", b"PAR1\0\0\0\0PAR1"] {
            assert_eq!(check_parquet(parquet), Ok(Integrity::Unknown));
        }
    }
}
