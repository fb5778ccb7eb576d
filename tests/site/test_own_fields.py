"""Tests of fields that a collection declares itself, from the record to every view of the site."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, expect

from papershelf.text.spreadsheet_cells import BYTE_ORDER_MARK
from tests.conftest import serve_with_prefix
from tests.workspaces import Workspace

FIELDS = {
    "grant": {"label": "Grant <No>", "show": ["paper", "list"]},
    "plan": {"type": "url"},
    "ends": {"type": "date"},
    "cost": {"type": "number", "export": False, "show": []},
}
EXPORTED = {
    "grant": "<b>RIV</b> & 12",
    "plan": "https://example.org/plan?a=1&b=2",
    "ends": "2027-05",
}
RECORD = {"id": "tidal", "title": "Tidal Attention", "extra": EXPORTED | {"cost": 31847}}

BADGES = """\
      badges:
        label: Seals
        type: list
        facet: true
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path)
    (tmp_path / "mkdocs.yml").write_text(
        yaml.safe_dump(
            {
                "site_name": "S",
                "site_url": "https://papers.example/",
                "theme": {"name": "papershelf"},
                "plugins": ["papershelf"],
                "extra": {"papershelf": {"fields": FIELDS}},
            },
            sort_keys=False,
        )
    )
    made.write([RECORD])
    return made


@pytest.mark.site
def test_values_are_on_pages_and_in_exports(workspace: Workspace) -> None:
    site = workspace.build()
    page = (site / "papers/tidal/index.html").read_text()
    assert '<dt class="own">Grant &lt;No&gt;</dt><dd>&lt;b&gt;RIV&lt;/b&gt; &amp; 12</dd>' in page
    assert '<a href="https://example.org/plan?a=1&amp;b=2">' in page
    assert '<time datetime="2027-05">' in page
    assert "31847" not in page
    assert (
        "Grant &lt;No&gt;: &lt;b&gt;RIV&lt;/b&gt; &amp; 12"
        in (site / "papers/index.html").read_text()
    )
    document = json.loads((site / "api/papers/tidal.json").read_text())
    assert document["extra"] == EXPORTED
    text = (site / "papers.csv").read_text("utf-8").removeprefix(BYTE_ORDER_MARK)
    [row] = csv.DictReader(text.splitlines())
    assert json.loads(row["extra"]) == EXPORTED
    assert "## Further fields\n\n- Grant" in (site / "papers/tidal.md").read_text()
    assert workspace.problems() == []


@pytest.mark.site
def test_a_csv_export_can_be_imported_with_its_values(workspace: Workspace) -> None:
    exported = workspace.run("export", "--format", "csv")
    (workspace.root / "data/papers/papers.yaml").unlink()
    (workspace.root / "back.csv").write_text(exported.stdout, "utf-8")
    done = workspace.run("import", "back.csv")
    assert done.returncode == 0, done.stderr
    assert workspace.run("check").returncode == 0
    again = json.loads(workspace.run("export", "--format", "jsonl").stdout)
    assert again["extra"] == EXPORTED


def test_check_names_the_line_of_a_misspelled_field(workspace: Workspace) -> None:
    workspace.write([{"id": "x", "title": "T", "extra": {"grants": "a"}}])
    done = workspace.run("check")
    assert done.returncode == 1
    assert (
        "papers.yaml:4: extra.grants: is not declared under extra.papershelf.fields; did you mean grant?"
        in done.stdout + done.stderr
    )


@pytest.mark.browser
def test_a_declared_facet_narrows_the_results_of_a_search(
    workspace: Workspace, browser: Browser
) -> None:
    config = workspace.root / "mkdocs.yml"
    config.write_text(config.read_text().replace("fields:\n", f"fields:\n{BADGES}", 1))
    badges = (["Code", "Data"], ["Data"], None)
    workspace.write(
        [
            {"id": f"p{i}", "title": f"River {i}", **({"extra": {"badges": b}} if b else {})}
            for i, b in enumerate(badges)
        ]
    )
    site = workspace.build()
    with serve_with_prefix(site, "/repo/") as address:
        page = browser.new_page()
        page.goto(f"{address}search/?q=river")
        titles = page.locator("ol.items h3")
        expect(titles).to_have_count(3)
        fold = page.locator("details[data-facet='own:badges']")
        expect(fold.locator("summary")).to_have_text("Seals")
        fold.locator("summary").click()
        expect(fold.locator("li > button:first-child")).to_have_text(["Data", "Code"])
        fold.get_by_role("button", name="Code", exact=True).click()
        expect(titles).to_have_text(["River 0"])
        assert page.url.endswith("&own=badges%3Acode")
        page.goto(f"{address}search/?q=river&not-own=badges:data")
        expect(titles).to_have_text(["River 2"])
        page.close()
