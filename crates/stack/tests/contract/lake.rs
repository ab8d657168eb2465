//! What other programs read in the lake: where objects lie, and what is in them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs::File;
use std::path::{Path, PathBuf};

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::printer::print_schema;
use serde_json::Value;

use crate::running::{start, vote};
use crate::shape::{Shape, general};
use crate::snapshot::{assert_frozen, files_below, pretty};

/// The columns in Parquet's own notation, and the names of what is noted beside them.
fn schema(path: &Path) -> String {
    let file = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let metadata = file.metadata().file_metadata();
    let mut printed = Vec::new();
    print_schema(&mut printed, metadata.schema());
    let printed = String::from_utf8(printed).unwrap();
    // The first line has the name that the writer's library gives to the whole.
    let columns = printed.lines().skip(1).filter(|line| *line != "}");
    let mut text = columns.fold(String::new(), |text, column| text + column + "\n");
    let mut notes: Vec<_> =
        metadata.key_value_metadata().into_iter().flatten().map(|note| &note.key).collect();
    notes.sort();
    for note in notes {
        // How the writer's library thinks of the columns.
        if note != "ARROW:schema" {
            writeln!(text, "  metadata {note}").unwrap();
        }
    }
    text
}

/// All values of a file of JSON, one or one a line.
fn values(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    serde_json::from_str(&text)
        .map(|value| vec![value])
        .or_else(|_| text.lines().map(serde_json::from_str).collect())
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_objects_and_their_columns_are_frozen() {
    let folder = tempfile::tempdir().unwrap();
    let stack = start(&folder).await;
    vote(&stack).await;
    stack.stop().await;

    let lake = folder.path().join("lake");
    let mut kinds: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for path in files_below(&lake) {
        let key = path.strip_prefix(&lake).unwrap().to_str().unwrap();
        // The embedded store's own notes about its objects.
        if !key.split('/').any(|part| part.starts_with('.')) {
            kinds.entry(general(key)).or_default().push(path);
        }
    }
    let mut text = String::from("# objects\n");
    for kind in kinds.keys() {
        writeln!(text, "{kind}").unwrap();
    }
    text.push_str("\n# what is in them\n");
    for (kind, paths) in &kinds {
        match Path::new(kind).extension().and_then(|extension| extension.to_str()) {
            Some("parquet") => {
                let mut schemas: Vec<_> = paths.iter().map(|path| schema(path)).collect();
                schemas.dedup();
                write!(text, "{kind}\n{}", schemas.join("  or\n")).unwrap();
            }
            Some("json" | "jsonl") => {
                let mut shape = Shape::default();
                paths.iter().flat_map(|path| values(path)).for_each(|value| shape.see(&value));
                writeln!(text, "{kind}\n{}", pretty(&shape.to_json())).unwrap();
            }
            _ => {}
        }
    }
    assert_frozen("lake.txt", &text);
}
