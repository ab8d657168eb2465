"""Finds circles of imports among the files of each crate.

No file may import a file that, directly or through others, imports it. A file
imports another one where a `use`, or a path in its code that begins with
`crate`, `self` or `super`, names what the other file defines; re-exports are
followed to the definition.

Not counted: `mod` lines, a module's re-exports of what its own descendants
define, visibilities, comments and strings (but for paths in attributes, as in
`#[serde(with = "crate::units")]`). What macros generate is not seen: a name
that cannot be found belongs to the file of the module in which it is sought.

Two options count more: `--tests` adds what is compiled for tests alone, and
`--modules` adds what is named by any name in scope: paths that begin with the
name of an imported or declared module, and what a module re-exports from its
descendants and uses itself; the `use` of a module is then counted by what its
paths name, not as an import of the module's file.

Every file is read into modules that know their names, imports and paths
(`Reader`); then each path is resolved to the files that it leads to
(`Resolver`), and the files that reach each other are a circle.
"""

import argparse
import re
import sys
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

TOKEN = re.compile(
    r"""
    (?P<space>\s+ | //[^\n]*)
  | (?P<comment>/\*)
  | (?P<raw>[bc]?r(?P<hashes>\#*)")
  | (?P<string>[bc]?"(?:\\.|[^"\\])*")
  | (?P<char>b?'(?:\\(?:u\{[^}]*\}|x[0-9a-fA-F]{2}|.)|[^'\\])')
  | (?P<lifetime>'\w+)
  | (?P<name>(?:r\#)?[^\W\d]\w*)
  | (?P<number>\d\w*)
  | (?P<mark>:: | .)
    """,
    re.VERBOSE | re.DOTALL,
)
COMMENT_MARK = re.compile(r"/\*|\*/")
PATH_IN_STRING = re.compile(r'"\w+(?:::\w+)+"')
KEYWORDS = ("crate", "self", "super")
TYPES = {"struct", "enum", "union", "trait", "type"}
ITEMS = TYPES | {"fn", "const", "static"}
# What can stand between the keyword of an item and its name.
QUALIFIERS = {"mut", "unsafe", "async", "extern", "fn"}
# What an item, or a statement, begins with.
BEGINNINGS = ITEMS | QUALIFIERS | {"impl", "mod", "use", "let", "macro_rules"}
# Keys of attributes whose strings are for people.
PROSE = {"alias", "description", "doc", "message", "note", "reason", "since"}
CLOSING = {"(": ")", "[": "]", "{": "}"}
MOST_PATHS_SHOWN = 6


@dataclass(frozen=True)
class Token:
    """A piece of Rust code: its kind is `name`, `string` or `mark`."""

    kind: str
    text: str
    line: int


@dataclass(frozen=True)
class Import:
    """One leaf of a `use`: the path, and the name that it gets (none for a glob)."""

    path: tuple[str, ...]
    name: str | None
    public: bool
    line: int


@dataclass(frozen=True)
class Mention:
    """A path of at least two segments in code that is not a `use`."""

    path: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Item:
    """Something that is not a module, by the file to which it belongs.

    Only a type can have paths that go on behind its name.
    """

    file: Path
    is_type: bool = True


@dataclass(eq=False)
class Module:
    """A module: the names that it defines, its imports and the paths in its code."""

    file: Path
    parent: "Module | None" = None
    # Several for one name where `cfg` chooses among them.
    children: dict[str, list["Module"]] = field(default_factory=lambda: defaultdict(list))
    items: dict[str, set[Item]] = field(default_factory=lambda: defaultdict(set))
    imports: list[Import] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    words: set[str] = field(default_factory=set)

    def root(self):
        """The root module of the crate."""
        return self if self.parent is None else self.parent.root()

    def walk(self):
        """This module and all its descendants."""
        yield self
        for children in self.children.values():
            for child in children:
                yield from child.walk()

    def within_file(self):
        """This module and its descendants in the same file."""
        return [module for module in self.walk() if module.file == self.file]


def tokens(code):
    """The tokens of Rust code without comments, characters, lifetimes and numbers."""
    found, position, line = [], 0, 1
    while position < len(code):
        match = TOKEN.match(code, position)
        start, position = position, match.end()
        if match["comment"]:
            position = end_of_comment(code, position)
        elif match["raw"]:
            end = '"' + match["hashes"]
            position = code.index(end, position) + len(end)
        elif match["string"]:
            found.append(Token("string", match["string"], line))
        elif match["name"]:
            found.append(Token("name", match["name"].removeprefix("r#"), line))
        elif match["mark"]:
            found.append(Token("mark", match["mark"], line))
        line += code.count("\n", start, position)
    return found


def end_of_comment(code, position):
    """Where the block comment ends that was opened before `position`; they can be nested."""
    depth = 1
    while depth:
        match = COMMENT_MARK.search(code, position)
        depth += 1 if match[0] == "/*" else -1
        position = match.end()
    return position


def is_for_tests(attribute):
    """Whether an attribute, by the texts of its tokens, leaves what it stands at to tests alone."""
    inside = attribute[1:-1]
    if inside[:1] == ["cfg"]:
        return "test" in inside and not {"not", "any"} & set(inside)
    return inside[-1:] == ["test"] and "(" not in inside


class Reader:
    """Reads a file, and the files of the modules that it declares, into modules."""

    def __init__(self, module, folder, tests):
        """`folder` is where the files of the module's children are; `tests` is whether test code is read."""
        self.tests = tests
        self.tokens = tokens(module.file.read_text())
        self.at = 0
        self.depth = 0
        # The modules around the current token: each with its children's folder and the depth of its body.
        self.around = [(module, folder, 0)]

    @property
    def module(self):
        """The innermost module around the current token."""
        return self.around[-1][0]

    def text(self, offset):
        """The text of the token at that distance from the current one."""
        at = self.at + offset
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ""

    def kind(self, offset):
        """The kind of the token at that distance from the current one."""
        at = self.at + offset
        return self.tokens[at].kind if 0 <= at < len(self.tokens) else ""

    def read(self):
        """Reads the whole file."""
        attributes, for_tests = [], False
        while self.at < len(self.tokens):
            text = self.text(0)
            if text == "#" and "[" in (self.text(1), self.text(2)):
                attribute = self.attribute()
                attributes += attribute
                for_tests |= is_for_tests(attribute)
                continue
            skipped, for_tests = for_tests and not self.tests, False
            if skipped:
                if text == "pub":
                    self.visibility()
                self.at = self.end_of_item() if self.begins_item() else self.end_of_part()
                attributes = []
            elif text == "pub":
                self.visibility()
            elif self.kind(0) != "name":
                self.mark()
                attributes = []
            elif text == "mod" and self.kind(1) == "name":
                self.child(attributes)
                attributes = []
            elif text == "use" and self.text(1) != "<":
                public = self.text(-1) == "pub" or (self.text(-1) == ")" and self.text(-2) != "self")
                self.at += 1
                self.branch((), public)
                attributes = []
            else:
                self.item()
                self.path()
                attributes = []

    def after_bracket(self, at):
        """The position after the bracket that closes the one at `at`."""
        opening, depth = self.tokens[at].text, 0
        while True:
            depth += self.tokens[at].text == opening
            depth -= self.tokens[at].text == CLOSING[opening]
            at += 1
            if depth == 0:
                return at

    def begins_item(self):
        """Whether the current token begins an item or a statement, not a field, an arm or an argument."""
        return self.text(0) in BEGINNINGS and self.text(1) not in (":", ",", ")")

    def end_of_part(self):
        """The position after the field, arm or argument that begins at the current token."""
        at = self.at
        while self.tokens[at].text not in (",", ";", "}", ")", "]"):
            at = self.after_bracket(at) if self.tokens[at].text in CLOSING else at + 1
        return at + 1 if self.tokens[at].text == "," else at

    def end_of_item(self):
        """The position after the item that begins at the current token."""
        at = self.at
        while self.tokens[at].text not in (";", "{", "}"):
            at = self.after_bracket(at) if self.tokens[at].text in ("(", "[") else at + 1
        return {";": at + 1, "}": at}.get(self.tokens[at].text) or self.after_bracket(at)

    def attribute(self):
        """Reads an attribute and the paths in it; returns the texts of its tokens."""
        opening = self.at + (1 if self.text(1) == "[" else 2)
        end = self.after_bracket(opening)
        while self.at < end:
            if self.kind(0) == "name":
                self.path()
                continue
            names_code = self.text(-1) == "=" and self.text(-2) not in PROSE
            if names_code and PATH_IN_STRING.fullmatch(self.text(0)):
                path = tuple(self.text(0).strip('"').split("::"))
                self.module.mentions.append(Mention(path, self.tokens[self.at].line))
            self.at += 1
        return [token.text for token in self.tokens[opening:end]]

    def visibility(self):
        """Passes over `pub`, or `pub(in crate::module)`."""
        restricted = self.text(1) == "(" and (self.text(2) == "in" or self.text(3) == ")")
        restricted &= self.text(2) in (*KEYWORDS, "in")
        self.at = self.after_bracket(self.at + 1) if restricted else self.at + 1

    def mark(self):
        """Passes over a mark or a string; a brace can end an inline module."""
        self.depth += (self.text(0) == "{") - (self.text(0) == "}")
        if self.depth < self.around[-1][2]:
            self.around.pop()
        self.at += 1

    def child(self, attributes):
        """Reads `mod name;` and the module's file, or `mod name {`."""
        parent, folder, _ = self.around[-1]
        name, inline = self.text(1), self.text(2) == "{"
        self.at += 3
        if inline:
            self.depth += 1
            child = Module(parent.file, parent)
            parent.children[name].append(child)
            self.around.append((child, folder / name, self.depth))
            return
        if "path" in attributes:
            given = attributes[attributes.index("path") + 2].strip('"')
            file = (parent.file.parent if len(self.around) == 1 else folder) / given
            below = file.parent
        else:
            below = folder / name
            file = folder / f"{name}.rs"
            if not file.exists():
                file = below / "mod.rs"
        child = Module(file, parent)
        parent.children[name].append(child)
        # What is for another platform may not be there.
        if file.exists():
            Reader(child, below, self.tests).read()

    def branch(self, prefix, public):
        """Reads one branch of a `use` tree, up to the mark that ends it."""
        path, line = prefix, self.tokens[self.at].line
        while self.text(0) not in (",", "}", ";", "*", "as", "{"):
            if self.text(0) != "::" or not path:
                path, line = (*path, self.text(0)), self.tokens[self.at].line
            self.at += 1
        if self.text(0) == "{":
            self.at += 1
            while self.text(0) != "}":
                self.branch(path, public)
                self.at += self.text(0) == ","
            self.at += 1
            return
        if path[-1] == "self" and len(path) > 1:
            path = path[:-1]
        name = path[-1]
        if self.text(0) == "*":
            name = None
            self.at += 1
        elif self.text(0) == "as":
            name = self.text(1)
            self.at += 2
        self.module.imports.append(Import(path, name, public, line))

    def item(self):
        """Notes the name that an item at the module's own level defines."""
        if self.depth != self.around[-1][2]:
            return
        if self.text(0) == "macro_rules" and self.text(1) == "!":
            self.module.items[self.text(2)].add(Item(self.module.file, is_type=False))
        elif self.text(0) in ITEMS and self.text(-1) not in ("<", ","):
            name = self.text(2) if self.text(1) == "mut" else self.text(1)
            if name not in QUALIFIERS and self.kind(1) == "name":
                self.module.items[name].add(Item(self.module.file, self.text(0) in TYPES))

    def path(self):
        """Reads a name and the path that begins with it."""
        before, line = self.text(-1), self.tokens[self.at].line
        path = (self.text(0),)
        self.at += 1
        while self.text(0) == "::" and self.kind(1) == "name":
            path = (*path, self.text(1))
            self.at += 2
        if before != ".":
            self.module.words.add(path[0])
        # Another crate's path, or one that begins with a macro's parameter.
        foreign = before == "::" or (before == "$" and path[0] != "crate")
        if len(path) > 1 and not foreign:
            self.module.mentions.append(Mention(path, line))


class Resolver:
    """Finds what paths lead to: modules, and items with the files that define them."""

    def __init__(self, libraries, modules):
        """`libraries` are the root modules that other roots of the package know by name."""
        self.libraries = libraries
        self.modules = modules

    def find(self, module, name, busy=frozenset()):
        """What a name stands for in a module; `busy` are the imports that are being followed."""
        found = {*module.children.get(name, ()), *module.items.get(name, ())}
        for entry in module.imports:
            if entry.name == name and entry not in busy:
                found |= self.resolve(module, entry.path, busy | {entry}) or {Item(module.file)}
        if found:
            return found
        for entry in module.imports:
            if entry.name is None and entry not in busy:
                for target in self.resolve(module, entry.path, busy | {entry}):
                    if isinstance(target, Module):
                        found |= self.find(target, name, busy | {entry})
        return found

    def resolve(self, module, path, busy=frozenset()):
        """What a path stands for in a module; nothing if it leads to another crate."""
        first, *rest = path
        if first == "crate":
            targets = {module.root()}
        elif first == "self":
            targets = {module}
        elif first == "super":
            targets = {module.parent}
        else:
            targets = self.find(module, first, busy)
            if rest:
                targets = {target for target in targets if isinstance(target, Module) or target.is_type}
            if not targets and first in self.libraries:
                targets = {self.libraries[first]}
        for name in rest:
            targets = {target for target in targets if isinstance(target, Module) or target.is_type}
            modules = [target for target in targets if isinstance(target, Module)]
            if name == "super":
                targets = {target.parent for target in modules}
            elif modules:
                targets = set().union(*(self.find(target, name, busy) or {Item(target.file)} for target in modules))
        return targets

    def edges(self, module):
        """The files that a module imports: each with the line and the path."""
        for entry in module.imports:
            for file in self.imported(module, entry):
                yield file, entry.line, "::".join((*entry.path, "*") if entry.name is None else entry.path)
        private = {entry.name for entry in module.imports if not entry.public}
        for mention in module.mentions:
            first = mention.path[0]
            if first not in KEYWORDS and not self.modules:
                continue
            # The `use` of a name that is no module's has the edge already.
            if first in private and not any(isinstance(found, Module) for found in self.find(module, first)):
                continue
            for target in self.resolve(module, mention.path):
                yield target.file, mention.line, "::".join(mention.path)

    def imported(self, module, entry):
        """The files that one import needs."""
        own = {descendant.file for descendant in module.walk()}
        files = set()
        for target in self.resolve(module, entry.path, frozenset({entry})):
            if entry.name is None and isinstance(target, Module) and not entry.public:
                files |= self.used_through_glob(module, target) or {target.file}
            elif entry.public and target.file in own and not (self.modules and self.is_used(module, entry.name)):
                continue
            elif not self.modules or isinstance(target, Item) or not self.begins_path(module, entry.name):
                files.add(target.file)
        return files

    def used_through_glob(self, module, target):
        """The files that define what a module's code names of a module imported as a whole."""
        if target.file == module.file:
            return {module.file}
        words = set().union(*(part.words for part in module.within_file()))
        named = words - {*module.items, *module.children, *(entry.name for entry in module.imports)}
        found = set().union(*(self.find(target, word) for word in named))
        return {item.file for item in found if isinstance(item, Item)}

    def is_used(self, module, name):
        """Whether a module's own code names what the module re-exports."""
        return any(name in part.words for part in module.within_file())

    def begins_path(self, module, name):
        """Whether a path in a module's code, or in one of its imports, begins with a name."""
        return any(
            len(known.path) > 1 and known.path[0] == name
            for part in module.within_file()
            for known in (*part.mentions, *part.imports)
        )


def imports(package, options):
    """The imports among a package's files: (importer, imported) to a list of (line, path)."""
    source = package / "src"
    manifest = tomllib.loads((package / "Cargo.toml").read_text())
    library = manifest.get("lib", {}).get("name", manifest["package"]["name"].replace("-", "_"))
    roots = [source / "lib.rs", source / "main.rs", *sorted(source.glob("bin/*.rs")), *sorted(source.glob("bin/*/main.rs"))]
    found, libraries = defaultdict(list), {}
    for file in filter(Path.exists, roots):
        root = Module(file)
        Reader(root, file.parent, options.tests).read()
        resolver = Resolver(dict(libraries), options.modules)
        if file.name == "lib.rs":
            libraries[library] = root
        for module in root.walk():
            for target, line, path in resolver.edges(module):
                if target != module.file:
                    found[module.file, target].append((line, path))
    return found


def circles(edges):
    """The sets of files of which each imports each other, by any way."""
    following = defaultdict(set)
    for importer, imported in edges:
        following[importer].add(imported)
    reached = {}
    for start in list(following):
        reached[start], waiting = set(), [start]
        while waiting:
            new = following[waiting.pop()] - reached[start]
            reached[start] |= new
            waiting += new
    found = {
        frozenset(file for file in reached[start] if start in reached.get(file, ()))
        for start in reached
        if start in reached[start]
    }
    return sorted(sorted(circle) for circle in found)


def describe(circle, edges, folder):
    """The lines of a report on one circle: its files, and each import among them."""
    for file in circle:
        yield f"  {file.relative_to(folder)}"
    for (importer, imported), places in sorted(edges.items()):
        if importer in circle and imported in circle:
            paths = list(dict.fromkeys(path for _, path in sorted(places)))
            shown = ", ".join(paths[:MOST_PATHS_SHOWN])
            if len(paths) > MOST_PATHS_SHOWN:
                shown += f" and {len(paths) - MOST_PATHS_SHOWN} more"
            yield f"    {importer.relative_to(folder)}:{min(places)[0]} -> {imported.relative_to(folder)}: {shown}"


def main(arguments):
    """Prints all circles and their number; returns the exit status."""
    parser = argparse.ArgumentParser(description="Finds circles of imports among the files of each crate.")
    parser.add_argument("root", nargs="?", type=Path, default=Path(__file__).resolve().parents[2])
    parser.add_argument("--crate", help="the only crate to check, by the name of its folder")
    parser.add_argument("--tests", action="store_true", help="count what is compiled for tests alone, too")
    parser.add_argument("--modules", action="store_true", help="count paths that begin with any name in scope, too")
    options = parser.parse_args(arguments)
    packages = sorted(file.parent for file in options.root.glob(f"crates/{options.crate or '*'}/Cargo.toml"))
    if not packages:
        parser.error(f"no such crate in {options.root}/crates")
    count = 0
    for package in packages:
        edges = imports(package, options)
        for circle in circles(edges):
            count += 1
            print(f"{package.name}: a circle of {len(circle)} files")
            for line in describe(circle, edges, options.root):
                print(line)
    print(f"circles: {count}")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
