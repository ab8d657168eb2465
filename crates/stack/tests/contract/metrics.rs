//! The metrics: what the sources name, what a running stack shows, and what alerts and
//! dashboards ask for.

use std::collections::BTreeSet;
use std::fmt::Write;

use stack::base;

use crate::running::{get, start, vote};
use crate::snapshot::{assert_frozen, files_below, read, root};

const KINDS: [&str; 3] = ["counter", "gauge", "histogram"];
/// What our own metrics begin with; others in the queries are built in.
const OURS: [&str; 5] = ["gateway_", "http_", "inference_", "ingest_", "recommender_"];

/// `kind name` and `describe_kind name` of every macro in the services' sources.
fn named_in_sources() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(root().join("crates")).unwrap() {
        let source = entry.unwrap().path().join("src");
        for path in files_below(&source) {
            if path.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for kind in KINDS {
                let call = format!("{kind}!");
                for (at, _) in text.match_indices(&call) {
                    let is_description = text[..at].ends_with("describe_");
                    let rest = text[at + call.len()..].trim_start().trim_start_matches('(').trim_start();
                    let name = rest.strip_prefix('"').and_then(|rest| rest.split_once('"'));
                    let (name, _) = name.unwrap_or_else(|| {
                        panic!("{}: the name at `{call}` is not written out", path.display())
                    });
                    names.insert(format!("{}{kind} {name}", if is_description { "describe_" } else { "" }));
                }
            }
        }
    }
    names
}

/// Name and sorted label names of a line of the text format.
fn series(line: &str) -> String {
    let end = line.find(['{', ' ']).unwrap();
    let (name, mut rest) = line.split_at(end);
    let mut labels = BTreeSet::new();
    rest = rest.strip_prefix('{').unwrap_or_default();
    while let Some((label, value)) = rest.split_once("=\"") {
        labels.insert(label.trim_start_matches(','));
        let mut is_escaped = false;
        let end = value.find(|c| {
            let is_end = c == '"' && !is_escaped;
            is_escaped = c == '\\' && !is_escaped;
            is_end
        });
        rest = &value[end.unwrap() + 1..];
        if rest.starts_with('}') {
            break;
        }
    }
    format!("{name}{{{}}}", labels.into_iter().collect::<Vec<_>>().join(","))
}

/// The names in a text that begin as ours do.
fn asked_for(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| OURS.iter().any(|prefix| word.starts_with(prefix))).collect()
}

#[test]
fn the_names_in_the_sources_are_frozen() {
    let mut text = String::new();
    for name in named_in_sources() {
        writeln!(text, "{name}").unwrap();
    }
    assert_frozen("metrics.txt", &text);
}

#[test]
fn what_alerts_and_dashboards_ask_for_is_there() {
    let named = named_in_sources();
    let is_there = |name: &str| {
        let of = |kind: &str, name: &str| named.contains(&format!("{kind} {name}"));
        let parts = ["_bucket", "_sum", "_count"].into_iter().filter_map(|part| name.strip_suffix(part));
        of("counter", name) || of("gauge", name) || parts.into_iter().any(|name| of("histogram", name))
    };
    let deploy = root().join("deploy");
    let mut files = vec![deploy.join("prometheus/alerts.yml")];
    files.extend(files_below(&deploy.join("grafana/dashboards")));
    files.extend(files_below(&deploy.join("aws")));
    let mut asked = 0;
    for path in files {
        let text = read(&path);
        for name in asked_for(&text) {
            assert!(is_there(name), "{} asks for {name}, which nothing counts", path.display());
            asked += 1;
        }
    }
    assert!(asked > 10, "only {asked} names were found");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_series_of_a_running_stack_are_frozen() {
    let folder = tempfile::tempdir().unwrap();
    let stack = start(&folder).await;
    vote(&stack).await;
    let gateway = base(&stack.gateway);
    for path in ["/forecast/latest", "/recommendation/week", "/forecast/latest?location=atlantis"] {
        get(&format!("{gateway}{path}")).await;
    }
    let metrics = get(&format!("http://{}/metrics", stack.gateway.admin_addr)).await.text().await.unwrap();
    stack.stop().await;

    let lines = metrics.lines().filter(|line| !line.is_empty() && !line.starts_with(['#']));
    let all: BTreeSet<_> = lines.map(series).filter(|series| !series.starts_with("process_")).collect();
    assert_frozen("series.txt", &all.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn a_label_may_hold_anything() {
    assert_eq!(series(r#"a_total{route="/x/{id}",b="say \"no\", please"} 1"#), "a_total{b,route}");
    assert_eq!(series("a 1"), "a{}");
}
