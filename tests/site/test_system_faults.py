"""Tests of system errors: each is one line with its path, with no hang and no partial files."""

from __future__ import annotations

import base64
import json
import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from papershelf.preview import rebuild_loop
from tests.fabricated import ORDINARY
from tests.forked import THOROUGH, drop_privileges, run_forked
from tests.site.test_site import contents
from tests.workspaces import Workspace

pytestmark = [
    pytest.mark.slow,  # each fault is a run of its own
    pytest.mark.site,
    pytest.mark.skipif(os.name != "posix", reason="forks processes"),
]

IMPORT = ("import", "new.bib")
KEYS = ("keys",)
CHECK = ("check",)
BUILD = ("build", "-q")
GENERATE = ("generate", "-q")
SERVE = ("serve", "--port", "0")
EXPORT = ("export", "--format", "bibtex", "--out", "out/papers.bib")
DIGEST = ("digest", "--day", "2026-11-20", "--out", "out/digest.eml")
NEW = "@article{n, title={The New One}, author={Ada Byron}, year={2020}}\n"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A system error: how it is caused, a command that meets it, and the expected message.

    `says` is part of the last line, except for the preview; with `None` the command may also
    succeed. `prepare` is called in the process of the command. `obstacle` must be removed by the
    user, after which the build must give the same site as ever.
    """

    name: str
    arrange: Callable[[Path], object] = lambda _: None
    words: tuple[str, ...]
    says: str | None
    prepare: Callable[[], object] = lambda: None
    is_built: bool = False
    obstacle: str = ""

    def __str__(self) -> str:
        return f"{self.name}, {' '.join(self.words[:1])}"


def limit_files(size: int) -> None:
    """Limit the size of files, like `ulimit -f`."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def forbid(path: str, mode: int = 0) -> Callable[[Path], None]:
    return lambda root: (root / path).chmod(mode)


def dangle(path: str) -> Callable[[Path], None]:
    return lambda root: (root / path).symlink_to("nowhere")


def pipe(path: str) -> Callable[[Path], None]:
    return lambda root: os.mkfifo(root / path)


def write(path: str, content: bytes = b"x") -> Callable[[Path], None]:
    def act(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)

    return act


def folder(path: str) -> Callable[[Path], None]:
    return lambda root: (root / path).mkdir(parents=True, exist_ok=True)


def stop_soon() -> None:
    """Send Ctrl+C to the preview after its first build."""

    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    rebuild_loop.serve_preview = partial(rebuild_loop.serve_preview, sleep=interrupt)


def loop(path: str) -> Callable[[Path], None]:
    return lambda root: (root / path).symlink_to(Path(path).name)


def change(root: Path) -> None:
    """Change a record, so that a build has work."""
    place = root / "data/papers/papers.yaml"
    place.write_bytes(change_text(place.read_bytes()))


def change_text(content: bytes) -> bytes:
    return content.replace(b"River", b"Brook")


def both(*acts: Callable[[Path], object]) -> Callable[[Path], None]:
    def act(root: Path) -> None:
        for one in acts:
            one(root)

    return act


def replace_by(path: str, make: Callable[[str], Callable[[Path], None]]) -> Callable[[Path], None]:
    """Replace a file or folder by something else."""

    def act(root: Path) -> None:
        place = root / path
        shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
        place.parent.mkdir(parents=True, exist_ok=True)
        make(path)(root)

    return act


ODD_PAGE = b"docs/\xff.md".decode("utf-8", "surrogateescape")
ODD_RECORDS = b"data/papers/\xff.yaml".decode("utf-8", "surrogateescape")
LEDGER = "data/citation-keys.tsv"


OBSTACLES = {"a file": write, "a folder": folder, "a pipe": pipe, "a dangling link": dangle}


def faults() -> Iterator[Fault]:
    yield from _data_faults()
    yield from _docs_faults()
    yield from _output_faults()
    yield from _writing_faults()


def _data_faults() -> Iterator[Fault]:
    for name, arrange, says in (
        ("data unreadable", forbid("data"), "data"),
        ("folder of papers unreadable", forbid("data/papers"), "data/papers: cannot be read"),
        ("a record file unreadable", forbid("data/papers/papers.yaml"), "papers.yaml: cannot be"),
        ("a pipe for records", pipe("data/papers/f.yaml"), "f.yaml: is not a regular file"),
        ("a dangling record file", dangle("data/papers/f.yaml"), "f.yaml: cannot be read"),
        ("a loop of links", loop("data/papers/f.yaml"), "f.yaml: cannot be read"),
        ("a folder for records", folder("data/papers/f.yaml"), "f.yaml: is a folder"),
        ("tags unreadable", forbid("data/tags.yaml"), "tags.yaml: cannot be read"),
        (
            "a pipe for venues",
            replace_by("data/venues.yaml", pipe),
            "venues.yaml: is not a regular file",
        ),
        ("an odd name", write(ODD_RECORDS, b"title: x\n"), "\\udcff.yaml:1: "),
        ("no configuration", replace_by("mkdocs.yml", dangle), "mkdocs.yml: cannot be read"),
        ("configuration unreadable", forbid("mkdocs.yml"), "mkdocs.yml: cannot be read"),
        ("a pipe for the configuration", replace_by("mkdocs.yml", pipe), "mkdocs.yml: "),
    ):
        for words in (CHECK, BUILD, IMPORT, KEYS):
            yield Fault(name=name, arrange=arrange, words=words, says=says)
    for name, arrange, says in (
        ("a pipe for the keys", pipe(LEDGER), "citation-keys.tsv: is not a regular file"),
        ("keys unreadable", both(write(LEDGER, b""), forbid(LEDGER)), "citation-keys.tsv: cannot"),
        ("counts unreadable", both(folder("data/counts"), forbid("data/counts")), "data/counts: "),
    ):
        for words in (CHECK, BUILD, KEYS):
            yield Fault(name=name, arrange=arrange, words=words, says=says)


def _docs_faults() -> Iterator[Fault]:
    for name, arrange, says in (
        ("a page unreadable", forbid("docs/about.md"), "docs/about.md: permission denied"),
        ("pages unreadable", both(write("docs/more/p.md"), forbid("docs/more")), "docs/more/: "),
        ("docs unreadable", forbid("docs"), "docs"),
        ("a dangling page", dangle("docs/d.md"), "docs/d.md: "),
        ("a dangling picture", dangle("docs/d.png"), "docs/d.png: "),
        ("a loop for a page", loop("docs/d.md"), "docs/d.md: "),
        ("a pipe for a page", pipe("docs/f.md"), "docs/f.md: not a regular file"),
        ("an odd name of a page", write(ODD_PAGE), "docs/\\udcff.md: has a name that"),
    ):
        yield Fault(name=name, arrange=arrange, words=BUILD, says=says)
        yield Fault(name=name, arrange=arrange, words=SERVE, says=says, prepare=stop_soon)


def _output_faults() -> Iterator[Fault]:
    for path in ("docs", "site", ".cache"):
        for is_built in (False, True):
            yield Fault(
                name=f"{path} read-only, {'to build again' if is_built else 'to build'}",
                arrange=both(folder(path), change, forbid(path, 0o555)),
                words=BUILD,
                says=f"{path}/",
                is_built=is_built,
                obstacle="nothing but rights",
            )
    for path in ("site", ".cache"):
        for name, make in OBSTACLES.items():
            if name != "a folder":
                says = f"{path}: is not a folder; move it away"
                arrange = both(change, replace_by(path, make))
                yield Fault(
                    name=f"{name} for {path}", arrange=arrange, words=BUILD, says=says,
                    obstacle=path,
                )  # fmt: skip
    for path in (
        "site/papers/tidal-attention/index.html", "docs/papers/tidal-attention.md", "site/search",
        "docs/tags", ".cache/build.lock", ".cache/frame", ".cache/related",
        ".cache/build-record", "site/.papershelf.json", "docs/.papershelf.json",
        "docs/.papershelf-paths", "site/.papershelf-journal-0",
    ):  # fmt: skip
        for name, make in OBSTACLES.items():
            yield Fault(
                name=f"{name} for {path}",
                arrange=both(change, replace_by(path, make)),
                words=BUILD,
                says=None,
                is_built=True,
                obstacle=path,
            )


def _writing_faults() -> Iterator[Fault]:
    for size in (200, 5_000, 64_000):
        for words in (BUILD, GENERATE, IMPORT, KEYS):
            yield Fault(
                name=f"no file above {size}", arrange=change, words=words, says=None,
                prepare=partial(limit_files, size), obstacle="nothing",
            )  # fmt: skip
    for command, path in (
        (IMPORT, "data/papers"),
        (KEYS, "data"),
        (EXPORT, "out"),
        (DIGEST, "out"),
    ):
        arrange = both(folder("out"), forbid(path, 0o555))
        yield Fault(name="read-only", arrange=arrange, words=command, says=f"{path}/")


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """A project before its first build and after it."""
    root = tmp_path_factory.mktemp("faults")
    new, built = root / "new", root / "built"
    new.mkdir()
    Workspace(new).write(ORDINARY[:3])
    (new / "new.bib").write_text(NEW)
    shutil.copytree(new, built)
    assert run_forked(built, *BUILD).code == 0
    return {False: new, True: built}


@pytest.fixture(scope="module")
def changed(pristine: dict[bool, Path]) -> dict[str, bytes]:
    """The site after `change`."""
    root = shutil.copytree(pristine[True], pristine[True].parent / "changed")
    change(root)
    assert run_forked(root, *BUILD).code == 0
    return contents(root / "site")


@pytest.fixture
def project(pristine: dict[bool, Path], tmp_path: Path) -> Iterator[Callable[[bool], Path]]:
    root = tmp_path / "project"
    yield lambda is_built: shutil.copytree(pristine[is_built], root)
    restore_rights(root)
    shutil.rmtree(root)


def restore_rights(root: Path) -> None:
    for folder, _, _ in os.walk(root, onerror=None):
        for path in (Path(folder), *Path(folder).iterdir()):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | 0o700)


def read_data(root: Path) -> dict[Path, bytes]:
    """The regular files of the data, by path."""
    files = (path for path in (root / "data").rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in files}


FAULTS = list(faults())


@pytest.mark.parametrize("fault", FAULTS if THOROUGH else FAULTS[::4], ids=str)
def test_system_errors_are_one_line(
    fault: Fault, project: Callable[[bool], Path], changed: dict[str, bytes]
) -> None:
    root = project(fault.is_built)
    before = read_data(root)
    fault.arrange(root)
    code, output = run_forked(root, *fault.words, prepare=lambda: prepare(fault), seconds=60)
    assert "Traceback" not in output
    assert code in ({0, 1} if fault.says is None or fault.words == SERVE else {1}), output
    if fault.says:
        assert fault.says in output
    restore_rights(root)
    assert not [*root.rglob(".papershelf-*.tmp"), *root.rglob("*.new")]
    assert_unchanged_data(root, before, code)
    if fault.obstacle:
        if (place := root / fault.obstacle).is_dir() and not place.is_symlink():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
        assert run_forked(root, *BUILD).code == 0
        if fault.words in (BUILD, GENERATE):
            assert contents(root / "site") == changed


def prepare(fault: Fault) -> None:
    drop_privileges()
    fault.prepare()


def assert_unchanged_data(root: Path, before: dict[Path, bytes], code: int) -> None:
    """Check that data files are unchanged, and that a failed command created none."""
    for path, content in before.items():
        if path.is_file() and (found := path.read_bytes()) != content:
            assert found == change_text(content)
    if code:
        assert not (root / "data/papers/imported.jsonl").exists()


@pytest.mark.parametrize(
    "path", ["tags.yaml", "venues.yaml", "papers/papers.yaml", "papers", "citation-keys.tsv"]
)
def test_an_unreadable_file_is_the_only_problem(path: str, project: Callable[[bool], Path]) -> None:
    """Values that the unreadable file may define are not reported as unknown."""
    root = project(True)
    assert run_forked(root, *KEYS).code == 0
    before = run_forked(root, *CHECK).output.splitlines()
    (root / "data" / path).chmod(0)
    code, output = run_forked(root, *CHECK, prepare=drop_privileges)
    assert code == 1
    (problem,) = {line for line in output.splitlines() if line.startswith("data/")} - set(before)
    assert problem == f"data/{path}: cannot be read: Permission denied"


@pytest.mark.parametrize("place", ["docs", "site", ".cache", "data/papers"])
def test_a_full_disk_is_one_line(
    place: str, project: Callable[[bool], Path], changed: dict[str, bytes]
) -> None:
    root = project(False)
    change(root)
    kept = read_data(root)
    (root / place).mkdir(exist_ok=True)
    aside = shutil.copytree(root / place, root.parent / "aside")
    size = 100_000 + sum(path.stat().st_size // 4096 * 4096 + 4096 for path in aside.rglob("*"))
    words = IMPORT if place == "data/papers" else BUILD
    (root / "new.bib").write_text(NEW.replace("Ada Byron", " and ".join(["Ada Byron"] * 30_000)))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(root / place)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted")
    try:
        shutil.copytree(aside, root / place, dirs_exist_ok=True)
        code, output = run_forked(root, *words)
        assert kept.items() <= read_data(root).items()
    finally:
        subprocess.run(["umount", str(root / place)], check=True)
    assert code == 1
    assert len(output.splitlines()) == 1
    assert f"{place}/" in output
    assert "no space left on device" in output
    if words == BUILD:
        assert run_forked(root, *BUILD).code == 0
        assert contents(root / "site") == changed


FOREIGN = ("site/mine.txt", "site/papers/mine.html", "site/mine/index.html", "docs/papers/mine.txt",
           "docs/tags/mine.csv")  # fmt: skip
"""User files among the generated ones."""


@pytest.mark.parametrize("is_built", [False, True], ids=["first", "again"])
def test_user_files_are_never_changed(
    is_built: bool, project: Callable[[bool], Path], changed: dict[str, bytes]
) -> None:
    root = project(is_built)
    # A first build refuses a folder that is not its own.
    paths = [path for path in FOREIGN if is_built or path.startswith("docs/")]
    for path in paths:
        write(path, path.encode())(root)
        os.utime(root / path, ns=(1, 1))
    for act in (change, write("data/papers/more.yaml", b"- title: One\n"),
                lambda root: (root / "data/papers/more.yaml").unlink()):  # fmt: skip
        act(root)
        done = run_forked(root, *BUILD)
        assert done.code == 0, done.output
        for path in paths:
            assert (root / path).read_bytes() == path.encode()
            assert (root / path).stat().st_mtime_ns == 1
    found = contents(root / "site")
    assert {path.partition("/")[2] for path in paths} <= set(found)
    # The manifest depends on earlier builds, unlike pages.
    ours = {path for path in changed if not path.startswith(".")}
    assert {path: found[path] for path in ours} == {path: changed[path] for path in ours}


LONG_AGO, FAR_OFF = 1, 4_102_444_800 * 10**9
"""The first moments of 1970 and 2100, in nanoseconds."""


@pytest.mark.parametrize("moment", [LONG_AGO, FAR_OFF], ids=["past", "future"])
@pytest.mark.parametrize("where", ["data", "docs", "site", ".cache", "."])
def test_builds_do_not_depend_on_file_times(
    where: str, moment: int, project: Callable[[bool], Path], changed: dict[str, bytes]
) -> None:
    """Files from the future also occur after a clock was set back."""
    root = project(True)
    change(root)
    for path in (root / where, *(root / where).rglob("*")):
        os.utime(path, ns=(moment, moment))
    assert run_forked(root, *BUILD).code == 0
    assert contents(root / "site") == changed


def test_an_edit_that_keeps_size_and_mtime_is_built(
    project: Callable[[bool], Path], changed: dict[str, bytes]
) -> None:
    root = project(True)
    place = root / "data/papers/papers.yaml"
    before = place.stat()
    change(root)
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert place.stat().st_size == before.st_size
    assert run_forked(root, *BUILD).code == 0
    assert contents(root / "site") == changed


@pytest.mark.parametrize("words", [EXPORT, DIGEST], ids=["export", "digest"])
def test_an_output_file_is_unchanged_if_writing_fails(
    words: tuple[str, ...], project: Callable[[bool], Path]
) -> None:
    root = project(False)
    out = root / words[-1]
    write(words[-1], b"old")(root)
    code, output = run_forked(root, *words, prepare=lambda: limit_files(100))
    assert code == 1
    assert f"{out.parent.name}/" in output
    assert {path: path.read_bytes() for path in out.parent.iterdir()} == {out: b"old"}


@pytest.mark.parametrize("words", [CHECK, BUILD, GENERATE, EXPORT, DIGEST], ids=lambda w: w[0])
def test_an_interrupted_rename_is_one_line(
    words: tuple[str, ...], project: Callable[[bool], Path]
) -> None:
    root = project(True)
    place = root / "data/papers/papers.yaml"
    before = place.read_bytes()
    change(root)
    encode = base64.b64encode
    journal = [
        ["papers/papers.yaml", encode(before).decode(), encode(place.read_bytes()).decode()],
        ["redirects.yaml", None, encode(b"a: b").decode()],
    ]
    (root / "data/.papershelf-undo.json").write_text(json.dumps(journal))
    folder(Path(words[-1]).parent.as_posix())(root)
    code, output = run_forked(root, *words)
    assert code == 1
    (problem,) = [line for line in output.splitlines() if line.startswith("data: ")]
    assert problem.startswith(
        "data: an earlier change of several files is incomplete; run the same rename or merge"
    )
    assert "Traceback" not in output
    assert run_forked(root, "fix").code == 0
    assert place.read_bytes() == before
    assert run_forked(root, *BUILD).code == 0


def test_enough_faults_are_tested() -> None:
    assert len(FAULTS) >= 63
