"""Temporary projects for tests: configuration, hand-written pages, data, and the built site."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import yaml

from papershelf.core.progress import Steps
from papershelf.core.project import Project, read_project
from papershelf.engine.output_folder import OutputFolder
from papershelf.site.build_limits import DEFAULT_LIMITS
from papershelf.site.check_project import check_project_site, load_checked_collection
from papershelf.site.update import build_if_changed
from tests.fabricated import TAGS, VENUES

ROOT = Path(__file__).parents[1]


def commit_all(root: Path, day: str, *paths: str) -> None:
    """Commit the files of a folder with a date; initializes a repository if there is none."""
    for words in (["init", "-q"], ["add", *paths], ["commit", "-q", "--allow-empty", "-m", "x"]):
        subprocess.run(
            ["git", "-c", "user.name=A", "-c", "user.email=a@b.example", *words],
            cwd=root,
            check=True,
            env=os.environ | {"GIT_COMMITTER_DATE": f"{day}T12:00:00+0000"},
        )


class Workspace:
    """A temporary project with configuration, hand-written pages and data."""

    limits = DEFAULT_LIMITS
    """The settings of builds; a test may change them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        # With files of every kind.
        config = (
            (ROOT / "mkdocs.yml").read_text("utf-8").replace("outputs: standard", "outputs: full")
        )
        (root / "mkdocs.yml").write_text(config, "utf-8")
        (root / "docs").mkdir()
        for path in OutputFolder(ROOT / "docs").list_user_files():
            (root / "docs" / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / "docs" / path, root / "docs" / path)
        # `make site` builds the example; here, there is none to link to.
        contents = root / "docs/documentation.md"
        contents.write_text(re.sub('<a href="../examples/.*?</a>', "", contents.read_text("utf-8")))
        (root / "data/papers").mkdir(parents=True)
        self.vocabularies(VENUES, TAGS)

    @classmethod
    def copy_example(cls, root: Path) -> Self:
        """A copy of the example with daily lists, without generated files."""
        example = ROOT / "examples/daily"
        workspace = cls.__new__(cls)
        workspace.root = root
        for folder in ("data", "overrides"):
            shutil.copytree(example / folder, root / folder)
        for path in OutputFolder(example / "docs").list_user_files():
            (root / "docs" / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(example / "docs" / path, root / "docs" / path)
        shutil.copy(example / "mkdocs.yml", root)
        return workspace

    def vocabularies(self, venues: object, tags: object) -> None:
        (self.root / "data/venues.yaml").write_text(yaml.safe_dump(venues, sort_keys=False))
        (self.root / "data/tags.yaml").write_text(yaml.safe_dump(tags, sort_keys=False))

    def write(self, records: object, name: str = "papers.yaml") -> None:
        text = yaml.safe_dump(records, allow_unicode=True, sort_keys=False)
        (self.root / "data/papers" / name).write_text(text, "utf-8")

    def project(self, site: str = "site") -> Project:
        return read_project(self.root / "mkdocs.yml", site=self.root / site)

    def problems(self, site: str = "site") -> list[str]:
        """The problems that the site check finds, in one process, with paths relative to the root."""
        project = self.project(site)
        collection = load_checked_collection(
            project.data, project.fallback, project.settings.fields
        )
        found = check_project_site(project, collection, jobs=1)
        return [str(problem).removeprefix(f"{project.site}/") for problem in found]

    def build(self, site: str = "site") -> Path:
        self.report = build_if_changed(self.project(site), Steps(quiet=True), limits=self.limits)
        return self.root / site

    def run(
        self, *words: str, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "papershelf", *words],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": str(ROOT / "generator"), **(env or {})},
            capture_output=True,
            text=True,
            check=False,
        )
