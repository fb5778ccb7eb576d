"""Tests of the wheel: installed in another environment, it builds a site in an empty folder.

Nothing is downloaded: dependencies come from the environment that runs the tests.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from papershelf import __version__
from tests.conftest import ROOT
from tests.mail.smtp_server import find_free_port
from tests.polling import read_until
from tests.site.test_site import ONLY_BUILT, contents
from tools.tutorial import TUTORIAL, run_tutorial

pytestmark = [pytest.mark.site, pytest.mark.xdist_group("wheel")]

README = (ROOT / "README.md").read_text("utf-8")
MORE_RECORDS = """
- title: Weirs, Locks and Levels
  authors: [Grace Weir]
  year: 2021
- title: A Survey of Puddles
  year: 2020
  venue: {name: Puddle Letters, kind: journal}
"""


def run(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a program in an environment without this checkout."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        words,
        check=False,
        cwd=cwd,
        env=env | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )


def list_checkout() -> Iterator[str]:
    """The files that Git tracks or would add, without the shipped collection."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    out = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = (name for name in out.split("\0") if name and not name.startswith("data/"))
    return (name for name in names if (ROOT / name).is_file())


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this checkout with everything committed."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in list_checkout():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@b.example"]
    for words in (["init", "-q"], ["add", "--all"], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *words], cwd=folder, check=True)
    return folder


def build_wheel(checkout: Path, folder: Path) -> Path:
    """Build the wheel of a checkout into a folder."""
    options = ["--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(folder)]
    done = run(sys.executable, "-m", "pip", "wheel", *options, ".", cwd=checkout)
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("papershelf-*.whl")
    return path


def install_wheel(wheel: Path, folder: Path) -> Path:
    """Make an environment that has the wheel and no editable install; returns its scripts."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    scripts, pure = (
        Path(sysconfig.get_path(name, "venv", {"base": str(folder), "platbase": str(folder)}))
        for name in ("scripts", "purelib")
    )
    # Paths in a `.pth` file come last, and `.pth` files in them are not read.
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (pure / "lent.pth").write_text("\n".join(sorted(lent)))
    options = ["--python", str(scripts / "python"), "install", "--no-deps", "--no-index"]
    done = run(sys.executable, "-m", "pip", *options, wheel, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert not list(pure.glob("papershelf*/../__editable__*"))
    return scripts


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(checkout, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install_wheel(wheel, tmp_path_factory.mktemp("environment"))


@pytest.fixture(scope="module")
def collection(programs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A collection made as the README says, with three records, and its built site."""
    folder = tmp_path_factory.mktemp("collection")
    config, record = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)[:2]
    (folder / "mkdocs.yml").write_text(config)
    assert len(config.splitlines()) == 3
    (folder / "data/papers").mkdir(parents=True)
    (folder / "data/papers/ours.yaml").write_text(record + MORE_RECORDS)
    done = run(programs / "papershelf", "build", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_building_a_wheel_leaves_no_untracked_files(checkout: Path, wheel: Path) -> None:
    assert wheel.is_file()
    status = ["git", "status", "--porcelain"]
    assert subprocess.check_output(status, cwd=checkout, text=True) == ""


def test_the_wheel_contains_exactly_the_files_of_the_package(wheel: Path) -> None:
    prefix = "generator/"
    source = {n.removeprefix(prefix) for n in list_checkout() if n.startswith(prefix)}
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert names == source
    assert "papershelf/vocabularies/machine-learning/venues.yaml" in names
    assert "papershelf/theme/mkdocs_theme.yml" in names


def test_a_site_is_built_from_three_records_in_an_empty_folder(
    programs: Path, collection: Path
) -> None:
    done = run(programs / "papershelf", "check", "--site", "site", cwd=collection)
    assert done.returncode == 0, done.stderr
    assert "3 papers, 0 errors" in done.stderr + done.stdout
    papers = sorted(path.parent.name for path in (collection / "site/papers").glob("*/index.html"))
    assert papers == ["a-survey-of-puddles", "tidal-attention", "weirs-locks-and-levels"]
    page = (collection / "site/papers/tidal-attention/index.html").read_text("utf-8")
    assert "NeurIPS" in page
    assert "Transformers" in page


def test_a_site_without_nav_setting_has_a_default_navigation(collection: Path) -> None:
    page = (collection / "site/index.html").read_text("utf-8")
    header = page[page.index("<header") : page.index("</header>")]
    titles = re.findall(r"<li><a [^>]*>([^<]*)</a>", header)
    assert titles == ["Papers", "Tags", "Venues", "Authors", "Years", "Statistics"]


def test_mkdocs_build_makes_the_same_site(programs: Path, collection: Path) -> None:
    words = ["-m", "mkdocs", "build", "--strict", "--site-dir", "plain"]
    done = run(programs / "python", *words, cwd=collection)
    assert done.returncode == 0, done.stderr
    assert "not included" not in done.stderr
    built, plain = contents(collection / "site"), contents(collection / "plain")
    assert plain.keys() - ONLY_BUILT == built.keys() - ONLY_BUILT
    assert [path for path in built if path in plain and plain[path] != built[path]] == []


def test_drafted_venues_are_written_to_the_collection_not_the_package(
    programs: Path, collection: Path
) -> None:
    done = run(programs / "papershelf", "venues", "draft", "--write", cwd=collection)
    assert done.returncode == 0, done.stderr
    assert "1 entry appended to data/venues.yaml" in done.stderr
    venues = (collection / "data/venues.yaml").read_text("utf-8")
    assert "id: neurips" in venues
    assert "Puddle Letters" in venues
    (packaged,) = programs.parent.rglob("papershelf/vocabularies/machine-learning/venues.yaml")
    assert "Puddle Letters" not in packaged.read_text("utf-8")
    assert run(programs / "papershelf", "check", cwd=collection).returncode == 0


@pytest.fixture(scope="module")
def tutorial_folder(programs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The collection that the tutorial makes with the installed command, and its built site."""
    folder = tmp_path_factory.mktemp("tutorial")
    text = TUTORIAL.read_text("utf-8")
    assert run_tutorial(text, folder, programs) == text, "run make docs"
    return folder / "mylab"


def test_the_tutorial_makes_a_site_with_the_installed_command(
    tutorial_folder: Path, wheel: Path
) -> None:
    assert (tutorial_folder / "site/papers/tidal-attention/index.html").is_file()
    # Until a package index has the engine, a collection keeps its wheel.
    copied = tutorial_folder / "wheels" / wheel.name
    assert copied.read_bytes() == wheel.read_bytes()


def test_the_preview_of_the_installed_command_shows_an_edit(
    programs: Path, tutorial_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "mylab"
    shutil.copytree(tutorial_folder, folder)
    port = find_free_port()
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command: list[str | Path] = [programs / "papershelf", "serve", "--port", str(port)]
    with (tmp_path / "output").open("wb") as output:
        serving = subprocess.Popen(command, cwd=folder, env=env, stdout=output, stderr=output)
    try:
        page = f"http://127.0.0.1:{port}/papers/tidal-attention/"
        read_until(page, "Tidal Attention for")
        records = folder / "data/papers/refs.yaml"
        text = records.read_text("utf-8")
        records.write_text(text.replace("Tidal Attention for", "Tidal Memory for"), "utf-8")
        read_until(page, "Tidal Memory for")
    finally:
        serving.terminate()
        serving.wait()


@pytest.fixture(scope="module")
def older_programs(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of an environment with an older version, which wrote other files and pages."""
    folder = tmp_path_factory.mktemp("older")
    shutil.copytree(checkout, folder / "checkout")
    package = folder / "checkout/generator/papershelf"
    for name, new, old in (
        ("__init__.py", f'"{__version__}"', '"0.0.9"'),
        ("starter/templates/check.yml.j2", "name: Check\n", "name: Test\n"),
        ("starter/templates/mkdocs.yml.j2", "theme: {name: papershelf}", "theme: papershelf"),
        ("templates/paper.html.j2", "<h1", '<h1 data-version="old"'),
    ):
        text = (package / name).read_text("utf-8")
        assert new in text
        (package / name).write_text(text.replace(new, old), "utf-8")
    return install_wheel(build_wheel(folder / "checkout", folder), folder / "environment")


def test_a_collection_of_an_older_version_is_upgraded_and_its_site_built_again(
    programs: Path, older_programs: Path, tmp_path: Path
) -> None:
    (tmp_path / "refs.csv").write_text("title,authors,year\nDams by Night,Ada Byron,2024\n")
    words = ["new", "mine", "--from", "refs.csv", "--yes"]
    for command in (words, ["build", "--config", "mine/mkdocs.yml"]):
        done = run(older_programs / "papershelf", *command, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    folder = tmp_path / "mine"
    page = "papers/dams-by-night/index.html"
    assert 'data-version="old"' in (folder / "site" / page).read_text("utf-8")
    config = folder / "mkdocs.yml"
    config.write_text(config.read_text("utf-8") + "\ncopyright: The river lab\n", "utf-8")
    done = run(programs / "papershelf", "upgrade", "--yes", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"upgraded 3 files from papershelf 0.0.9 to {__version__}, 0 conflicts" in done.stderr
    assert f"papershelf=={__version__}\n" in (folder / "requirements.txt").read_text("utf-8")
    assert "theme: {name: papershelf}\n" in config.read_text("utf-8")
    assert config.read_text("utf-8").endswith("\ncopyright: The river lab\n")
    assert sorted(path.name for path in (folder / "wheels").iterdir()) == [
        "papershelf-0.0.9-py3-none-any.whl",
        f"papershelf-{__version__}-py3-none-any.whl",
    ]
    fresh = tmp_path / "fresh"
    for name in ("data", "docs/about.md", "mkdocs.yml"):
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (folder / name).is_dir() else shutil.copy
        copy(folder / name, fresh / name)
    for place in (folder, fresh):
        done = run(programs / "papershelf", "build", cwd=place)
        assert done.returncode == 0, done.stderr
    assert contents(folder / "site") == contents(fresh / "site")
    assert 'data-version="old"' not in (folder / "site" / page).read_text("utf-8")
