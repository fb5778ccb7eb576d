"""The arrow of the architecture, read from the imports: nothing low knows of anything high."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.conftest import ROOT


@dataclass(frozen=True, slots=True)
class Layer:
    """Modules that may know each other (without cycles) and the layers above this one in the table.

    A pure layer touches no file, no network, no clock and no environment.
    """

    name: str
    modules: tuple[str, ...]
    pure: bool = True


# From low to high. A new module gets its place here.
LAYERS = (
    Layer(
        "ground",
        ("asset_names", "errors", "jsontext", "text", "urls", "remembering", "identifiers",
         "schemes", "slugs", "schema", "settings", "suggestions", "page", "formats", "cutting",
         "namerules", "spreadsheets"),
    ),
    Layer(
        "maths",
        (
            "plainmath", "mathml", "formulae", "maths", "richtext", "latex", "latexletters",
            "latexpieces", "latexrules", "latexsymbols", "latexwords", "markup", "mathmltex",
        ),
    ),
    Layer("sources", ("sources", "sources.*"), pure=False),
    Layer("services", ("services", "services.*"), pure=False),
    Layer("model", ("model", "names", "addresses")),
    Layer(
        "loading",
        (
            "values", "vocabulary", "venues", "structures", "naming", "resolving", "redirects",
            "decisions", "duplicates", "facts", "gains", "identity", "incoming", "ledger",
            "loading", "matching", "merging", "plans", "preprints", "publication", "records",
            "sharing", "uniting", "reserved", "phrases", "tagging", "trust", "provenance", "counts",
            "abstracts", "unlisted", "drafting", "changes",
        ),
    ),
    Layer(
        "catalogue",
        ("catalogue", "groups", "citations", "related", "related_*", "trending"),
    ),
    Layer(
        "texts",
        (
            "works", "bibtex", "bulk", "tex", "csl", "ris", "jsonld", "references",
            "citation_styles", "citation_styles.markup", "citation_styles.texts",
            "citation_styles.apa", "citation_styles.chicago", "citation_styles.ieee",
            "citation_styles.vancouver", "metadata",
            "feeds", "twin", "awesome",
            "exports", "selection", "api", "jsonschema", "sitemap", "publishing",
            "downloads", "trending_feed", "opml",
            "pages", "pages.*",
            "digests", "digests.days", "digests.digest", "digests.feed", "digests.letters",
            "digests.mailboxes", "digests.messages",
            "search", "search.terms", "search.packing", "search.postings", "search.memory",
            "search.shards", "search.spelling", "search.columns", "search.cards", "search.index",
            "search.opensearch",
        ),
    ),
    Layer(
        "agreement",
        (
            "agreement", "agreement.bibliographies", "agreement.facts", "agreement.feeds",
            "agreement.files", "agreement.links", "agreement.page", "agreement.papers",
            "agreement.records", "agreement.sitemaps", "agreement.subject", "agreement.weights",
        ),
    ),
    Layer(
        "output",
        (
            "diskfiles", "holdings", "manifest", "placing", "output", "fingerprints", "shells",
            "frames", "units", "progress", "workers", "locks", "signed", "answers", "past",
            "search.keeping", "search.unit",
        ),
        pure=False,
    ),
    Layer(
        "site",
        (
            "config_file", "project", "acceptance", "importing", "editing", "import_arguments",
            "heading_tags", "reading", "known", "fixing", "sync_state", "sync_branch", "syncing",
            "adding", "libraries",
            "filling", "enriching", "exporting", "keeping_keys", "keeping_changes", "renaming",
            "planner", "planning", "relating",
            "generation", "writing", "checking", "report", "earlier", "build", "glimpse",
            "standing", "upkeep", "reporting", "mkdocs_site", "mkdocs_hook", "preview",
            "preview.*", "agreement.site",
            "digests.environment", "digests.recipients", "digests.journal", "digests.courier",
            "digests.sending", "mailing",
        ),
        pure=False,
    ),
    Layer("commands", ("cli", "commands", "commands.*", "__main__"), pure=False),
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

# What only these modules do. Whoever else needs it asks them.
ONE_DOOR = {
    "print": ("commands*", "progress", "preview*"),
    "sys.exit": ("cli*", "commands*", "__main__"),
    "html.escape": ("text",),
    "markupsafe.escape": ("text",),
    "xml.sax.saxutils.escape": ("text",),
    "urllib.parse.quote": ("urls",),
    "smtplib": ("digests.courier",),
    "httpx": ("services*",),
}


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the package by its name without `generator.`, parsed."""
    found: dict[str, ast.Module] = {}
    for path in sorted((ROOT / "generator").rglob("*.py")):
        parts = path.relative_to(ROOT / "generator").with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if name:
            found[name] = ast.parse(path.read_text(encoding="utf-8"), str(path))
    return found


def imported(tree: ast.Module) -> Iterator[str]:
    """Everything that a module imports: `a.b` for `import a.b` and for `from a import b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def called(tree: ast.Module) -> Iterator[str]:
    """Every call as it is written, `date.today` for `date.today()`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield ast.unparse(node.func)


def ours(tree: ast.Module) -> set[str]:
    """The modules of this package that a module imports."""
    found: set[str] = set()
    for name in imported(tree):
        if name.startswith("generator."):
            inner = name.removeprefix("generator.")
            found.add(inner if inner in modules() else inner.rpartition(".")[0])
    return found - {""}


def layer_of(module: str) -> int:
    places = [
        place
        for place, layer in enumerate(LAYERS)
        if any(fnmatch(module, pattern) for pattern in layer.modules)
    ]
    assert len(places) == 1, f"{module} stands {len(places)} times in the table of layers"
    return places[0]


def is_from(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def test_every_module_has_one_place_in_the_table_of_layers() -> None:
    assert modules()
    for module in modules():
        layer_of(module)


def test_the_table_of_layers_names_no_module_that_is_not_there() -> None:
    patterns = [pattern for layer in LAYERS for pattern in layer.modules]
    stale = [p for p in patterns if not any(fnmatch(module, p) for module in modules())]
    assert not stale, "\n".join(stale)


def test_no_import_points_up_the_arrow() -> None:
    upward = [
        f"{module} ({LAYERS[layer_of(module)].name}) imports {other} ({LAYERS[place].name})"
        for module, tree in modules().items()
        for other in sorted(ours(tree))
        if (place := layer_of(other)) > layer_of(module)
    ]
    assert not upward, "\n".join(upward)


def test_no_imports_go_in_a_circle() -> None:
    graph = {module: ours(tree) - {module} for module, tree in modules().items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_between_sources_and_output_nothing_touches_files_network_or_clock() -> None:
    impure = [
        f"{module} uses {name}"
        for module, tree in modules().items()
        if LAYERS[layer_of(module)].pure
        for name in [
            *(n for n in imported(tree) if any(is_from(n, bad) for bad in IMPURE_IMPORTS)),
            *(n for n in called(tree) if n in IMPURE_CALLS),
        ]
    ]
    assert not impure, "\n".join(impure)


def test_mkdocs_is_known_only_where_the_site_is_built() -> None:
    tied = {m for m, tree in modules().items() if any(is_from(n, "mkdocs") for n in imported(tree))}
    assert {LAYERS[layer_of(module)].name for module in tied} <= {"site"}


@pytest.mark.parametrize(("deed", "doors"), ONE_DOOR.items())
def test_what_has_one_door_is_done_nowhere_else(deed: str, doors: tuple[str, ...]) -> None:
    strangers = [
        module
        for module, tree in modules().items()
        if not any(fnmatch(module, door) for door in doors)
        and (deed in set(called(tree)) or any(is_from(n, deed) for n in imported(tree)))
    ]
    assert not strangers, "\n".join(strangers)


def test_no_module_is_longer_than_300_lines_and_no_function_than_40() -> None:
    long = []
    for module, tree in modules().items():
        path = ROOT / "generator" / module.replace(".", "/")
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > 300:
            long.append(f"{module}: {lines} lines")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > 40:
                    long.append(f"{module}.{node.name}: {length} lines")
    assert not long, "\n".join(long)


def test_every_module_says_in_its_first_lines_what_it_is_for() -> None:
    assert [module for module, tree in modules().items() if not ast.get_docstring(tree)] == []


def test_nothing_is_left_to_do_in_the_code() -> None:
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
