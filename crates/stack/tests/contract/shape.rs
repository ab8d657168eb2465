//! What JSON values look like, whatever they say.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

/// The ids of the places that are bundled.
const LOCATIONS: [&str; 2] = ["new-york", "seoul"];

/// Every kind of value that was seen in one place.
#[derive(Debug, Default)]
pub(crate) struct Shape {
    scalars: BTreeSet<&'static str>,
    objects: usize,
    /// With the number of objects that have it.
    fields: BTreeMap<String, (usize, Shape)>,
    items: Option<Box<Shape>>,
}

impl Shape {
    /// The shape of a value.
    pub(crate) fn of(value: &Value) -> Self {
        let mut shape = Self::default();
        shape.see(value);
        shape
    }

    /// Takes another value in.
    pub(crate) fn see(&mut self, value: &Value) {
        match value {
            Value::Null => _ = self.scalars.insert("null"),
            Value::Bool(_) => _ = self.scalars.insert("boolean"),
            Value::Number(_) => _ = self.scalars.insert("number"),
            Value::String(text) => _ = self.scalars.insert(kind(text)),
            Value::Array(items) => {
                let shape = self.items.get_or_insert_default();
                items.iter().for_each(|item| shape.see(item));
            }
            Value::Object(fields) => {
                self.objects += 1;
                // Several keys that are data count once for the object that has them.
                let mut seen = BTreeSet::new();
                for (key, value) in fields {
                    let key = general(key);
                    let (count, shape) = self.fields.entry(key.clone()).or_default();
                    *count += usize::from(seen.insert(key));
                    shape.see(value);
                }
            }
        }
    }

    /// As JSON: `?` after a key that some objects do not have.
    pub(crate) fn to_json(&self) -> Value {
        let mut kinds = Vec::new();
        if !self.scalars.is_empty() {
            let scalars: Vec<_> = self.scalars.iter().copied().collect();
            kinds.push(json!(scalars.join(" | ")));
        }
        if self.objects > 0 {
            let fields = self.fields.iter().map(|(key, (count, shape))| {
                let mark = if *count < self.objects { "?" } else { "" };
                (format!("{key}{mark}"), shape.to_json())
            });
            kinds.push(Value::Object(fields.collect()));
        }
        if let Some(items) = &self.items {
            let nothing_seen = items.scalars.is_empty() && items.objects == 0 && items.items.is_none();
            kinds.push(if nothing_seen { json!([]) } else { json!([items.to_json()]) });
        }
        if kinds.len() == 1 { kinds.remove(0) } else { json!({ "any of": kinds }) }
    }
}

/// A text whose form is promised, or any.
fn kind(text: &str) -> &'static str {
    let form: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    match form.as_str() {
        "0000-00-00" => "date",
        "0000-00-00T00:00:00Z" => "time in UTC",
        "0000-00-00T00:00:00+00:00" | "0000-00-00T00:00:00-00:00" => "time with offset",
        _ if is_uuid(text) => "uuid",
        _ => "string",
    }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.char_indices().all(|(i, c)| match i {
            8 | 13 | 18 | 23 => c == '-',
            _ => c.is_ascii_hexdigit(),
        })
}

/// A key or a path with what is data in it replaced by its kind.
pub(crate) fn general(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let begins_word = out.chars().last().is_none_or(|c| !c.is_alphanumeric() && c != '_');
        let (taken, name) = if begins_word { word(rest) } else { (first.len_utf8(), None) };
        out.push_str(name.unwrap_or(&rest[..taken]));
        rest = &rest[taken..];
    }
    out
}

/// How long the word at the beginning of a text is, and what it is if it is data.
fn word(text: &str) -> (usize, Option<&'static str>) {
    let is_end = |at: usize| text[at..].chars().next().is_none_or(|c| !c.is_alphanumeric());
    if text.get(..36).is_some_and(is_uuid) {
        return (36, Some("<uuid>"));
    }
    if text.get(..10).is_some_and(|text| kind(text) == "date") && is_end(10) {
        return (10, Some("<date>"));
    }
    if let Some(id) = LOCATIONS.into_iter().find(|id| text.starts_with(id) && is_end(id.len())) {
        return (id.len(), Some("<location>"));
    }
    let end = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
    let word = &text[..end];
    let form: String = word.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let name = match form.as_str() {
        "" => return (text.chars().next().map_or(1, char::len_utf8), None),
        "00000000T00" => Some("<hour>"),
        "00000000T0000" | "00000000T000000" | "00000000T000000Z" => Some("<time>"),
        _ if word.bytes().all(|b| b.is_ascii_digit()) => Some("<number>"),
        _ if word.len() >= 7 && word.bytes().all(|b| b.is_ascii_hexdigit()) => Some("<hex>"),
        _ => None,
    };
    (end, name)
}

#[test]
fn what_is_data_in_a_path_is_generalised() {
    for (path, expected) in [
        (
            "location=new-york/year=2026/month=1/data.parquet",
            "location=<location>/year=<number>/month=<number>/data.parquet",
        ),
        ("issued=20261123T15/forecast.parquet", "issued=<hour>/forecast.parquet"),
        ("person=7e57d004-2b97-4e7a-b45f-5387367791cd.json", "person=<uuid>.json"),
        ("date=2026-11-23/seoul.json", "date=<date>/<location>.json"),
        ("temperature_rmse_c", "temperature_rmse_c"),
        ("utci_10m", "utci_10m"),
    ] {
        assert_eq!(general(path), expected);
    }
}

#[test]
fn arrays_and_their_objects_are_united() {
    let value = json!([{ "a": 1, "b": null }, { "a": "x" }, { "a": 2, "b": { "2026-11-23": [] } }]);
    let expected = json!([{ "a": "number | string", "b?": { "any of": ["null", { "<date>": [] }] } }]);
    assert_eq!(Shape::of(&value).to_json(), expected);
}
