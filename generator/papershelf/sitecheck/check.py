"""Reads a built site from its folder and holds all of it against the collection.

A folder and a `Subject` come in, every problem goes out, sorted. The files are read once, in
chunks, on all processors where the site is large.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TypeVar

from papershelf.catalogue.groups import Group, plan_groups
from papershelf.core.errors import Problem, Severity
from papershelf.engine.process_pool import count_jobs, share
from papershelf.exports.api import API_FILES
from papershelf.exports.exporter import group_formats
from papershelf.exports.feeds import ATOM, JSON_FEED, feed_groups, feed_paths
from papershelf.records.model import Paper
from papershelf.records.site_paths import SEARCH, paper_address
from papershelf.sitecheck.expected_site import Subject
from papershelf.sitecheck.files import (
    EXPORT_VIEWS,
    check_api,
    check_feed,
    check_other_feed,
    check_papers,
    paper_files,
    strangers,
)
from papershelf.sitecheck.html_page import HtmlPage, parse_page
from papershelf.sitecheck.links import Anchor, LinkChecker
from papershelf.sitecheck.page_budget import check_weight
from papershelf.sitecheck.paper_page import check_paper_page
from papershelf.sitecheck.sitemaps import check_cards, check_opml, check_sitemaps

Item = TypeVar("Item")
_CHUNK = 40
_WORTH_A_PROCESS = 30
_CARDS = "search/index/"
_OPML = "feeds.opml"


@dataclass(slots=True, kw_only=True)
class Findings:
    """What a part of the work found, and what only the whole can judge."""

    problems: list[Problem] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    titles: list[tuple[str, str]] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)

    def take(self, other: Findings) -> None:
        """Add what another part found."""
        self.problems += other.problems
        self.anchors += other.anchors
        self.titles += other.titles
        self.pages += other.pages


def check_site(root: Path, subject: Subject, jobs: int = 0) -> list[Problem]:
    """Every disagreement of a built site, and all else that is wrong with it.

    `jobs` is the number of processes, 0 for one a processor.
    """
    if not (root / "index.html").is_file():
        return [Problem(str(root), 0, "", "is not a built site: it has no index.html")]
    checker = SiteChecker(root, subject)
    found = Findings()
    tasks = list(checker.tasks())

    def work(_: int, places: Iterator[int]) -> list[Findings]:
        return [tasks[place]() for place in places]

    jobs = count_jobs(jobs) if len(tasks) >= _WORTH_A_PROCESS else 1
    for part in chain.from_iterable(share(len(tasks), work, jobs, lambda _: None)):
        found.take(part)
    found.problems += checker.check_whole(found)
    return sorted(set(found.problems))


class SiteChecker:
    """One site under check: its files by path, and the tasks that read them."""

    def __init__(self, root: Path, subject: Subject) -> None:
        self.root = root
        self.name = root.as_posix()
        self.subject = subject
        self.files = frozenset(_list_files(root))
        self.links = LinkChecker(
            files=self.files, site_url=subject.settings.site_url, name=self.name
        )

    def tasks(self) -> Iterator[Callable[[], Findings]]:
        """All the work, in parts that can be done in any order."""
        papers = self.subject.catalogue.papers
        own = {f"{paper_address(paper.id)}index.html" for paper in papers}
        others = [path for path in sorted(self.files) if path.endswith(".html") and path not in own]
        for group in plan_groups(self.subject.catalogue):
            yield partial(self._check_exports, group)
        feeds = list(feed_groups(self.subject.catalogue, self.subject.settings))
        yield from (partial(self._check_papers, chunk) for chunk in _chunks(papers))
        yield from (partial(self._check_pages, chunk) for chunk in _chunks(others))
        yield from (partial(self._check_feeds, chunk) for chunk in _chunks(feeds))
        known = {path for group in feeds for path in feed_paths(group)}
        names = (ATOM, JSON_FEED)
        rest = [path for path in sorted(self.files - known) if path.rpartition("/")[2] in names]
        yield partial(self._check_other_feeds, rest)
        yield self._check_rest

    def _text(self, path: str) -> str:
        return (self.root / path).read_bytes().decode("utf-8", "replace")

    def _where(self, path: str) -> str:
        return f"{self.name}/{path}"

    def _missing(self, path: str) -> Problem:
        return Problem(self._where(path), 0, "", "is missing")

    # --- pages

    def _check_papers(self, papers: Iterable[Paper]) -> Findings:
        found = Findings()
        for paper in papers:
            truth = self.subject.truth(paper)
            for path, view in paper_files(paper).items():
                if path in self.files:
                    where, texts = self._where(path), [self._text(path)]
                    found.problems += check_papers(where, texts, view, [truth])
                else:
                    found.problems.append(self._missing(path))
            path = f"{paper_address(paper.id)}index.html"
            page = self._open_page(path, found) if path in self.files else None
            if page:
                settings = self.subject.settings
                found.problems += check_paper_page(page, truth, settings, self._where(path))
                found.problems += check_weight(page, self._where(path), is_paper=True)
        return found

    def _check_pages(self, paths: Iterable[str]) -> Findings:
        found = Findings()
        for path in paths:
            page = self._open_page(path, found)
            if page:
                found.problems += check_weight(page, self._where(path), is_paper=False)
        return found

    def _open_page(self, path: str, found: Findings) -> HtmlPage | None:
        """Read a page and check what every page must keep to."""
        try:
            page = parse_page(path, (self.root / path).read_bytes())
        except ValueError as error:
            found.problems.append(Problem(self._where(path), 0, "", str(error)))
            return None
        for result in self.links.check_page(page):
            if isinstance(result, Anchor):
                found.anchors.append(result)
            else:
                found.problems.append(result)
        if not page.title:
            found.problems.append(Problem(self._where(path), 0, "", "has no title"))
        if path.removesuffix("index.html") in self.subject.removed:
            if "noindex" not in page.meta("robots"):
                message = "says that its page was removed, but not noindex"
                found.problems.append(Problem(self._where(path), 0, "robots", message))
        elif not page.moved_to:
            found.titles.append((page.title, path))
            found.pages.append(path)
        return page

    # --- files

    def _check_exports(self, group: Group) -> Findings:
        found = Findings()
        truths = list(map(self.subject.truth, group.papers))
        for known in group_formats(group, len(self.subject.catalogue.papers)):
            path = f"{group.address[:-1]}{known.ending}"
            parts = list(self._parts(group.address[:-1], known.ending))
            if parts and known.name in EXPORT_VIEWS:
                view = EXPORT_VIEWS[known.name]
                texts = map(self._text, parts)
                found.problems += check_papers(self._where(path), texts, view, truths)
        return found

    def _parts(self, stem: str, ending: str) -> Iterator[str]:
        """The files of one export: a large one goes on in `papers.2.bib`."""
        path, number = f"{stem}{ending}", 1
        while path in self.files:
            yield path
            number += 1
            path = f"{stem}.{number}{ending}"

    def _check_feeds(self, groups: Iterable[Group]) -> Findings:
        found = Findings()
        for group in groups:
            for path in feed_paths(group):
                if path in self.files:
                    where, text = self._where(path), self._text(path)
                    found.problems += check_feed(where, text, group, self.subject)
        return found

    def _check_other_feeds(self, paths: Iterable[str]) -> Findings:
        """Those of rankings and digests."""
        found = Findings()
        for path in paths:
            where = self._where(path)
            for result in check_other_feed(where, self._text(path), self.subject):
                if isinstance(result, str):
                    found.problems += self.links.check_address(path, "entry", result)
                else:
                    found.problems.append(result)
        return found

    def _check_rest(self) -> Findings:
        """What there is once: the API, the list of feeds, the search, styles and scripts."""
        found = Findings()
        missing = set(self.subject.needed_files()) - self.files
        found.problems += map(self._missing, missing)
        found.problems += strangers(sorted(self.files), self.subject, self.name)
        texts = {path: self._text(path) for path in API_FILES if path in self.files}
        found.problems += check_api(texts, self.subject, self.name)
        if _OPML in self.files:
            feeds = {path for path in self.files if path.rpartition("/")[2] == ATOM}
            site_url = self.subject.settings.site_url
            path = self._where(_OPML)
            found.problems += check_opml(self._text(_OPML), feeds, site_url, path)
        found.problems += self._check_search()
        found.problems += self._check_assets()
        return found

    def _check_search(self) -> Iterator[Problem]:
        manifest = f"{_CARDS}index.json"
        if manifest not in self.files:
            return
        cards = sorted(path for path in self.files if path.startswith(f"{_CARDS}cards-"))
        contents = {path: (self.root / path).read_bytes() for path in cards}
        about = (self.root / manifest).read_bytes()
        yield from check_cards(contents, about, self.subject, self._where(manifest))

    def _check_assets(self) -> Iterator[Problem]:
        for path in sorted(self.files):
            if path.endswith(".css"):
                yield from self.links.check_style(path, self._text(path))
            elif path.endswith((".js", ".mjs")):
                yield from self.links.check_script(path, self._text(path))

    # --- the whole

    def check_whole(self, found: Findings) -> Iterator[Problem]:
        """What shows only when every page has been read."""
        yield from self._check_anchors(found.anchors)
        yield from self._check_titles(found.titles)
        if self.subject.settings.site_url:
            pages = {path.removesuffix("index.html") for path in found.pages}
            pages -= {"404.html", SEARCH}
            yield from check_sitemaps(self._text, pages, self.subject, self.name)

    def _check_anchors(self, anchors: Sequence[Anchor]) -> Iterator[Problem]:
        pages: dict[str, set[str]] = {}
        for anchor in anchors:
            if anchor.page not in pages:
                content = (self.root / anchor.page).read_bytes()
                pages[anchor.page] = parse_page(anchor.page, content).names
            if anchor.name not in pages[anchor.page]:
                message = f'"{anchor.page}#{anchor.name}" leads to no anchor'
                yield Problem(self._where(anchor.source), 0, "link", message)

    def _check_titles(self, titles: Iterable[tuple[str, str]]) -> Iterator[Problem]:
        """Titles that stand on two pages; what a paper is called is not for us to judge."""
        papers = {f"{paper_address(paper.id)}index.html" for paper in self.subject.catalogue.papers}
        seen: dict[str, str] = {}
        for title, path in sorted(titles, key=lambda item: item[1]):
            if title in seen:
                message = f'has the title of {seen[title]}: "{title}"'
                severity: Severity = "warning" if papers & {path, seen[title]} else "error"
                yield Problem(self._where(path), 0, "", message, severity)
            seen.setdefault(title, path)


def _list_files(root: Path) -> Iterator[str]:
    for folder, _, names in os.walk(root):
        inside = Path(folder).relative_to(root).as_posix()
        prefix = "" if inside == "." else f"{inside}/"
        yield from (f"{prefix}{name}" for name in names if not name.startswith(".papershelf"))


def _chunks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))
