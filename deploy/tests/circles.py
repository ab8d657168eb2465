"""The check for circles of imports: what it finds, and what it does not count."""

import contextlib
import importlib.util
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "lint/circles.py"
CLEAN = {
    "lib.rs": "mod a;\nmod b;\nmod c;\n",
    "a.rs": "pub struct A;\n",
    "b.rs": "use crate::a::A;\npub struct B(A);\n",
    "c.rs": "use crate::a::A;\nuse crate::b::B;\npub struct C(A, B);\n",
}


def load():
    """The script as a module, so that not every check starts a Python of its own."""
    spec = importlib.util.spec_from_file_location("lint_circles", SCRIPT)
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CIRCLES = load()


def check(root, files, *options, crate="small"):
    """Writes a crate and checks it: the exit status, the lines and the number of circles."""
    package = root / "crates" / crate
    for name, code in files.items():
        file = package / "src" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(code)
    (package / "Cargo.toml").write_text(f'[package]\nname = "{crate}"\n')
    with contextlib.redirect_stdout(io.StringIO()) as output:
        status = CIRCLES.main([str(root), *options])
    lines = output.getvalue().splitlines()
    return status, lines, int(re.fullmatch(r"circles: (\d+)", lines[-1])[1])


def imports(lines):
    """The imports in a report: (importer:line, imported, paths), under `src`."""
    found = (re.fullmatch(r" +(\S+) -> (\S+): (.*)", line) for line in lines)
    return [(match[1].partition("/src/")[2], match[2].partition("/src/")[2], match[3]) for match in found if match]


def test_a_crate_without_a_circle_passes(tmp_path):
    assert check(tmp_path, CLEAN) == (0, ["circles: 0"], 0)


def test_a_circle_put_into_a_copy_of_a_clean_crate_fails(tmp_path):
    assert check(tmp_path / "clean", CLEAN)[0] == 0
    shutil.copytree(tmp_path / "clean", tmp_path / "copy")
    added = {"a.rs": CLEAN["a.rs"] + "use crate::c::C;\n"}
    assert check(tmp_path / "copy", added)[::2] == (1, 1)


def test_two_files_that_import_each_other_are_reported_with_lines_and_paths(tmp_path):
    status, lines, count = check(tmp_path, CLEAN | {"a.rs": "\nuse crate::b::{self, B};\npub struct A;\n"})
    assert (status, count) == (1, 1)
    assert lines[:3] == ["small: a circle of 2 files", "  crates/small/src/a.rs", "  crates/small/src/b.rs"]
    assert imports(lines) == [("a.rs:2", "b.rs", "crate::b, crate::b::B"), ("b.rs:1", "a.rs", "crate::a::A")]


def test_a_circle_can_go_by_way_of_a_third_file(tmp_path):
    files = CLEAN | {"a.rs": "use crate::c::C as Other;\npub struct A;\n", "c.rs": "use crate::b::B;\npub struct C;\n"}
    status, lines, count = check(tmp_path, files)
    assert (status, count) == (1, 1)
    assert [pair[:2] for pair in imports(lines)] == [("a.rs:1", "c.rs"), ("b.rs:1", "a.rs"), ("c.rs:1", "b.rs")]


# Each is code of `a.rs` that imports `b.rs`, which imports `a.rs`.
IN_A = {
    "an import of the module": "use crate::b;\nfn f() { b::f() }",
    "a module with another name": "use crate::{b as other};",
    "a path in a body that begins with super": "fn f() { super::b::f() }",
    "a path in a body that begins with crate": "fn f() -> Vec<crate::b::B> { Vec::new() }",
    "a path through self": "fn f() { self::super::b::f() }",
    "an import within a function": "fn f() { use crate::b::B; }",
    "an import within an inline module": "mod inner { use super::super::b::B; }",
    "an import of everything": "use crate::b::*;\nfn f(b: B) {}",
    "an import of everything of which nothing is named": "use crate::b::*;",
    "a name that only a macro can have defined": "use crate::b::Generated;",
    "the name of a variant": "use crate::b::Kind::One;",
    "a path in an attribute": '#[serde(with = "crate::b")]\nstruct S;',
    "a macro": "macro_rules! m { () => { $crate::b::f() } }",
    "a path after awkward literals": r'''const Q: [char; 2] = ['"', '\'']; fn f<'a>(r: &'a str) { r#"" + '"#; super::b::f() }''',
    "a re-export of what is not its own": "pub use crate::b::B;",
}


@pytest.mark.parametrize("code", IN_A.values(), ids=IN_A)
def test_a_file_imports_another_by(tmp_path, code):
    b = CLEAN["b.rs"] + "pub fn f() {}\npub enum Kind { One }\n"
    status, lines, _ = check(tmp_path, CLEAN | {"a.rs": "pub struct A;\n" + code, "b.rs": b})
    assert status == 1
    assert "b.rs" in [imported for importer, imported, _ in imports(lines) if importer.startswith("a.rs:")]


# Each is code of `a.rs` that does not import `b.rs`.
NOT_IN_A = {
    "comments": "// use crate::b::B;\n/* crate::b::f() /* nested */ crate::b::f() */\n//! [`crate::b::B`]\n",
    "strings": r'const S: &str = "\"; crate::b::f(); "; const T: &str = ' + 'r#" " crate::b::f() "#;',
    "visibilities": "pub(in crate::b) struct V;",
    "a crate of that name": "use ::b::B;\nfn f() { ::b::f() }",
    "another module of that name": "mod inner { pub mod b { pub struct B; } use self::b::B; }",
}


@pytest.mark.parametrize("code", NOT_IN_A.values(), ids=NOT_IN_A)
def test_a_file_does_not_import_another_by(tmp_path, code):
    assert check(tmp_path, CLEAN | {"a.rs": "pub struct A;\n" + code})[::2] == (0, 0)


def test_a_re_export_is_followed_to_the_file_that_defines(tmp_path):
    files = {
        "lib.rs": "mod a;\nmod room;\npub use room::Shown;\n",
        "a.rs": "use crate::Shown;\npub struct A;\n",
        "room/mod.rs": "mod inner;\npub use self::inner::*;\n",
        "room/inner.rs": "use crate::a::A;\npub struct Shown(A);\n",
    }
    status, lines, count = check(tmp_path, files)
    assert (status, count) == (1, 1)
    assert [pair[:2] for pair in imports(lines)] == [("a.rs:1", "room/inner.rs"), ("room/inner.rs:1", "a.rs")]


def test_an_import_through_a_re_export_is_none_of_the_file_that_re_exports(tmp_path):
    files = {
        "lib.rs": "mod room;\n",
        "room/mod.rs": "mod one;\nmod two;\npub use self::one::One;\nuse self::two::Two;\n",
        "room/one.rs": "pub struct One;\n",
        "room/two.rs": "use super::One;\npub struct Two(One);\n",
    }
    assert check(tmp_path, files)[::2] == (0, 0)


def test_mod_lines_and_re_exports_of_own_descendants_do_not_count(tmp_path):
    files = {
        "lib.rs": "pub mod room;\npub use crate::room::{Deep, Inner};\npub struct Root;\n",
        "room/mod.rs": "mod inner;\npub use self::inner::Inner;\npub(crate) use inner::deep::Deep;\npub struct Own;\n",
        "room/inner.rs": "pub mod deep;\nuse super::Own;\nuse crate::Root;\npub struct Inner;\n",
        "room/inner/deep.rs": "use super::super::Own;\npub struct Deep;\n",
    }
    assert check(tmp_path, files)[::2] == (0, 0)
    used = files | {"room/mod.rs": files["room/mod.rs"].replace("pub use", "use")}
    assert check(tmp_path, used)[::2] == (1, 1)


def test_a_file_with_a_path_of_its_own_is_read(tmp_path):
    files = {
        "lib.rs": '#[path = "other/named.rs"]\nmod a;\nmod b;\n',
        "other/named.rs": "use crate::b::B;\npub struct A;\n",
        "b.rs": "use crate::a::A;\npub struct B;\n",
    }
    assert check(tmp_path, files)[::2] == (1, 1)


@pytest.mark.parametrize(
    "code",
    [
        "#[cfg(test)]\nmod tests { use crate::b::B; }",
        "#[cfg(test)]\nmod tests;",
        "#[cfg(test)]\nfn f(list: [u8; 3]) { crate::b::f() }",
        "#[cfg(test)]\nuse crate::{b::B};",
    ],
)
def test_code_for_tests_alone_counts_when_asked(tmp_path, code):
    files = CLEAN | {"a.rs": code + "\npub struct A;\n", "a/tests.rs": "use crate::b::B;\n"}
    files["b.rs"] += "#[cfg(test)]\nmod tests { use crate::a::tests::helper; }\n"
    assert check(tmp_path, files)[::2] == (0, 0)
    assert check(tmp_path, files, "--tests")[::2] == (1, 1)


def test_what_stands_after_code_for_tests_is_read(tmp_path):
    files = CLEAN | {"a.rs": "#[cfg(test)]\nmod tests { fn f() { {} } }\nuse crate::b::B;\npub struct A;\n"}
    assert check(tmp_path, files)[::2] == (1, 1)


def test_paths_through_declared_modules_count_when_asked(tmp_path):
    files = {
        "lib.rs": "mod room;\n",
        "room/mod.rs": "mod inner;\npub struct Own;\nfn f() { inner::g() }\n",
        "room/inner.rs": "use super::Own;\npub fn g() {}\n",
    }
    assert check(tmp_path, files)[::2] == (0, 0)
    assert check(tmp_path, files, "--modules")[::2] == (1, 1)
    other_crate = files | {"room/mod.rs": files["room/mod.rs"].replace("inner::g", "::inner::g")}
    assert check(tmp_path, other_crate, "--modules")[::2] == (0, 0)


def test_a_program_imports_its_library_by_name_and_may(tmp_path):
    files = CLEAN | {"main.rs": "use small::a::A;\nfn main() { small::b::f() }\n"}
    assert check(tmp_path, files)[::2] == (0, 0)
    found = CIRCLES.imports(tmp_path / "crates/small", SimpleNamespace(tests=False, modules=False))
    assert [imported.name for importer, imported in found if importer.name == "main.rs"] == ["a.rs"]


def test_one_crate_is_checked_when_it_is_named(tmp_path):
    circle = CLEAN | {"a.rs": "use crate::b::B;\npub struct A;\n"}
    check(tmp_path, circle, crate="bad")
    assert check(tmp_path, CLEAN, crate="good")[::2] == (1, 1)
    assert check(tmp_path, CLEAN, "--crate", "good", crate="good")[::2] == (0, 0)


def test_the_exit_status_is_that_of_the_check(tmp_path):
    def run():
        return subprocess.run([sys.executable, SCRIPT, tmp_path], capture_output=True).returncode

    assert run() == 2, "a place without crates is an error"
    check(tmp_path, CLEAN)
    assert run() == 0
    check(tmp_path, {"a.rs": "use crate::b::B;\npub struct A;\n"})
    assert run() == 1


def test_what_a_parent_re_exports_and_uses_itself_is_counted_with_modules(tmp_path):
    files = {
        "lib.rs": "mod a;\n",
        "a/mod.rs": "mod k;\npub use self::k::K;\npub struct L;\npub struct A(pub K);\n",
        "a/k.rs": "use super::L;\npub struct K(L);\n",
    }
    assert check(tmp_path / "default", files)[2] == 0
    assert check(tmp_path / "modules", files, "--modules")[2] == 1
    files["a/mod.rs"] = "mod k;\npub use self::k::K;\npub struct L;\n"
    assert check(tmp_path / "handed", files, "--modules")[2] == 0


@pytest.mark.parametrize(
    "code",
    [
        "#[expect(dead_code, reason = \"crate::b::B\")]\npub struct A;\n",
        "#[doc = \"crate::b::B\"]\npub struct A;\n",
        "#[error(\"crate::b::B\")]\npub struct A;\n",
        "#[cfg(all(test, unix))]\nmod tests { use crate::b::B; }\npub struct A;\n",
        "#[test]\nfn it() { crate::b::b(); }\npub struct A;\n",
        "#[cfg(windows)]\nmod win;\npub struct A;\n",
    ],
)
def test_prose_and_tests_are_no_imports(tmp_path, code):
    assert check(tmp_path, {**CLEAN, "a.rs": code}) == (0, ["circles: 0"], 0)


@pytest.mark.parametrize(
    "code",
    [
        "pub struct A { #[cfg(test)] x: u8, y: crate::b::B }\n",
        "pub struct A { #[cfg(test)] pub x: u8, pub y: crate::b::B }\n",
        "pub struct A(pub (crate::b::B, u8));\n",
        "pub(self) use crate::b::B;\npub struct A(B);\n",
        "#[cfg(not(test))]\npub struct A(crate::b::B);\n",
        "#[cfg(any(test, unix))]\npub struct A(crate::b::B);\n",
    ],
)
def test_what_stands_beside_tests_and_visibilities_is_counted(tmp_path, code):
    assert check(tmp_path, {**CLEAN, "a.rs": code})[2] == 1
