"""Tests of reading the project configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

from papershelf.core.errors import PapersError
from papershelf.core.project import read_project
from papershelf.core.settings import parse_settings
from papershelf.records.loader import load_collection
from papershelf.sources.own.data_folder import read_data


def write(root: Path, text: str) -> Path:
    (root / "data").mkdir(exist_ok=True)
    (root / "mkdocs.yml").write_text(text)
    return root / "mkdocs.yml"


def test_default_paths_are_relative_to_the_configuration(tmp_path: Path) -> None:
    project = read_project(write(tmp_path, "site_name: Shelf\n"))
    assert (project.data, project.docs) == (tmp_path / "data", tmp_path / "docs")
    assert project.site == tmp_path / "site"
    assert project.settings.site_name == "Shelf"


def test_the_default_vocabularies_are_used_with_any_data_folder(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for data in (None, other):
        project = read_project(write(tmp_path, "{}"), data=data)
        assert project.data == (data or tmp_path / "data")
        collection = load_collection(read_data(project.data, project.fallback))
        assert "neurips" in collection.venues
        assert "transformers" in collection.tags
        assert collection.problems == ()


def test_a_missing_data_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(
        PapersError, match="nowhere: is not a folder; choose the data folder with --data"
    ):
        read_project(write(tmp_path, "{}"), data=tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", r"mkdocs\.yml:1: is not valid YAML"),
        ("- a\n", "is not a mapping of settings"),
        ("extra: {papershelf: {pagesize: 3}}", "is not a setting; the settings are"),
        ("extra: {papershelf: {page_size: 0}}", "is not between 1 and 100"),
        ("extra: {papershelf: {page_size: many}}", "is not a whole number"),
        ("extra: {papershelf: {mail: 3}}", "is not text"),
        ("extra: {papershelf: [1]}", "is not a mapping"),
        ("site_name: 5", r"mkdocs\.yml: site_name: is not text"),
        ("site_name: 2024-13-45", "has a value that is not valid YAML"),
        ("use_directory_urls: false", "use_directory_urls: false is not supported"),
        (
            "theme: {name: material, custom_dir: generator/theme}",
            r"theme\.custom_dir: generator/theme is no longer needed; write theme: {name: papersh",
        ),
        (
            "theme: {name: material, custom_dir: generator/papershelf/theme/}",
            r"theme\.custom_dir: .* write theme: {name: papershelf} instead",
        ),
        (
            "theme: {custom_dir: /v/lib/python3.11/site-packages/papershelf/theme}",
            r"theme\.custom_dir: .* write theme: {name: papershelf} instead",
        ),
        (
            "hooks: [mine.py, generator/mkdocs_hook.py]",
            r"hooks: generator/mkdocs_hook\.py is now a plugin; write plugins: \[papershelf\]",
        ),
        (
            "hooks: [/x/papershelf/site/mkdocs_hook.py]",
            r"hooks: /x/papershelf/site/mkdocs_hook\.py is now a plugin; write plugins: ",
        ),
    ],
)
def test_invalid_configurations_are_one_line_errors(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(PapersError, match=message):
        read_project(write(tmp_path, text))


def test_a_missing_configuration_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PapersError, match="cannot be read"):
        read_project(tmp_path / "mkdocs.yml")


def test_environment_variables_override_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = 'site_name: !ENV SHELF_NAME\nsite_url: !ENV [SHELF_A, SHELF_B, "https://a.example"]\n'
    config = write(tmp_path, text + "theme: {x: !!python/name:os.path  }\n")
    project = read_project(config)
    assert (project.settings.site_name, project.settings.site_url) == (
        "Papershelf",
        "https://a.example/",
    )
    monkeypatch.setenv("SHELF_NAME", "Mine")
    monkeypatch.setenv("SHELF_B", "https://b.example/shelf/")
    project = read_project(config)
    assert (project.settings.site_name, project.settings.site_url) == (
        "Mine",
        "https://b.example/shelf/",
    )


def test_env_tags_are_resolved_as_in_mkdocs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "site_url: !ENV [SHELF_URL]\nextra: {papershelf: {page_size: !ENV [SHELF_SIZE, 50]}}\n"
    config = write(tmp_path, text)
    assert read_project(config).settings.site_url == ""
    assert read_project(config).settings.page_size == 50
    monkeypatch.setenv("SHELF_URL", "https://a.example")
    monkeypatch.setenv("SHELF_SIZE", "20")
    settings = read_project(config).settings
    assert (settings.site_url, settings.page_size) == ("https://a.example/", 20)


def test_inherit_reads_settings_of_other_files(tmp_path: Path) -> None:
    config = write(tmp_path, "INHERIT: base/a.yml\nextra: {papershelf: {page_size: 7}}\n")
    (tmp_path / "base").mkdir()
    (tmp_path / "base/a.yml").write_text("INHERIT: b.yml\nsite_name: From A\n")
    (tmp_path / "base/b.yml").write_text("site_name: B\nextra: {papershelf: {welcome: Hello}}\n")
    project = read_project(config)
    assert project.settings.site_name == "From A"
    assert (project.settings.page_size, project.settings.welcome) == (7, "Hello")
    assert [path.name for path in project.config_files] == ["mkdocs.yml", "a.yml", "b.yml"]


@pytest.mark.parametrize("parent", ["mkdocs.yml", "nowhere.yml", "[a]"])
def test_an_unreadable_inherited_file_is_an_error(tmp_path: Path, parent: str) -> None:
    with pytest.raises(PapersError, match=r"mkdocs\.yml: INHERIT: "):
        read_project(write(tmp_path, f"INHERIT: {parent}\n"))


@pytest.mark.parametrize("name", ["docs", "site", ".cache"])
def test_a_file_instead_of_a_folder_is_an_error(tmp_path: Path, name: str) -> None:
    config = write(tmp_path, "{}")
    (tmp_path / name).touch()
    with pytest.raises(PapersError, match=f"{name}: is not a folder"):
        read_project(config)


def test_settings_are_parsed_from_a_mapping() -> None:
    settings = parse_settings({"site_url": "https://x.example", "extra": {"papershelf": None}})
    assert settings.site_url == "https://x.example/"
    assert parse_settings({"extra": {"papershelf": {"page_size": 7}}}).page_size == 7


@pytest.mark.parametrize(
    "text",
    [
        "theme: {name: papershelf, custom_dir: overrides}",
        "theme: {name: papershelf, custom_dir: my/theme}",
        "theme: papershelf",
        "hooks: [mine.py, hooks/mkdocs_hook.py]",
        "hooks: mine.py",
    ],
)
def test_custom_themes_and_hooks_are_not_reported_as_outdated(tmp_path: Path, text: str) -> None:
    assert read_project(write(tmp_path, text)).data == tmp_path / "data"


@pytest.mark.parametrize(
    ("config", "edit_url"),
    [
        ({}, ""),
        ({"repo_url": "https://g.example/a/b"}, ""),
        (
            {"repo_url": "https://g.example/a/b/", "edit_uri": "edit/main/docs/"},
            "https://g.example/a/b/edit/main/{path}",
        ),
        (
            {
                "repo_url": "https://g.example/a",
                "edit_uri": "-/edit/main/x/pages/",
                "docs_dir": "pages",
            },
            "https://g.example/a/-/edit/main/x/{path}",
        ),
        (
            {"repo_url": "https://g.example/a", "edit_uri": "?file=docs/"},
            "https://g.example/a/?file={path}",
        ),
        (
            {"edit_uri_template": "https://e.example/docs/{path}?line={line}"},
            "https://e.example/{path}?line={line}",
        ),
        ({"repo_url": "https://g.example/a", "edit_uri": "edit/main/elsewhere/"}, ""),
        (
            {"extra": {"papershelf": {"edit_url": "https://e.example/{path}"}}},
            "https://e.example/{path}",
        ),
    ],
)
def test_records_are_edited_where_pages_are(config: dict[str, object], edit_url: str) -> None:
    assert parse_settings(config).edit_url == edit_url


def test_the_repository_of_the_site_is_that_of_its_records() -> None:
    assert parse_settings({"repo_url": "https://g.example/a"}).repo == "https://g.example/a"
    own = {
        "repo_url": "https://g.example/a",
        "extra": {"papershelf": {"repo": "https://g.example/b"}},
    }
    assert parse_settings(own).repo == "https://g.example/b"
