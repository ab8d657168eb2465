//! The dashboard: files that are built beside the program and held in memory.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Context;

use crate::body::Page;

/// Shown in its place where it is not built.
const NOT_BUILT: &str = include_str!("not_built.html");
const INDEX: &str = "index.html";
/// The names of the files below it change with their content.
const ASSETS: &str = "assets/";

/// The files, by their path below `/`.
#[derive(Debug)]
pub(crate) struct Dashboard(HashMap<String, File>);

/// A file of the dashboard.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) page: Page,
    /// Its content never changes under this name.
    pub(crate) is_immutable: bool,
}

impl Dashboard {
    /// Reads what is built in `folder`; where nothing is, a page that says how to
    /// build it.
    ///
    /// # Errors
    /// Something is there and cannot be read.
    pub(crate) fn load(folder: &Path) -> anyhow::Result<Self> {
        let mut files = HashMap::new();
        if folder.join(INDEX).is_file() {
            read(folder, "", &mut files)?;
        } else {
            tracing::warn!(folder = %folder.display(), "the dashboard is not built; `make dashboard` does it");
            let page = Page::new("text/html; charset=utf-8", NOT_BUILT);
            files.insert(INDEX.to_owned(), File { page, is_immutable: false });
        }
        Ok(Self(files))
    }

    /// The file at a path.
    pub(crate) fn file(&self, path: &str) -> Option<&File> {
        self.0.get(if path == "/" { INDEX } else { path.strip_prefix('/')? })
    }
}

fn read(folder: &Path, below: &str, files: &mut HashMap<String, File>) -> anyhow::Result<()> {
    for entry in folder.read_dir().with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let name = format!("{below}{name}");
        if path.is_dir() {
            read(&path, &format!("{name}/"), files)?;
        } else {
            let body = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let is_immutable = name.starts_with(ASSETS);
            let page = Page::new(media_type(&name), body);
            files.insert(name, File { page, is_immutable });
        }
    }
    Ok(())
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
