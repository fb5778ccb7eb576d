"""The dialog for a correction, in Chromium: it fills in the form, within the policy of the site."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from papershelf.editing.issue_request import parse_issue
from tests.accessibility import find_accessibility_faults, open_page_for_axe
from tests.conftest import serve_with_prefix
from tests.fabricated import ORDINARY
from tests.site.small_sites import TWO_LINES
from tests.workspaces import Workspace

pytestmark = [pytest.mark.site, pytest.mark.browser]

RECORD = {
    "id": "weirs",
    "title": 'Weirs "of" <b>Old</b> & New',
    "authors": ["Ada Byron", {"name": "Li Wei", "orcid": "0000-0002-1825-0097"}],
    "abstract": "We study weirs.",
    "year": 2021,
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    workspace = Workspace(tmp_path_factory.mktemp("correction"))
    repository = "extra: {papershelf: {repo: 'https://git.example/lab', outputs: standard}}\n"
    (workspace.root / "mkdocs.yml").write_text(TWO_LINES + repository)
    workspace.write([*ORDINARY, RECORD])
    with serve_with_prefix(workspace.build(), "/shelf/") as address:
        yield address


def open_dialog(page: Page, served: str) -> None:
    page.goto(f"{served}papers/weirs/")
    page.get_by_role("link", name="Suggest a correction").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def block_of(page: Page) -> dict[str, object]:
    """The changes in the address of the form, as `papershelf correct` reads them."""
    link = page.get_by_role("dialog").locator("a.open")
    query = parse_qs(urlsplit(link.get_attribute("href") or "").query)
    assert query["template"] == ["fix-record.yml"]
    request = parse_issue(f"```yaml\n{query['change'][0]}\n```".encode(), "issue")
    assert request.paper == "weirs"
    return dict(request.changes)


def test_only_what_was_changed_is_sent(context: BrowserContext, served: str) -> None:
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    open_dialog(page, served)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Title")).to_have_value(str(RECORD["title"]))
    expect(dialog.get_by_label("Authors")).to_have_value("Ada Byron\nLi Wei")
    expect(dialog.locator("a.open:not([href])")).to_have_count(1)
    expect(dialog.get_by_role("status")).to_have_text("Nothing has been changed yet.")
    title = 'Weirs: `x` ``` \\ "y" \u2028 ☃'
    dialog.get_by_label("Title").fill(title)
    dialog.get_by_label("Authors").fill("Ada M. Byron\nLi Wei\n")
    assert block_of(page) == {"title": title, "authors": ["Ada M. Byron", "Li Wei"]}
    dialog.get_by_label("Abstract").fill("")
    assert block_of(page)["abstract"] == ""
    assert faults == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_text_that_is_too_long_is_copied(context: BrowserContext, served: str) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.route("https://git.example/**", lambda route: route.fulfill(body="form"))
    page = context.new_page()
    open_dialog(page, served)
    page.get_by_label("Abstract").fill("Weirs. " * 1500)
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("copied")
    with context.expect_page():
        page.get_by_role("dialog").locator("a.open").click()
    page.bring_to_front()
    assert "Weirs. Weirs." in page.evaluate("navigator.clipboard.readText()")


def test_the_form_opens_by_itself_if_the_dialog_cannot(
    context: BrowserContext, served: str
) -> None:
    context.route("https://git.example/**", lambda route: route.fulfill(body="form"))
    context.route("**/correction_dialog*", lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{served}papers/weirs/")
    page.get_by_role("link", name="Suggest a correction").click()
    page.wait_for_url("https://git.example/lab/issues/new?**")


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
def test_the_dialog_is_accessible(
    browser: Browser, served: str, axe_source: str, scheme: str, width: int
) -> None:
    with open_page_for_axe(browser, scheme, width) as page:
        open_dialog(page, served)
        assert find_accessibility_faults(page, axe_source, width) == []
