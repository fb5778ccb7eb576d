"""Tests of the command line: output and exit codes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner, Result

from papershelf.cli.main import main
from papershelf.cli.problem_formats import render_annotation, render_sarif
from papershelf.core.errors import Problem
from tests.conftest import ROOT
from tests.fabricated import ORDINARY, TAGS, VENUES


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "data/papers").mkdir(parents=True)
    (tmp_path / "docs").mkdir()
    config = (ROOT / "mkdocs.yml").read_text().replace("generator/", f"{ROOT}/generator/")
    (tmp_path / "mkdocs.yml").write_text(config)
    (tmp_path / "data/venues.yaml").write_text(yaml.safe_dump(VENUES))
    (tmp_path / "data/tags.yaml").write_text(yaml.safe_dump(TAGS))
    text = yaml.safe_dump(list(ORDINARY), allow_unicode=True, sort_keys=False)
    (tmp_path / "data/papers/papers.yaml").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words, catch_exceptions=False)


def add_record(project: Path, text: str) -> None:
    with (project / "data/papers/papers.yaml").open("a") as file:
        file.write(text)


def test_check_of_valid_data_exits_0_and_prints_a_count(project: Path) -> None:
    assert project
    done = run("check")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "4 papers, 0 errors, 0 warnings\n"


def test_check_of_invalid_data_exits_1_and_prints_sorted_problems(project: Path) -> None:
    add_record(project, "- id: x\n  title: X\n  year: soon\n- {id: x, titel: Y}\n")
    done = run("check")
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert lines == sorted(lines)
    assert all(line.startswith("data/papers/papers.yaml:") for line in lines)
    assert any(": year: " in line for line in lines)
    assert any("titel" in line for line in lines)


def test_check_prints_the_same_problems_as_json(project: Path) -> None:
    add_record(project, "- id: x\n  title: X\n  year: soon\n")
    done = run("check", "--json")
    report = json.loads(done.stdout)
    assert done.exit_code == 1
    [problem] = report["problems"]
    assert (problem["path"], problem["field"]) == ("data/papers/papers.yaml", "year")


def test_annotations_for_github_name_file_and_line(project: Path) -> None:
    add_record(project, "- id: x\n  title: X\n  year: 100%\n")
    done = run("check", "--format", "github")
    assert done.exit_code == 1
    assert run("check", "--github").stdout == done.stdout, "collections have the former option"
    [line] = done.stdout.splitlines()
    assert line.startswith("::error file=data/papers/papers.yaml,line=")
    assert "100%25" in line


def test_annotations_escape_what_ends_them() -> None:
    problem = Problem("a,b:c%.yaml", 0, "title", "is\n::error::wrong", "warning")
    assert render_annotation(problem) == (
        "::warning file=a%2Cb%3Ac%25.yaml::a,b:c%25.yaml: title: warning: is ::error::wrong"
    )


def test_problems_in_sarif_have_their_places(project: Path) -> None:
    add_record(project, "- id: x\n  title: X\n  year: soon\n")
    done = run("check", "--format", "sarif")
    assert done.exit_code == 1
    report = json.loads(done.stdout)
    assert report["version"] == "2.1.0"
    (result,) = report["runs"][0]["results"]
    assert result["level"] == "error"
    assert result["message"]["text"].startswith("year: ")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "data/papers/papers.yaml"
    assert place["region"]["startLine"] > 1
    (driver,) = [run["tool"]["driver"] for run in report["runs"]]
    assert result["ruleId"] in {rule["id"] for rule in driver["rules"]}


def test_sarif_has_uris_and_no_line_of_a_whole_file() -> None:
    report = json.loads(render_sarif([Problem("a b%.yaml", 0, "", "is empty", "warning")]))
    (result,) = report["runs"][0]["results"]
    assert result["locations"] == [
        {"physicalLocation": {"artifactLocation": {"uri": "a%20b%25.yaml"}}}
    ]


@pytest.mark.parametrize("width", [30, 80])
def test_the_help_is_never_cut(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    done = run("--help")
    assert done.exit_code == 0
    words = " ".join(done.stdout.partition("Commands:")[2].split())
    assert "..." not in words
    for name, command in main.commands.items():
        sentence = " ".join((command.help or "").split("\n\n")[0].split())
        assert f"{name} {sentence.partition('. ')[0].rstrip('.')}" in words


@pytest.mark.parametrize("words", [("chek",), ("build", "--nowhere"), ("import",)])
def test_wrong_usage_exits_2(project: Path, words: tuple[str, ...]) -> None:
    assert project
    assert run(*words).exit_code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("import", "new.jsonl", "--format", "nonsense"),
        ("import", "new.jsonl", "--featured", "soon"),
        ("import", "new.jsonl", "--as-new", "nowhere"),
        ("import", "new.jsonl", "--include", "everything"),
        ("sync", "hf", "--since", "soon"),
        ("digest", "--day", "soon"),
    ],
)
def test_an_invalid_value_of_an_option_exits_2(project: Path, words: tuple[str, ...]) -> None:
    (project / "new.jsonl").write_text('{"title": "A New Title"}\n')
    done = run(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"{words[-2]}: ")
    assert f"'{words[-1]}'" in line


def commands(command: click.Command) -> Iterator[click.Command]:
    yield command
    for below in getattr(command, "commands", {}).values():
        yield from commands(below)


@pytest.mark.parametrize("command", list(commands(main)), ids=lambda one: str(one.name))
def test_every_command_has_an_example(command: click.Command) -> None:
    assert str(command.epilog).startswith(("Example: papershelf ", "\b\nExamples:\n  papershelf "))


def test_one_problem_is_counted_in_the_singular(project: Path) -> None:
    add_record(project, "- id: x\n  title: X\n  year: soon\n")
    assert run("check").stderr == "5 papers, 1 error, 0 warnings\n"


def test_keys_warns_of_an_id_that_was_changed_by_hand(project: Path) -> None:
    add_record(project, "- {id: rivers, title: Rivers}\n")
    run("keys")
    papers = project / "data/papers/papers.yaml"
    by_hand = papers.read_text()
    papers.write_text(by_hand.replace("id: rivers,", "id: streams, aliases: [rivers],"))
    assert run("keys").output == "citation keys: 5 saved, 0 new\n"
    (project / "data/citation-keys.tsv").unlink()
    papers.write_text(by_hand)
    run("keys")
    papers.write_text(by_hand.replace("id: rivers,", "id: streams,"))
    done = run("keys")
    assert done.exit_code == 0
    assert "'rivers' was published but no longer exists; add aliases: [rivers]" in done.stderr


def test_generate_prints_the_number_of_files_written(project: Path) -> None:
    assert project
    assert "written, 0 deleted, 0 unchanged" in run("generate").stdout
    assert run("generate").stdout.startswith("0 written, 0 deleted, ")
    assert json.loads(run("generate", "--json").stdout)["docs"]["written"] == 0


def test_generate_reports_and_keeps_a_user_file_at_a_generated_path(project: Path) -> None:
    (project / "docs/tags.md").write_text("by hand")
    done = run("generate", "--quiet")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "docs/tags.md: is in the way of a generated file" in done.stderr
    assert (project / "docs/tags.md").read_text() == "by hand"


def test_build_reports_papers_pages_bytes_and_seconds(project: Path) -> None:
    for name in ("about", "api", "format", "settings", "architecture"):
        (project / f"docs/{name}.md").write_text(f"# {name}\n")
    report = json.loads(run("build", "--json").stdout)
    assert report["papers"] == len(ORDINARY)
    assert report["pages"] > report["papers"]
    assert report["size"] > report["largest_size"] > 0
    assert all(seconds >= 0 for seconds in report["seconds"].values())
    again = run("build")
    assert "4 papers" in again.stdout
    assert "0 written" in again.stdout


def test_a_site_folder_with_other_files_is_not_changed(project: Path) -> None:
    for name in ("about", "api", "format", "settings", "architecture"):
        (project / f"docs/{name}.md").write_text(f"# {name}\n")
    (project / "site").mkdir()
    (project / "site/thesis.tex").write_text("years of work")
    done = run("build")
    assert done.exit_code == 1
    assert "is not empty and is not a built site" in done.stderr
    assert (project / "site/thesis.tex").exists()


def test_import_dry_run_shows_changes_and_writes_nothing(project: Path) -> None:
    (project / "new.jsonl").write_text('{"title": "A New Title", "year": 2025}\n')
    done = run("import", "new.jsonl", "--dry-run")
    assert done.exit_code == 0
    assert "+++ data/papers/imported.jsonl" in done.stdout
    assert "new 1, merged 0, unchanged 0, refused 0" in done.stdout
    assert not (project / "data/papers/imported.jsonl").exists()
    assert json.loads(run("import", "new.jsonl", "--json").stdout)["new"] == ["a-new-title"]


def test_import_exits_1_if_it_rejects_an_entry(project: Path) -> None:
    (project / "new.jsonl").write_text('{"title": ""}\n{"title": "Good"}\n')
    done = run("import", "new.jsonl")
    assert done.exit_code == 1
    assert "new.jsonl:1" in done.stderr
    assert "new 1, merged 0, unchanged 0, refused 1" in done.stdout


def test_keys_assigns_permanent_keys(project: Path) -> None:
    assert "citation keys: 4 saved, 4 new" in run("keys").stdout
    before = (project / "data/citation-keys.tsv").read_text()
    assert "4 of them new" not in run("keys").stdout
    assert (project / "data/citation-keys.tsv").read_text() == before
    text = (project / "data/papers/papers.yaml").read_text()
    corrected = text.replace("Ebb & Flow: Models", "Flood & Ebb: Models")
    (project / "data/papers/papers.yaml").write_text(corrected)
    assert "byron-angstrom-2023-ebb" in run("export", "--format", "bibtex").stdout


def test_keys_writes_nothing_if_the_data_is_invalid(project: Path) -> None:
    add_record(project, "- id: x\n  year: soon\n")
    assert run("keys").exit_code == 1
    assert not (project / "data/citation-keys.tsv").exists()


def test_export_writes_the_selected_papers(project: Path) -> None:
    done = run("export", "--format", "jsonl", "--year", "2023", "--author", "Zoë Ångström")
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["ebb-and-flow"]
    run("export", "--format", "csv", "--out", "out.csv", "--quiet")
    assert len((project / "out.csv").read_text().splitlines()) == len(ORDINARY) + 1


def test_export_writes_an_awesome_list(project: Path) -> None:
    assert project
    assert run("export", "--format", "awesome", "--by", "year").stdout.startswith("# Awesome ")
    assert run("export", "--format", "csv", "--by", "year").exit_code == 2


def test_export_reports_unknown_values(project: Path) -> None:
    assert project
    done = run("export", "--format", "ris", "--tag", "tidez")
    assert done.exit_code == 1
    assert "tidez" in done.stderr


def test_check_proposes_people_only_when_asked_and_says_if_an_orcid_has_two_names(
    project: Path,
) -> None:
    orcid = "0000-0001-5109-3700"
    authors = [f"[{{name: {name}, orcid: {orcid}}}]" for name in ("Jane Doe", "J. Doe")]
    records = (
        f"- {{id: x{number}, title: X{number}, authors: {one}}}\n"
        for number, one in enumerate(authors)
    )
    (project / "data/papers/people.yaml").write_text("".join(records))
    done = run("check")
    assert "1 ORCID iD with several names: papershelf check --people\n" in done.stderr
    asked = run("check", "--people")
    assert asked.exit_code == done.exit_code
    assert f"may be one person: both have the ORCID iD {orcid}\n  - {{id: " in asked.stderr
    assert "several names" not in asked.stderr
    (hint,) = json.loads(run("check", "--people", "--json").stdout)["people"]
    assert hint["is_strong"]
    assert "people" not in json.loads(run("check", "--json").stdout)
