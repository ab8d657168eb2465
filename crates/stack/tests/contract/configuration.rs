//! The configuration's fields: what has a default, what may be added, and that
//! nothing else is taken.

use std::fmt::Write;

use serde::de::DeserializeOwned;
use toml::{Table, Value};

use crate::snapshot::{assert_frozen, read};

const CRATES: [&str; 6] = ["gateway", "inference", "ingest", "recommender", "stack", "trainer"];

/// What may be set and has no line in `default.toml`.
const TELEMETRY: [(&str, &str); 2] =
    [("telemetry.otlp_endpoint", "'http://127.0.0.1:4318'"), ("telemetry.traced_share", "0.5")];
const SERVER: [(&str, &str); 4] = [
    ("server.admin_port", "9001"),
    ("server.cors_origins", "['https://example.org']"),
    ("server.keep_alive", "'30s'"),
    ("server.max_connections", "100"),
];
const LAKE: [(&str, &str); 5] = [
    ("lake.access_key_id", "'id'"),
    ("lake.create_bucket", "true"),
    ("lake.endpoint", "'http://127.0.0.1:9000'"),
    ("lake.force_path_style", "true"),
    ("lake.secret_access_key", "'secret'"),
];

fn defaults(name: &str) -> Table {
    read(format!("crates/{name}/config/default.toml")).parse().unwrap()
}

/// Every field with the kind of its value, and every section, as `path = kind`.
fn flatten(table: &Table, path: &str, into: &mut Vec<(String, &'static str)>) {
    for (key, value) in table {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        if let Value::Table(table) = value {
            if table.is_empty() {
                into.push((path.clone(), "section"));
            }
            flatten(table, &path, into);
        } else {
            into.push((path, value.type_str()));
        }
    }
}

/// The paths of all sections, the outermost (empty) one first.
fn sections(table: &Table, path: &str, into: &mut Vec<String>) {
    into.push(path.to_owned());
    for (key, value) in table {
        if let Value::Table(table) = value {
            sections(table, &if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, into);
        }
    }
}

/// The defaults with `value` at `path`.
fn with(defaults: &Table, path: &str, value: &str) -> Table {
    let mut whole = defaults.clone();
    let value: Table = format!("value = {value}").parse().unwrap();
    let (sections, key) = path.rsplit_once('.').unwrap_or(("", path));
    let mut table = &mut whole;
    for section in sections.split('.').filter(|section| !section.is_empty()) {
        table = table.entry(section).or_insert_with(|| Table::new().into()).as_table_mut().unwrap();
    }
    table.insert(key.to_owned(), value["value"].clone());
    whole
}

fn optional(name: &str) -> Vec<(&'static str, &'static str)> {
    let own: &[(&str, &str)] = match name {
        "gateway" => &[("api_keys.somebody", DIGEST)],
        "inference" => &[("runtime.library", "'libonnxruntime.so'")],
        "ingest" => &[("kma.auth_key", "'key'"), ("open_meteo.api_key", "'key'")],
        "stack" => &[
            ("replay.archives.somewhere.observations", "'somewhere.parquet'"),
            ("replay.archives.seoul.guidance", "'seoul.parquet'"),
            ("store.access_key_id", "'id'"),
            ("store.secret_access_key", "'secret'"),
        ],
        _ => &[],
    };
    let mut fields = [&TELEMETRY, own].concat();
    if name != "stack" {
        fields.extend(SERVER);
    }
    if name != "gateway" {
        fields.extend(LAKE);
    }
    fields.sort_unstable();
    fields
}

/// The SHA-256 of nothing.
const DIGEST: &str = "'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'";

/// What is wrong with the configuration, if anything.
fn refusal(name: &str, table: Table) -> Option<String> {
    fn of<C: DeserializeOwned>(table: Table) -> Option<String> {
        table.try_into::<C>().err().map(|error| error.to_string())
    }
    match name {
        "gateway" => of::<gateway::Config>(table),
        "inference" => of::<inference::Config>(table),
        "ingest" => of::<ingest::Config>(table),
        "recommender" => of::<recommender::Config>(table),
        "stack" => of::<stack::Config>(table),
        other => panic!("{other} has no configuration that this test knows"),
    }
}

/// The trainer is a program of its own that the stack does not know; only its
/// defaults are frozen here.
const READ_HERE: [&str; 5] = ["gateway", "inference", "ingest", "recommender", "stack"];

#[test]
fn the_fields_are_frozen() {
    let mut text = String::from("# fields with a default\n");
    for name in CRATES {
        let mut fields = Vec::new();
        flatten(&defaults(name), "", &mut fields);
        fields.sort();
        for (path, kind) in fields {
            writeln!(text, "{name}: {path} = {kind}").unwrap();
        }
    }
    text.push_str("\n# fields without\n");
    for name in READ_HERE {
        let table = defaults(name);
        for (path, value) in optional(name) {
            let kind = with(&Table::new(), "value", value)["value"].type_str();
            writeln!(text, "{name}: {path} = {kind}").unwrap();
            let refusal = refusal(name, with(&table, path, value));
            assert_eq!(refusal, None, "{name} takes {path} no more");
        }
    }
    assert_frozen("configuration.txt", &text);
}

#[test]
fn a_field_that_is_not_known_is_refused_with_its_name_in_every_section() {
    for name in READ_HERE {
        let defaults = defaults(name);
        let mut paths = Vec::new();
        sections(&defaults, "", &mut paths);
        for section in paths {
            // Their keys are names that the operator chooses, or another service's layer.
            let is_open = match name {
                "gateway" => section == "api_keys",
                "stack" => {
                    matches!(
                        section.as_str(),
                        "gateway" | "inference" | "ingest" | "recommender" | "replay.archives"
                    )
                }
                _ => false,
            };
            if is_open {
                continue;
            }
            let path = format!("{section}.not_known");
            let refusal = refusal(name, with(&defaults, path.trim_start_matches('.'), "1"));
            let refusal = refusal.unwrap_or_else(|| panic!("{name} takes {path}"));
            assert!(refusal.contains("not_known"), "{name} {path}: {refusal}");
        }
    }
}
