//! Other people's programs at the public door: a tester of APIs, and a client that is
//! generated from the document.

use std::path::PathBuf;

use stack::base;
use tokio::process::Command;

use crate::helpers::{clock, python, root, start};

/// Runs a program to its end and returns what it said; it must succeed.
async fn succeed(command: &mut Command) -> String {
    let ran = command.output().await.unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "{said}");
    said
}

/// A pinned tool; `make tools` installs them.
fn tool(name: &str) -> PathBuf {
    python().with_file_name(name)
}

/// Schemathesis makes requests from the document, as they should be and as they should
/// not, and checks every answer against it. `make fuzz-api` lets it do so for longer.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_a_tester_thinks_of_breaks_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let stack = start(&folder, &clock()).await;
    let asked_for =
        |name: &str, otherwise: &str| std::env::var(name).unwrap_or_else(|_| otherwise.to_owned());
    let said = succeed(
        Command::new(tool("schemathesis"))
            .current_dir(folder.path())
            .args(["run", &format!("{}/openapi.json", base(&stack.gateway)), "--checks", "all"])
            .args(["--max-examples", &asked_for("OVERCOAT_FUZZ_EXAMPLES", "25")])
            .args(["--seed", &asked_for("OVERCOAT_FUZZ_SEED", "1"), "--no-color"]),
    )
    .await;
    assert!(said.contains("Tested: 14"), "every operation is tested: {said}");
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_generated_client_compiles_and_works() {
    let folder = tempfile::tempdir().unwrap();
    let compiler = root().join("crates/gateway/dashboard/node_modules/typescript/bin/tsc");
    assert!(compiler.is_file(), "the TypeScript compiler is not installed: run `make dashboard` with Node");
    succeed(
        Command::new(tool("openapi-generator-cli"))
            .args(["generate", "--generator-name", "typescript-fetch", "--input-spec"])
            .arg(root().join("openapi/gateway.json"))
            .arg("--output")
            .arg(folder.path().join("client")),
    )
    .await;
    let used = folder.path().join("use_client.ts");
    std::fs::copy(root().join("crates/stack/tests/use_client.ts"), &used).unwrap();
    let strict = ["--strict", "--target", "es2022", "--module", "commonjs", "--lib", "es2022,dom"];
    succeed(Command::new("node").arg(compiler).args(strict).arg(&used)).await;

    let stack = start(&folder, &clock()).await;
    let said = succeed(Command::new("node").arg(used.with_extension("js")).arg(base(&stack.gateway))).await;
    assert_eq!(said.trim(), "done");
    stack.stop().await;
}
