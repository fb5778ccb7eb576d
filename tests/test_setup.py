"""Tests of the development setup: dependencies, lock files, Makefile, and ignored files."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

# Declared dependencies that are not imported, with the reason.
USED_WITHOUT_IMPORT = {
    "mkdocs-material": "the theme that mkdocs.yml names",
    "markdown": "what MkDocs renders with, held to versions that cope with hostile text",
    "pytest-cov": "make coverage",
    "pytest-timeout": "the setting timeout of pytest",
    "pytest-xdist": "make test",
    "ruff": "make lint",
    "mypy": "make lint",
    "zizmor": "make lint",
    "uv": "make lock",
    "types-pyyaml": "make lint",
    "types-html5lib": "make lint",
    "types-markdown": "make lint",
}


@cache
def declared_dependencies(extra: str | None = None) -> dict[str, Requirement]:
    """The dependencies in pyproject.toml, of the package or of an extra, by normalized name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return {canonicalize_name(r.name): r for r in map(Requirement, lines)}


@cache
def imported_packages(*folders: str) -> set[str]:
    """The distributions imported by the Python files of folders."""
    names: set[str] = set()
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    names |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    names.add(node.module.partition(".")[0])
    ours = {"papershelf", "tests", "benchmarks", "tools"}
    known = packages_distributions()
    return {
        canonicalize_name(known[name][0] if name in known else name)
        for name in names - ours - sys.stdlib_module_names
    }


@cache
def locked_requirements(file: str) -> dict[str, list[tuple[Requirement, int]]]:
    """The pinned requirements of a lock file by name, with the number of hashes of each."""
    text = (ROOT / file).read_text(encoding="utf-8").replace("\\\n", " ")
    pins: dict[str, list[tuple[Requirement, int]]] = {}
    for line in text.splitlines():
        if line and not line.lstrip().startswith("#"):
            requirement, *hashes = line.split("--hash=")
            parsed = Requirement(requirement)
            pins.setdefault(canonicalize_name(parsed.name), []).append((parsed, len(hashes)))
    return pins


def locked_versions(file: str) -> dict[str, set[str]]:
    return {
        name: {str(p.specifier) for p, _ in pins}
        for name, pins in locked_requirements(file).items()
    }


def make_targets() -> set[str]:
    return set(
        re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    )


def test_the_package_imports_only_declared_dependencies() -> None:
    optional = declared_dependencies("vectors").keys()
    assert imported_packages("generator") - declared_dependencies().keys() == optional


def test_tests_and_benchmarks_import_only_declared_dependencies() -> None:
    known = (
        declared_dependencies().keys() | declared_dependencies("dev").keys() | {"packaging"}
    )  # a dependency of pytest
    # Training takes gigabytes of packages, which only those install who train.
    training = {
        canonicalize_name(Requirement(line).name)
        for line in (ROOT / "tools/train_vectors/requirements.txt").read_text("utf-8").splitlines()
        if not line.startswith("#")
    }
    assert imported_packages("tests", "benchmarks", "tools") - known <= training


@pytest.mark.parametrize(
    ("extra", "folders"),
    [(None, ("generator",)), ("dev", ("tests", "benchmarks", "tools"))],
    ids=["program", "dev"],
)
def test_every_declared_dependency_is_used(extra: str | None, folders: tuple[str, ...]) -> None:
    used = imported_packages(*folders) | USED_WITHOUT_IMPORT.keys()
    assert declared_dependencies(extra).keys() - used == set()


@pytest.mark.parametrize("extra", [None, "dev"])
def test_lock_files_match_the_declared_dependencies(extra: str | None) -> None:
    pins = locked_requirements("requirements-dev.txt" if extra else "requirements.txt")
    for name, requirement in declared_dependencies(extra).items():
        assert name in pins, f"{name} is not pinned: make lock"
        for pin, _ in pins[name]:
            (version,) = (clause.version for clause in pin.specifier)
            assert requirement.specifier.contains(version), (
                f"{pin} against {requirement}: make lock"
            )


@pytest.mark.parametrize(
    "file", ["requirements.txt", "requirements-dev.txt", "requirements-build.txt"]
)
def test_each_requirement_is_pinned_with_hashes(file: str) -> None:
    for pins in locked_requirements(file).values():
        for pin, hashes in pins:
            assert [clause.operator for clause in pin.specifier] == ["=="]
            assert hashes > 0, f"{pin} has no hash"


def test_lock_files_have_all_transitive_dependencies() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "No broken requirements found.\n")


def test_development_and_runtime_versions_are_the_same() -> None:
    dev = locked_versions("requirements-dev.txt")
    for name, pinned in locked_versions("requirements.txt").items():
        assert dev.get(name) == pinned, name


def test_lock_files_contain_no_local_paths() -> None:
    for file in (
        "requirements.txt",
        "requirements-dev.txt",
        "requirements-build.txt",
        "package-lock.json",
    ):
        text = (ROOT / file).read_text(encoding="utf-8")
        assert not re.search(r"--(?:extra-)?index-url |--find-links|file:|--trusted-host", text)


def test_make_without_a_target_lists_all_targets() -> None:
    listed = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    names = re.findall(r"^  ([a-z-]+) +\S", listed, re.MULTILINE)
    assert {"site", "serve", "test", "lint", "bench", "clean"} <= set(names)
    assert set(names) <= make_targets()


DOCUMENTS = [
    *sorted(ROOT.glob("*.md")),
    *sorted(ROOT.glob(".github/**/*.md")),
    *sorted(ROOT.glob(".github/workflows/*.yml")),
    ROOT / ".ci" / "run",
    *sorted(ROOT.glob("docs/explanation/*.md")),
    *sorted(ROOT.glob("docs/how-to/*.md")),
]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_documents_name_only_existing_make_targets(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    commands = re.findall(r"(?:^|`|run: |\$ )make((?: [a-z-]+)+)\b(?!=)", text, re.MULTILINE)
    named = {target for words in commands for target in words.split()}
    assert named - make_targets() == set()


def test_the_readme_names_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make site" in text
    assert "make serve" in text
