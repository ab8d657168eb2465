//! The dashboard's files at `/`.

use serde_json::json;

use crate::support::World;

#[tokio::test]
async fn the_files_of_the_build_are_given_with_their_types() {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("/index.html", "text/html; charset=utf-8"),
        ("/theme.js", "text/javascript; charset=utf-8"),
        ("/style.css", "text/css; charset=utf-8"),
        ("/icon.svg", "image/svg+xml"),
        ("/icon.png", "image/png"),
        ("/favicon.ico", "image/x-icon"),
        ("/data.json", "application/json"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/font.woff2", "application/octet-stream"),
        ("/LICENCE", "application/octet-stream"),
        ("/assets/main-1a2b.js", "text/javascript; charset=utf-8"),
        ("/assets/deep/est-1a2b.css", "text/css; charset=utf-8"),
        ("/others/assets.css", "text/css; charset=utf-8"),
    ];
    for (path, _) in files {
        let file = folder.path().join(&path[1..]);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, format!("this is {path}")).unwrap();
    }
    let world = World::with(json!({ "dashboard_dir": folder.path() })).await;
    for (path, content_type) in files {
        let answer = world.get(path).await;
        assert_eq!((answer.status, answer.text()), (200, format!("this is {path}")));
        assert_eq!(answer.header("content-type"), content_type, "{path}");
        let caching =
            if path.starts_with("/assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
        assert_eq!(answer.header("cache-control"), caching, "{path}");
        assert_eq!(answer.header("vary"), "accept-encoding", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(
            answer.header("content-security-policy"),
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
             manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        );
        assert_eq!(answer.header("permissions-policy"), "geolocation=(self), camera=(), microphone=()");
        let headers = [("if-none-match", answer.header("etag"))];
        assert_eq!(world.get_with(path, &headers).await.status, 304, "{path}");
    }
    let front = world.get("/").await;
    assert_eq!((front.text(), front.header("cache-control")), ("this is /index.html".to_owned(), "no-cache"));
    for path in ["/assets", "/assets/", "/index", "/assets/main-1a2b.css", "//index.html", "/../Cargo.toml"] {
        world.get(path).await.problem(404, "unknown-path");
    }
    world.stop().await;
}

#[tokio::test]
async fn where_it_is_not_built_a_page_says_how() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("theme.js"), "").unwrap();
    let world = World::with(json!({ "dashboard_dir": folder.path() })).await;
    for path in ["/", "/index.html"] {
        let page = world.get(path).await;
        assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
        assert!(page.text().contains("make dashboard"), "{}", page.text());
        assert_eq!(page.header("cache-control"), "no-cache");
        assert_eq!(page.header("x-frame-options"), "DENY");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
    }
    world.get("/theme.js").await.problem(404, "unknown-path");
    world.stop().await;
}
