"""Tests of the architecture: reads imports and calls, and checks dependencies and purity."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.conftest import ROOT, SHIPPED_DATA

ENGINE = ROOT / "generator" / "papershelf"
BASE = ("core", "text")
"""Packages that every package may import."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package, and the other packages that it may import besides `core` and `text`.

    Its modules are pure (no files, no network, no clock, no environment) except those in `impure`.
    """

    name: str
    imports: tuple[str, ...] = ()
    impure: tuple[str, ...] = ()


# From low to high. A new module needs no entry here, a new package does.
PACKAGES = (
    Package("text"),
    Package("core", (), ("config_file", "disk_files", "messages", "progress", "project")),
    Package("sources", (), ("*",)),
    Package("engine", (), ("*",)),
    Package("records", ("sources",)),
    Package("services", ("sources",), ("*",)),
    Package("merging", ("records", "sources")),
    Package("catalogue", ("records",)),
    Package("editing", ("merging", "catalogue", "records", "engine", "sources"), ("*",)),
    Package(
        "importing", ("editing", "merging", "records", "services", "sources"), ("*",)
    ),
    Package("vectors", ("engine",), ("store", "table")),
    Package("related", ("records", "engine", "vectors"), ("store",)),
    Package("search", ("catalogue", "records", "engine", "vectors"), ("index_cache", "index_task")),
    Package("exports", ("catalogue", "records", "sources")),
    Package("pages", ("exports", "related", "catalogue", "records")),
    Package("sitecheck", ("exports", "catalogue", "records", "engine"), ("check", "site_files")),
    Package(
        "mail",
        ("exports", "pages", "catalogue", "records"),
        ("delivery", "delivery_log", "recipients", "send_digest", "smtp_client", "smtp_settings"),
    ),
    Package("pictures", ("exports", "catalogue", "records", "engine"), ("*",)),
    Package(
        "site",
        (
            "sitecheck", "pages", "pictures", "exports", "search", "related", "catalogue", "records",
            "engine", "sources", "vectors",
        ),
        ("*",),
    ),
    Package("theme"),
    Package("preview", ("site", "engine"), ("*",)),
    Package("publish", (), ("*",)),
    Package("starter", ("importing", "editing", "exports", "sources"), ("*",)),
    Package("cli", ("*",), ("*",)),
)  # fmt: skip

# Packages inside `sources` and `pages`, from low to high: none imports a later one.
INNER = (
    ("sources.parsing", "sources.formats.bibtex", "sources.formats.capture",
     "sources.formats.paper_lists", "sources.formats", "sources.own", "sources"),
)  # fmt: skip

# What no pure module imports, and what it does not call.
IMPURE_IMPORTS = frozenset(
    {
        "asyncio", "ftplib", "glob", "http", "httpx", "locale", "mkdocs", "multiprocessing", "os",
        "pathlib", "random", "requests", "secrets", "shutil", "signal", "smtplib", "socket",
        "subprocess", "sys", "tempfile", "threading", "time", "urllib.request", "uuid",
    }
)  # fmt: skip
IMPURE_CALLS = frozenset(
    {"open", "print", "input", "exit", "date.today", "datetime.now", "datetime.today"}
    | {"datetime.utcnow", "datetime.date.today", "datetime.datetime.now"}
)

# Calls that only these modules may make; other code uses their functions.
ONE_DOOR = {
    "print": ("cli.*", "core.progress", "preview.*"),
    "sys.exit": ("cli.*", "__main__"),
    "html.escape": ("text.*",),
    "markupsafe.escape": ("text.*",),
    "xml.sax.saxutils.escape": ("text.*",),
    "urllib.parse.quote": ("text.urls",),
    "smtplib": ("mail.smtp_client",),
    "httpx": ("services.*",),
}
LARGEST_FOLDER = 25


@cache
def modules() -> dict[str, ast.Module]:
    """All modules of the package, parsed, by name without `papershelf.`."""
    found: dict[str, ast.Module] = {}
    for path in sorted(ENGINE.rglob("*.py")):
        parts = path.relative_to(ENGINE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if name:
            found[name] = ast.parse(path.read_text(encoding="utf-8"), str(path))
    return found


@cache
def folders() -> dict[str, list[Path]]:
    """The Python files of each package by dotted name, without those of inner packages."""
    found: dict[str, list[Path]] = {}
    for path in sorted(ENGINE.rglob("*.py")):
        found.setdefault(".".join(path.relative_to(ENGINE).parent.parts), []).append(path)
    return found


def imported(tree: ast.Module) -> Iterator[str]:
    """All names that a module imports: `a.b` for `import a.b` and for `from a import b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def called(tree: ast.Module) -> Iterator[str]:
    """All calls, as they are written: `date.today` for `date.today()`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield ast.unparse(node.func)


def own_imports(tree: ast.Module) -> set[str]:
    """The modules of this package that a module imports."""
    found: set[str] = set()
    for name in imported(tree):
        if name.startswith("papershelf."):
            inner = name.removeprefix("papershelf.")
            found.add(inner if inner in modules() else inner.rpartition(".")[0])
    return found - {""}


def package_of(module: str) -> str:
    """The top-level package of a module; "" for `__main__`."""
    return "" if module == "__main__" else module.partition(".")[0]


def inner_package_of(module: str) -> str:
    """The package that contains a module, which may be an inner package."""
    return module if module in folders() else module.rpartition(".")[0]


def is_pure(module: str) -> bool:
    """Whether a module must not access anything but its arguments."""
    package = next((p for p in PACKAGES if p.name == package_of(module)), None)
    name = module.rpartition(".")[2]
    return package is not None and not any(fnmatch(name, pattern) for pattern in package.impure)


def is_from(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def test_the_table_lists_exactly_the_packages() -> None:
    there = {package_of(module) for module in modules()} - {""}
    assert {package.name for package in PACKAGES} == there


def test_packages_import_only_what_the_table_allows() -> None:
    allowed = {p.name: {p.name, *BASE, *p.imports} for p in PACKAGES}
    allowed["text"] = {"text"}
    wrong = [
        f"{module} imports {other}"
        for module, tree in modules().items()
        if package_of(module) and "*" not in allowed[package_of(module)]
        for other in sorted(own_imports(tree))
        if package_of(other) not in allowed[package_of(module)]
    ]
    assert not wrong, "\n".join(wrong)


def test_the_table_allows_no_unused_import() -> None:
    used = {
        (package_of(m), package_of(o)) for m, tree in modules().items() for o in own_imports(tree)
    }
    unused = [
        f"{package.name} -> {other}"
        for package in PACKAGES
        for other in package.imports
        if other != "*" and (package.name, other) not in used
    ]
    assert not unused, "\n".join(unused)


def test_the_table_is_sorted_by_dependency() -> None:
    order = [package.name for package in PACKAGES]
    up = [
        f"{package.name} -> {other}"
        for package in PACKAGES
        for other in package.imports
        if other != "*" and order.index(other) >= order.index(package.name)
    ]
    assert not up, "\n".join(up)


@pytest.mark.parametrize("order", INNER, ids=lambda order: str(order[-1]))
def test_inner_packages_import_only_lower_ones(order: tuple[str, ...]) -> None:
    up = [
        f"{module} imports {other}"
        for module, tree in modules().items()
        for other in sorted(own_imports(tree))
        if inner_package_of(module) in order and inner_package_of(other) in order
        if order.index(inner_package_of(other)) > order.index(inner_package_of(module))
    ]
    assert not up, "\n".join(up)


def test_there_are_no_circular_imports() -> None:
    graph = {module: own_imports(tree) - {module} for module, tree in modules().items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_pure_modules_use_no_files_network_or_clock() -> None:
    impure = [
        f"{module} uses {name}"
        for module, tree in modules().items()
        if is_pure(module)
        for name in [
            *(n for n in imported(tree) if any(is_from(n, bad) for bad in IMPURE_IMPORTS)),
            *(n for n in called(tree) if n in IMPURE_CALLS),
        ]
    ]
    assert not impure, "\n".join(impure)


def test_only_packages_that_build_the_site_import_mkdocs() -> None:
    tied = {m for m, tree in modules().items() if any(is_from(n, "mkdocs") for n in imported(tree))}
    assert {package_of(module) for module in tied} <= {"site"}


@pytest.mark.parametrize(("restricted_call", "allowed_modules"), ONE_DOOR.items())
def test_restricted_calls_are_made_only_in_allowed_modules(
    restricted_call: str, allowed_modules: tuple[str, ...]
) -> None:
    strangers = [
        module
        for module, tree in modules().items()
        if not any(fnmatch(module, door) for door in allowed_modules)
        and (
            restricted_call in set(called(tree))
            or any(is_from(n, restricted_call) for n in imported(tree))
        )
    ]
    assert not strangers, "\n".join(strangers)


def test_no_folder_has_too_many_modules() -> None:
    full = [f"{n}: {len(files)}" for n, files in folders().items() if len(files) > LARGEST_FOLDER]
    assert not full, "\n".join(full)


def test_every_module_has_a_docstring() -> None:
    assert [module for module, tree in modules().items() if not ast.get_docstring(tree)] == []


def test_every_package_describes_its_inputs_and_outputs() -> None:
    short = [
        name
        for name in folders()
        if name and len((ast.get_docstring(modules()[name]) or "").splitlines()) < 3
    ]
    assert short == []


@cache
def outer_modules() -> dict[str, ast.Module]:
    """All modules of tests and of folders outside the package, parsed, by path."""
    paths = [
        path for name in ("tests", "benchmarks", "tools") for path in (ROOT / name).rglob("*.py")
    ]
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"), str(path))
        for path in sorted(paths)
    }


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def private_uses(tree: ast.Module) -> Iterator[str]:
    """The private names of the package that an outside module imports, reads or patches.

    Patching by dotted name also counts, because refactoring tools do not find it.
    """
    names = {
        alias.asname or alias.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if is_from(getattr(node, "module", None) or alias.name, "papershelf")
    }
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str(module)) if is_from(module, "papershelf"):
                yield from (alias.name for alias in node.names if is_private(alias.name))
            case ast.Attribute(value=value, attr=attr) if is_private(attr):
                root = value.func if isinstance(value, ast.Call) else value
                if ast.unparse(root).partition(".")[0] in names:
                    yield ast.unparse(node)
            case ast.Call(func=ast.Attribute(attr="setattr" | "object"), args=[target, name, *_]):
                is_ours = ast.unparse(target).partition(".")[0] in names
                if isinstance(target, ast.Constant):
                    yield str(target.value)
                elif is_ours and isinstance(name, ast.Constant) and is_private(str(name.value)):
                    yield f"{ast.unparse(target)}.{name.value!s}"
            case ast.Call(func=ast.Name(id="patch"), args=[ast.Constant(value=str(dotted)), *_]):
                yield dotted


def test_tests_use_no_private_name_and_patch_nothing_by_dotted_name() -> None:
    wrong = [
        f"{path}: {use}" for path, tree in outer_modules().items() for use in private_uses(tree)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("code", "uses"),
    [
        ("from papershelf.text import markup\nmarkup._TAG", ["markup._TAG"]),
        ("from papershelf.text.markup import _TAG", ["_TAG"]),
        ("import papershelf.text\npapershelf.text._x()", ["papershelf.text._x"]),
        ("from papershelf.mail import Box\nBox(1)._open", ["Box(1)._open"]),
        ("from papershelf.text import a\nmonkeypatch.setattr(a, '_b', 1)", ["a._b"]),
        ("monkeypatch.setattr('papershelf.text.a.b', 1)", ["papershelf.text.a.b"]),
        ("patch('papershelf.text.a.b')", ["papershelf.text.a.b"]),
        ("from papershelf.text import a\nmonkeypatch.setattr(a, 'b', 1)\na.__name__", []),
        ("import os\nos._exit(0)\nself._x\nmonkeypatch.setattr(os, 'link', 1)", []),
    ],
)
def test_private_uses_are_found(code: str, uses: list[str]) -> None:
    assert list(private_uses(ast.parse(code))) == uses


def test_engine_tests_cannot_read_the_shipped_collection() -> None:
    for read in (os.listdir, os.scandir, lambda folder: (folder / "tags.yaml").read_bytes()):
        with pytest.raises(pytest.fail.Exception, match="of the collection that we ship"):
            read(SHIPPED_DATA)


def test_the_code_has_no_todo_comments() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "X" + "XX", "NotImplemented" + "Error")
    left = [
        f"{path.relative_to(ROOT)}: {mark}"
        for folder in ("generator", "tests", "benchmarks", "docs")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".js", ".css", ".j2", ".html"}
        for mark in marks
        if mark in path.read_text(encoding="utf-8")
    ]
    assert not left, "\n".join(left)
