//! Comparing with what is frozen.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// More lines than these help nobody; the file itself can be rewritten and read with git.
const SHOWN_LINES: usize = 120;
/// Beyond this the longest common subsequence costs more than it tells.
const MAX_CELLS: usize = 16_000_000;

/// The project's folder.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file of the project.
pub(crate) fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All files below a folder of the project, sorted.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

/// Fails unless `now` is what the snapshot `file` has.
#[track_caller]
pub(crate) fn assert_frozen(file: &str, now: &str) {
    let now = format!("{}\n", now.trim_end());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contract/snapshots").join(file);
    if std::env::var_os("OVERCOAT_REWRITE_CONTRACT").is_some() {
        std::fs::write(&path, now).unwrap();
        return;
    }
    let frozen = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        frozen == now,
        "the contract in snapshots/{file} is broken (- frozen, + now):\n{}\nIf this is meant, write it anew \
             with OVERCOAT_REWRITE_CONTRACT=1 and tell those who rely on it.",
        difference(&frozen, &now)
    );
}

/// As text that is the same wherever the fields were written.
pub(crate) fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(&sorted(value)).unwrap()
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| *name);
            fields.into_iter().map(|(name, value)| (name.clone(), sorted(value))).collect()
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// The lines that went and came, each with its number.
fn difference(frozen: &str, now: &str) -> String {
    let (old, new): (Vec<_>, Vec<_>) = (frozen.lines().collect(), now.lines().collect());
    let start = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let end = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(old, new)| old == new).count();
    let old_middle = &old_rest[..old_rest.len() - end];
    let new_middle = &new_rest[..new_rest.len() - end];
    let mut lines = changes(old_middle, new_middle, start);
    if lines.len() > SHOWN_LINES {
        let more = lines.len() - SHOWN_LINES;
        lines.truncate(SHOWN_LINES);
        lines.push(format!("… and {more} more lines"));
    }
    lines.join("\n")
}

fn changes(old: &[&str], new: &[&str], start: usize) -> Vec<String> {
    let went = |i: usize| format!("-{}: {}", start + i + 1, old[i]);
    let came = |j: usize| format!("+{}: {}", start + j + 1, new[j]);
    if old.len() * new.len() > MAX_CELLS {
        return (0..old.len()).map(went).chain((0..new.len()).map(came)).collect();
    }
    // common[i][j]: how many lines `old[i..]` and `new[j..]` have in common.
    let mut common = vec![vec![0_u32; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] = if old[i] == new[j] {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && common[i + 1][j] >= common[i][j + 1]) {
            lines.push(went(i));
            i += 1;
        } else {
            lines.push(came(j));
            j += 1;
        }
    }
    lines
}

#[test]
fn a_difference_is_told_by_what_went_and_what_came() {
    assert_eq!(difference("a\nb\nc\nd", "a\nc\nx\nd"), "-2: b\n+3: x");
    assert_eq!(difference("a", "a\nb"), "+2: b");
}
