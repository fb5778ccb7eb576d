"""Tests of whole sites with known persons: every view agrees with the records."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fabricated import ORDINARY, make_hostile_records
from tests.site.small_sites import build_both, configure
from tests.workspaces import Workspace

pytestmark = pytest.mark.site

PEOPLE = """\
- id: ada-byron
  name: Ada <b>Byron</b> & "Co"
  aliases: [Ada Byron, A. Byron]
  orcid: 0000-0001-5109-3700
  affiliation: "</title><script>alert(1)</script> Lab"
  homepage: https://ada.example/?a=1&b=2
  member: true
- id: li-wei-two
  name: Li Wei
  papers: [tidal-attention]
- id: zoe
  name: Zoë Ångström
  member: true
"""


@pytest.mark.parametrize("outputs", ["full", "standard"])
def test_a_site_with_people_is_whole(outputs: str, tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    config = (tmp_path / "mkdocs.yml").read_text().replace("outputs: full", f"outputs: {outputs}")
    (tmp_path / "mkdocs.yml").write_text(config)
    others = [record for record in make_hostile_records() if record.get("title")]
    workspace.write([*ORDINARY, *others])
    (tmp_path / "data/people.yaml").write_text(PEOPLE)
    site = workspace.build()
    # Hostile records have titles that are also the names of their authors.
    assert [one for one in workspace.problems() if ": warning: has the same title" not in one] == []
    assert (site / "members/index.html").is_file()
    assert (site / "authors/li-wei/index.html").is_file()
    assert "<script>alert" not in (site / "authors/ada-byron/index.html").read_text()


def test_a_change_of_people_changes_what_depends_on_it_only(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.write(ORDINARY)
    workspace.build()
    people = tmp_path / "data/people.yaml"
    people.write_text("- {id: ada-byron, name: Ada Byron}\n")
    site = workspace.build()
    paper, other = (
        site / f"papers/{name}/index.html" for name in ("ebb-and-flow", "a-title-alone")
    )
    before = other.stat().st_mtime_ns
    assert "<b>Ada" not in paper.read_text()
    people.write_text("- {id: ada-byron, name: Ada Byron, member: true}\n")
    workspace.build()
    assert "<b>Ada Byron</b>" in paper.read_text()
    assert (site / "members/index.html").is_file()
    assert other.stat().st_mtime_ns == before
    people.unlink()
    workspace.build()
    assert "<b>Ada" not in paper.read_text()
    assert not (site / "members").exists()


def test_mkdocs_alone_builds_the_same_pages_of_people(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    configure(workspace, "site_url: https://rivers.example/\n")
    workspace.write(ORDINARY)
    (tmp_path / "data/people.yaml").write_text(PEOPLE)
    files = build_both(workspace)
    assert "members/publications.bib" in files
    assert "authors/ada-byron/publications/index.html" in files
    home = files["index.html"].decode()
    assert 'href="./members/"' in home
