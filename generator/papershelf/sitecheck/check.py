"""Reads a built site from its folder and checks all of it against the collection.

Takes a folder and an `ExpectedSite`; returns every problem, sorted. Each file is read once, in
chunks, on all processors if the site is large.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TypeVar

from papershelf.catalogue.axes import Group
from papershelf.catalogue.groups import list_groups
from papershelf.core.errors import Problem, Severity
from papershelf.core.outputs import PARTS_FOLDER
from papershelf.core.page import output_file
from papershelf.engine.process_pool import count_jobs, parallel_map
from papershelf.exports.api import api_paths, group_by_part
from papershelf.exports.exporter import group_formats
from papershelf.exports.feeds import ATOM_FILE, JSON_FEED_FILE, feed_groups, feed_paths
from papershelf.records.model import Paper
from papershelf.records.site_paths import AUTHOR_LETTERS, SEARCH_ADDRESS, paper_address
from papershelf.sitecheck.author_anchors import check_author_anchors
from papershelf.sitecheck.expected_site import ExpectedSite
from papershelf.sitecheck.files import (
    EXPORT_FILE_CHECKS,
    check_api,
    check_citations,
    check_feed,
    check_other_feed,
    check_paper_files,
    check_part,
    check_unknown_files,
    expected_paper_files,
)
from papershelf.sitecheck.html_page import HtmlPage, parse_page
from papershelf.sitecheck.links import AnchorLink, LinkChecker
from papershelf.sitecheck.page_budget import check_page_budget
from papershelf.sitecheck.paper_page import check_paper_page
from papershelf.sitecheck.pictures import PictureChecker
from papershelf.sitecheck.reuse_terms import FILES_WITH_TERMS, check_reuse_terms
from papershelf.sitecheck.site_files import list_site_files
from papershelf.sitecheck.sitemaps import check_cards, check_opml, check_sitemaps

ItemT = TypeVar("ItemT")
_CHUNK_SIZE = 40
_MIN_TASKS_FOR_FORK = 30
_CARDS_FOLDER = "search/index/"
_OPML_PATH = "feeds.opml"


@dataclass(slots=True, kw_only=True)
class CheckResults:
    """The problems of one task, and the data needed for site-wide checks."""

    problems: list[Problem] = field(default_factory=list)
    anchors: list[AnchorLink] = field(default_factory=list)
    titles: list[tuple[str, str]] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)

    def merge(self, other: CheckResults) -> None:
        """Add the results of another task."""
        self.problems += other.problems
        self.anchors += other.anchors
        self.titles += other.titles
        self.pages += other.pages


def check_site(root: Path, expected_site: ExpectedSite, jobs: int = 0) -> list[Problem]:
    """Return every mismatch of a built site with the collection, and all other problems of the site.

    `jobs` is the number of processes; 0 means one for each processor if the site is large.
    """
    if not (root / "index.html").is_file():
        return [
            Problem(
                str(root),
                0,
                "",
                "is not a built site, because it has no index.html; run papershelf build",
            )
        ]
    checker = SiteChecker(root, expected_site)
    found = CheckResults()
    tasks = list(checker.tasks())

    def work(_: int, places: Iterator[int]) -> list[CheckResults]:
        return [tasks[place]() for place in places]

    jobs = count_jobs(jobs) if jobs or len(tasks) >= _MIN_TASKS_FOR_FORK else 1
    for part in chain.from_iterable(parallel_map(len(tasks), work, jobs, lambda _: None)):
        found.merge(part)
    found.problems += checker.check_site_wide(found)
    return sorted(set(found.problems))


class SiteChecker:
    """One site to check: its files by path, and the tasks that read them."""

    def __init__(self, root: Path, expected_site: ExpectedSite) -> None:
        self.root = root
        self.name = root.as_posix()
        self.subject = expected_site
        linked, others = list_site_files(root)
        self.files = linked - others
        self.links = LinkChecker(
            files=linked,
            site_url=expected_site.settings.site_url,
            name=self.name,
            sources=expected_site.settings.allow.all_sources,
            has_own_theme=expected_site.has_own_theme,
        )

        self.pictures = PictureChecker(
            self.files,
            lambda path: (root / path).read_bytes(),
            expected_site.settings.site_url,
            self.name,
        )

    def tasks(self) -> Iterator[Callable[[], CheckResults]]:
        """Yield all tasks; they can run in any order."""
        papers = self.subject.catalogue.papers
        own = {f"{paper_address(paper.id)}index.html" for paper in papers}
        others = [path for path in sorted(self.files) if path.endswith(".html") and path not in own]
        for group in list_groups(self.subject.catalogue):
            yield partial(self._check_exports, group)
        feeds = list(feed_groups(self.subject.catalogue, self.subject.settings))
        yield from (partial(self._check_papers, chunk) for chunk in _split_into_chunks(papers))
        yield from (partial(self._check_pages, chunk) for chunk in _split_into_chunks(others))
        yield from (partial(self._check_feeds, chunk) for chunk in _split_into_chunks(feeds))
        known = {
            path for group in feeds for path in feed_paths(group, self.subject.settings.outputs)
        }
        names = (ATOM_FILE, JSON_FEED_FILE)
        rest = [path for path in sorted(self.files - known) if path.rpartition("/")[2] in names]
        yield partial(self._check_other_feeds, rest)
        if not self.subject.settings.outputs.paper_json:
            for name, members in group_by_part(papers).items():
                yield partial(self._check_part, f"{PARTS_FOLDER}{name}.json", members)
        yield self._check_single_files

    def _read_text(self, path: str) -> str:
        return (self.root / path).read_bytes().decode("utf-8", "replace")

    def _shown_path(self, path: str) -> str:
        return f"{self.name}/{path}"

    def _missing_problem(self, path: str) -> Problem:
        return Problem(self._shown_path(path), 0, "", "is missing")

    # --- pages

    def _check_papers(self, papers: Iterable[Paper]) -> CheckResults:
        found = CheckResults()
        for paper in papers:
            truth = self.subject.expected_facts(paper)
            for path, view in expected_paper_files(paper.id, self.subject.settings.outputs).items():
                if path in self.files:
                    where, text = self._shown_path(path), self._read_text(path)
                    found.problems += check_paper_files(where, [text], view, [truth])
                    if path == f"{paper_address(paper.id)[:-1]}.json":
                        found.problems += check_citations(where, text, truth)
                else:
                    found.problems.append(self._missing_problem(path))
            path = f"{paper_address(paper.id)}index.html"
            page = self._parse_and_check_page(path, found) if path in self.files else None
            if page:
                settings = self.subject.settings
                found.problems += check_paper_page(page, truth, settings, self._shown_path(path))
                found.problems += self._check_budget(page, is_paper=True)
        return found

    def _check_pages(self, paths: Iterable[str]) -> CheckResults:
        found = CheckResults()
        for path in paths:
            page = self._parse_and_check_page(path, found)
            if page:
                found.problems += self._check_budget(page, is_paper=False)
                found.problems += self._check_authors(page)
        return found

    def _check_authors(self, page: HtmlPage) -> Iterator[Problem]:
        index = self.subject.author_index
        letter = page.path.removeprefix(AUTHOR_LETTERS).partition("/")[0]
        if page.path.startswith(AUTHOR_LETTERS):
            for expected in index.letters.get(letter, ()):
                if output_file(expected.address) == page.path:
                    path = self._shown_path(page.path)
                    catalogue = self.subject.catalogue
                    yield from check_author_anchors(page, expected, index, catalogue, path)

    def _check_budget(self, page: HtmlPage, *, is_paper: bool) -> Iterator[Problem]:
        if self.subject.has_own_theme:
            yield from check_page_budget(page, self._shown_path(page.path), is_paper=is_paper)

    def _parse_and_check_page(self, path: str, results: CheckResults) -> HtmlPage | None:
        """Parse a page and check the rules for all pages."""
        try:
            page = parse_page(path, (self.root / path).read_bytes())
        except ValueError as error:
            results.problems.append(Problem(self._shown_path(path), 0, "", str(error)))
            return None
        for result in self.links.check_page(page):
            if isinstance(result, AnchorLink):
                results.anchors.append(result)
            else:
                results.problems.append(result)
        results.problems += self.pictures.check_page(page)
        if not page.title:
            results.problems.append(Problem(self._shown_path(path), 0, "", "has no title"))
        if path.removesuffix("index.html") in self.subject.removed_addresses:
            if "noindex" not in page.meta("robots"):
                message = "lacks noindex, although the page was removed"
                results.problems.append(Problem(self._shown_path(path), 0, "robots", message))
        elif not page.redirect_target:
            # Material gives this page, which has no address of its own, the title of the home page.
            if path != "404.html":
                results.titles.append((page.title, path))
            results.pages.append(path)
        return page

    # --- files

    def _check_exports(self, group: Group) -> CheckResults:
        found = CheckResults()
        truths = list(map(self.subject.expected_facts, group.papers))
        total, outputs = len(self.subject.catalogue.papers), self.subject.settings.outputs
        for known in group_formats(group, total, outputs):
            path = f"{group.address[:-1]}{known.ending}"
            parts = list(self._part_paths(group.address[:-1], known.ending))
            if parts and known.name in EXPORT_FILE_CHECKS:
                view = EXPORT_FILE_CHECKS[known.name]
                texts = map(self._read_text, parts)
                found.problems += check_paper_files(self._shown_path(path), texts, view, truths)
        return found

    def _check_part(self, path: str, papers: Iterable[Paper]) -> CheckResults:
        found = CheckResults()
        if path in self.files:
            truths = list(map(self.subject.expected_facts, papers))
            text = self._read_text(path)
            found.problems += check_part(self._shown_path(path), text, truths)
        else:
            found.problems.append(self._missing_problem(path))
        return found

    def _part_paths(self, stem: str, ending: str) -> Iterator[str]:
        """Yield the files of one export; a large one continues in `papers.2.bib`."""
        path, number = f"{stem}{ending}", 1
        while path in self.files:
            yield path
            number += 1
            path = f"{stem}.{number}{ending}"

    def _check_feeds(self, groups: Iterable[Group]) -> CheckResults:
        found = CheckResults()
        for group in groups:
            for path in feed_paths(group, self.subject.settings.outputs):
                if path in self.files:
                    where, text = self._shown_path(path), self._read_text(path)
                    found.problems += check_feed(where, text, group, self.subject)
        return found

    def _check_other_feeds(self, paths: Iterable[str]) -> CheckResults:
        """Check the feeds of rankings and digests."""
        found = CheckResults()
        for path in paths:
            where = self._shown_path(path)
            for result in check_other_feed(where, self._read_text(path), self.subject):
                if isinstance(result, str):
                    found.problems += self.links.check_address(path, "entry", result)
                else:
                    found.problems.append(result)
        return found

    def _check_single_files(self) -> CheckResults:
        """Check the files that exist once: API, list of feeds, search index, styles and scripts."""
        found = CheckResults()
        missing = set(self.subject.required_files()) - self.files
        found.problems += map(self._missing_problem, missing)
        found.problems += check_unknown_files(sorted(self.files), self.subject, self.name)
        texts = {
            path: self._read_text(path)
            for path in api_paths(self.subject.catalogue)
            if path in self.files
        }
        found.problems += check_api(texts, self.subject, self.name)
        stating = {path: self._read_text(path) for path in FILES_WITH_TERMS if path in self.files}
        found.problems += check_reuse_terms(stating, self.subject.settings, self.name)
        if _OPML_PATH in self.files:
            feeds = {path for path in self.files if path.rpartition("/")[2] == ATOM_FILE}
            site_url = self.subject.settings.site_url
            path = self._shown_path(_OPML_PATH)
            found.problems += check_opml(self._read_text(_OPML_PATH), feeds, site_url, path)
        found.problems += self._check_search()
        found.problems += self._check_assets()
        return found

    def _check_search(self) -> Iterator[Problem]:
        manifest = f"{_CARDS_FOLDER}index.json"
        if manifest not in self.files:
            return
        cards = sorted(path for path in self.files if path.startswith(f"{_CARDS_FOLDER}cards-"))
        contents = {path: (self.root / path).read_bytes() for path in cards}
        about = (self.root / manifest).read_bytes()
        yield from check_cards(contents, about, self.subject, self._shown_path(manifest))

    def _check_assets(self) -> Iterator[Problem]:
        for path in sorted(self.files):
            if path.endswith(".css"):
                yield from self.links.check_style(path, self._read_text(path))
            elif path.endswith((".js", ".mjs")):
                yield from self.links.check_script(path, self._read_text(path))

    # --- site-wide checks

    def check_site_wide(self, results: CheckResults) -> Iterator[Problem]:
        """Check what requires all pages, such as duplicate titles."""
        yield from self._check_anchors(results.anchors)
        yield from self._check_titles(results.titles)
        if self.subject.settings.site_url:
            pages = {path.removesuffix("index.html") for path in results.pages}
            pages -= {"404.html", SEARCH_ADDRESS}
            yield from check_sitemaps(self._read_text, pages, self.subject, self.name)

    def _check_anchors(self, anchors: Sequence[AnchorLink]) -> Iterator[Problem]:
        pages: dict[str, set[str]] = {}
        for anchor in anchors:
            if anchor.page not in pages:
                content = (self.root / anchor.page).read_bytes()
                pages[anchor.page] = parse_page(anchor.page, content).anchor_names
            if anchor.fragment not in pages[anchor.page]:
                message = f'"{anchor.page}#{anchor.fragment}" does not exist'
                yield Problem(self._shown_path(anchor.source), 0, "link", message)

    def _check_titles(self, titles: Iterable[tuple[str, str]]) -> Iterator[Problem]:
        """Report titles used by two pages, except paper titles, which the site cannot choose."""
        papers = {f"{paper_address(paper.id)}index.html" for paper in self.subject.catalogue.papers}
        seen: dict[str, str] = {}
        for title, path in sorted(titles, key=lambda item: item[1]):
            if title in seen:
                message = f'has the same title as {seen[title]}: "{title}"'
                severity: Severity = "warning" if papers & {path, seen[title]} else "error"
                yield Problem(self._shown_path(path), 0, "", message, severity)
            seen.setdefault(title, path)


def _split_into_chunks(items: Sequence[ItemT]) -> Iterator[Sequence[ItemT]]:
    return (items[start : start + _CHUNK_SIZE] for start in range(0, len(items), _CHUNK_SIZE))
