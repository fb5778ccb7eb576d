"""Tests that bibtex, biber and LaTeX read our exports of shipped, fabricated and unusual papers."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from papershelf.catalogue.catalogue import build_catalogue
from papershelf.catalogue.citation_keys import assign_citation_keys
from papershelf.core.settings import Settings
from papershelf.exports.exporter import render_export
from papershelf.records.loader import Collection, load_collection
from papershelf.records.model import Paper
from papershelf.sources.own.data_folder import read_data
from papershelf.text.cleaning import clean_line
from tests.conftest import skip_or_fail
from tests.export_samples import full_paper, make_paper, withdrawn_paper
from tests.fabricated import ORDINARY, TAGS, VENUES, make_hostile_records
from tests.sources.everywhere import make_works
from tests.text.test_latex_letters import LATIN

pytestmark = pytest.mark.slow  # TeX and biber, 22 s of processor time

DEMAND = "PAPERSHELF_DEMAND_BIBTEX"
SECONDS = 120
"""A generous timeout in seconds; biber does not terminate for some names."""
BIBER_READS = 60_000
"""Maximum number of characters of an entry; biber takes quadratic time in the braces of a value."""

ODD_TITLES = [
    r"Deep {nets} and \foo{bar} at 100% & more_or_less #1 ~ ^ \ $",
    "$" + "{" * 500 + "x" + "}" * 500 + "$ " + "{" * 500,
    r"On $O(n \log N)$, $\text{if } x$, $\operatorname{rank} \bm{x}$, $\R^d$ and $\mathcalO(1)$",
    "Lo\u0131\u0308c, x\u0302, H₂O, 10⁻³, μ < ε > |ℝ| · “so” ‘so’ —– ﬁ 𝒪 𝓁 ∬ ⊫ ♭",
    "水 и море: टेस्ट שָׁלוֹם \u0301 loose",
    "@article{x, title = {y}}",
    'A "quoted", title = ',
    "".join(LATIN[:200]),
]
ODD_NAMES = [
    "Ada Byron and Bo Roe", "and", "Birch & Nobel, Inc.", "family=Doe, given=Ada", "Doe = Roe",
    "{Braces} {In Names}", "Sammy Davis Jr.", "Ludwig van der Beek III", "李明世", "Γιώργος Σ.",
    "Nguyễn Thị Điện", "Þór Ævarsson", "Mausar", "Name, With, Many, Commas", "% # $ & _ ~ ^ \\",
    "d’Alembert", "-", "others", "The Team @ Place", "x" * 400,
    *("".join(LATIN[start : start + 8]) + " " + LATIN[start] for start in range(0, len(LATIN), 8)),
]  # fmt: skip


def collection(folder: Path) -> Collection:
    (folder / "papers").mkdir(parents=True)
    for name, content in (("venues", VENUES), ("tags", TAGS)):
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    lines = [json.dumps(record) for record in (*ORDINARY, *make_hostile_records())]
    (folder / "papers" / "all.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return load_collection(read_data(folder))


def odd_papers() -> Iterator[Paper]:
    yield from (full_paper(), withdrawn_paper(), make_paper("bare", title="A Title Alone"))
    for number, title in enumerate(ODD_TITLES):
        yield make_paper(f"title-{number}", title=title, abstract=title, year=2020)
    for number, name in enumerate(ODD_NAMES):
        yield make_paper(f"name-{number}", title="A Name", authors=[name, "Ada Doe"], year=2020)
    for work in make_works(30):
        names = [f"{given} {family}" for given, family in work.names]
        yield make_paper(f"work-{work.number}", title=work.title, authors=names, year=work.year)


def real_papers(shared: Path) -> list[Paper]:
    """The 500 papers of the corpus with the most unusual characters in titles and names."""
    found: list[tuple[int, str, list[str]]] = []
    with gzip.open(shared / "corpus" / "papers-10k.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            names = [clean_line(a if isinstance(a, str) else a["name"]) for a in row["authors"]]
            title = clean_line(row["title"])
            odd = len(re.findall(r"[^A-Za-z0-9 :,.?'-]", title + "".join(names)))
            found.append((odd, title, names[:20]))
    found.sort(reverse=True)
    return [
        make_paper(f"real-{number}", title=title, authors=names, year=2020, venue=None)
        for number, (_, title, names) in enumerate(found[:500])
    ]


def write_bibliography(folder: Path, papers: list[Paper], data: Collection) -> Path:
    catalogue = build_catalogue(papers, data.groups, data.tags, data.venues)
    keys = assign_citation_keys(catalogue.papers)
    path = folder / "papers.bib"
    exported = render_export("bibtex-abstracts", catalogue.papers, catalogue, Settings(), keys)
    path.write_bytes(b"".join(exported))
    return path


@pytest.fixture(scope="module", params=["fabricated", "odd", "real"])
def bibliography(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(request.param)
    data = collection(folder / "data")
    if request.param == "fabricated":
        return write_bibliography(folder, list(data.papers), data)
    if request.param == "odd":
        return write_bibliography(folder, list(odd_papers()), data)
    return write_bibliography(folder, real_papers(request.getfixturevalue("shared")), data)


def run(name: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    program = shutil.which(name)
    if not program:
        skip_or_fail(f"there is no {name}", DEMAND)
    return subprocess.run(
        [program, *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=SECONDS,
        check=False,
    )


def entries(text: str) -> int:
    return len(re.findall(r"^@(?!comment)\w+\{", text, re.MULTILINE | re.IGNORECASE))


def test_bibtex_reads_every_entry(bibliography: Path) -> None:
    folder, wanted = bibliography.parent, entries(bibliography.read_text("utf-8"))
    aux = "\\relax\n\\citation{*}\n\\bibstyle{plain}\n\\bibdata{papers}\n"
    (folder / "papers.aux").write_text(aux, encoding="utf-8")
    result = run("bibtex", "papers", folder=folder)
    log = result.stdout + result.stderr
    assert result.returncode == 0, log[-2000:]
    assert not re.search(r"error message|---line", log), log[-2000:]
    printed = (folder / "papers.bbl").read_text("utf-8", "replace")
    assert printed.count("\\bibitem{") == wanted > 0


def test_biber_reads_every_entry(bibliography: Path) -> None:
    folder = bibliography.parent
    all_entries = re.split(r"^(?=@)", bibliography.read_text("utf-8"), flags=re.MULTILINE)
    ordinary = "".join(entry for entry in all_entries if len(entry) < BIBER_READS)
    (folder / "ordinary.bib").write_text(ordinary, encoding="utf-8")
    result = run("biber", "--tool", "--output-file=biber.bib", "ordinary.bib", folder=folder)
    log = result.stdout + result.stderr
    assert result.returncode == 0, log[-2000:]
    assert not re.search(r"^(?:ERROR|WARN)\b.*", log, re.MULTILINE), log[-2000:]
    assert entries((folder / "biber.bib").read_text("utf-8")) == entries(ordinary) > 0


@pytest.mark.parametrize("bibliography", ["real"], indirect=True)
def test_latex_prints_every_title(bibliography: Path) -> None:
    print_titles(bibliography)


def print_titles(bibliography: Path) -> None:
    """Print all entries of a file with LaTeX, and check that there is no error."""
    folder = bibliography.parent
    document = (
        r"\documentclass{article}\usepackage[T1]{fontenc}\usepackage{amssymb}\begin{document}"
        r"\nocite{*}\bibliographystyle{plain}\bibliography{papers}\end{document}"
    )
    (folder / "papers.tex").write_text(document, encoding="utf-8")
    draft = ("-draftmode", "-interaction=nonstopmode", "papers")
    run("pdflatex", *draft, folder=folder)
    run("bibtex", "-terse", "papers", folder=folder)
    run("pdflatex", *draft, folder=folder)
    log = (folder / "papers.log").read_text("utf-8", "replace")
    assert re.findall(r"^! .*\n.*\n.*", log, re.MULTILINE) == []
