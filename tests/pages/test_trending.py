"""Tests of trending pages: rankings with their numbers, and no pages without counts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from papershelf.core.project import Project
from papershelf.core.settings import Settings
from papershelf.site.build_plan import BuildPlan
from papershelf.site.project_loader import load_project
from tests.conftest import MakeCollection
from tests.fabricated import ORDINARY, TAGS, VENUES, make_hostile_records

pytestmark = pytest.mark.seconds  # each example plans a site, 0.8 s of CPU time

SETTINGS = Settings(site_name="Rivers", site_url="https://papers.example/")
COUNTS = {
    "2026-11-20": [("tidal-attention", 12), ("ebb-and-flow", 40)],
    "2026-11-22": [("tidal-attention", 46), ("ebb-and-flow", 43)],
}


def plan_of(
    make: MakeCollection,
    counts: Mapping[str, list[tuple[str, int]]],
    settings: Settings = SETTINGS,
) -> BuildPlan:
    # What was withdrawn never trends.
    rows = [{**record, "status": None} for record in make_hostile_records()]
    data = make([*ORDINARY, *rows], venues=VENUES, tags=TAGS)
    (data / "counts").mkdir()
    for day, lines in counts.items():
        text = "".join(
            json.dumps({"paper": paper, "source": "hf", "upvotes": upvotes}) + "\n"
            for paper, upvotes in lines
        )
        Path(data, "counts", f"{day}.jsonl").write_text(text, encoding="utf-8")
    project = Project(
        config=data, data=data, docs=data, site=data, fallback=data, settings=settings
    )
    return BuildPlan(loaded=load_project(project))


def pages_of(plan: BuildPlan) -> dict[str, str]:
    return {
        page.address: page.body
        for task in plan.pages.values()
        if task.name.startswith("days/2") or task.name in {"trending/", "home"}
        for page in task.render()
    }


def ranking_of(body: str) -> str:
    return body[body.index('<section id="trending">') :]


def titles(body: str) -> list[str]:
    return re.findall(r'<h3[^>]*><a href="[^"]*papers/([^"/]+)/"', body)


def test_each_day_with_upvotes_has_a_ranking_on_its_page(make_collection: MakeCollection) -> None:
    pages = pages_of(plan_of(make_collection, COUNTS))
    # Tidal Attention was featured on the 20th: all its upvotes are gained. Ebb & Flow never was.
    assert titles(pages["trending/"]) == ["tidal-attention", "ebb-and-flow"]
    assert titles(ranking_of(pages["days/2026-11-20/"])) == ["tidal-attention"]
    assert titles(ranking_of(pages["days/2026-11-22/"])) == ["tidal-attention", "ebb-and-flow"]
    assert "46 upvotes · +46 in 7 days" in pages["days/2026-11-22/"]
    assert "days/2026-11-22/" in pages["trending/"]


def test_a_day_with_counts_and_without_papers_has_only_a_ranking(
    make_collection: MakeCollection,
) -> None:
    body = pages_of(plan_of(make_collection, COUNTS))["days/2026-11-22/"]
    assert "Trending papers of November 22, 2026." in body
    assert "0 papers" not in body
    assert "Whole week" not in body


def test_former_addresses_of_rankings_redirect_to_days(make_collection: MakeCollection) -> None:
    plan = plan_of(make_collection, COUNTS)
    heads = {page.address: page.head for task in plan.pages.values() for page in task.render()}
    assert 'days/2026-11-20/#trending"' in heads["trending/2026-11-20/"]
    assert (
        'rel="canonical" href="https://papers.example/days/2026-11-20/"'
        in (heads["trending/2026-11-20/"])
    )
    assert 'days/"' in heads["trending/days/"]
    assert {"trending/2026-11-20/", "trending/days/"} <= plan.redirect_addresses


def test_the_formula_is_shown_with_a_correct_example(
    make_collection: MakeCollection,
) -> None:
    body = pages_of(plan_of(make_collection, COUNTS))["trending/"]
    score = 46**0.8 / (2 + 2) ** 1.8
    assert "gained 46 upvotes and is 2 days old" in body
    assert f"<mn>{score:.3g}</mn>" in body
    for parameter in ("0.8", "1.8"):
        assert f"<mn>{parameter}</mn>" in body


def test_a_trending_paper_is_on_the_home_page(make_collection: MakeCollection) -> None:
    home = pages_of(plan_of(make_collection, COUNTS))[""]
    section = home[home.index(">Trending<") :]
    assert re.search(r'href="[^"]*trending/"', section)
    assert titles(section)[:2] == ["tidal-attention", "ebb-and-flow"]


@pytest.mark.parametrize("counts", [{}, {"2026-11-20": [("tidal-attention", 0)]}])
def test_without_gained_upvotes_there_is_no_page_feed_or_link(
    make_collection: MakeCollection, counts: Mapping[str, list[tuple[str, int]]]
) -> None:
    plan = plan_of(make_collection, counts)
    assert not [task.name for task in plan.artifacts.values() if "trending" in task.name]
    assert "trending" not in pages_of(plan)[""].lower()


def test_the_feed_has_the_order_of_the_ranking(make_collection: MakeCollection) -> None:
    plan = plan_of(make_collection, COUNTS)
    (task,) = (task for task in plan.artifacts.values() if task.name == "feed trending")
    files = {artifact.path: artifact.content for artifact in task.render()}
    assert set(files) == {"trending/feed.xml", "trending/feed.json"}
    items = json.loads(files["trending/feed.json"])["items"]
    assert [item["id"].split("/")[-2] for item in items] == ["tidal-attention", "ebb-and-flow"]


def test_opml_has_the_trending_feed_only_if_it_exists(
    make_collection: MakeCollection,
) -> None:
    def opml(counts: Mapping[str, list[tuple[str, int]]], name: str) -> bytes:
        def make(*papers: object, **more: object) -> Path:
            return make_collection(*papers, name=name, **more)  # type: ignore[arg-type]

        (task,) = (task for task in plan_of(make, counts).artifacts.values() if task.name == "api")
        files = {artifact.path: artifact.content for artifact in task.render()}
        return files["feeds.opml"]

    assert b"https://papers.example/trending/feed.xml" in opml(COUNTS, "with")
    assert b"trending" not in opml({}, "without")


def test_a_site_without_a_url_has_no_feed(make_collection: MakeCollection) -> None:
    plan = plan_of(make_collection, COUNTS, Settings(site_name="Rivers"))
    assert "feed trending" not in {task.name for task in plan.artifacts.values()}
    assert "feed.xml" not in pages_of(plan)["trending/"]


def test_hostile_texts_are_escaped_in_the_ranking(make_collection: MakeCollection) -> None:
    names = [str(record["id"]) for record in make_hostile_records()]
    counts = {
        day: [(name, up) for name in names] for day, up in (("2026-11-20", 1), ("2026-11-21", 9))
    }
    body = pages_of(plan_of(make_collection, counts))["trending/"]
    assert len(titles(body)) == len(names)
    assert "<script" not in body
    assert "<img" not in body


def test_past_rankings_keep_their_cache_key_on_later_days(
    make_collection: MakeCollection,
) -> None:
    later = {**COUNTS, "2026-11-23": [("tidal-attention", 60)]}

    def facts(counts: Mapping[str, list[tuple[str, int]]], name: str) -> str:
        def make(*papers: object, **more: object) -> Path:
            return make_collection(*papers, name=name, **more)  # type: ignore[arg-type]

        plan = plan_of(make, counts)
        (task,) = (task for task in plan.pages.values() if task.name == "days/2026-11-20/")
        return repr(task.facts[-3:])

    assert facts(COUNTS, "one") == facts(later, "two")
