"""Tests of commands that are killed, interrupted, or fail at any file operation.

The next run must give the same result as an undisturbed one, and no recipient may get a mail twice.
`PAPERSHELF_THOROUGH` runs hundreds of trials: see `make faults`.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import smtplib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import pytest

from papershelf.mail.delivery_log import DeliveryLog
from tests.fabricated import ORDINARY
from tests.forked import THOROUGH, Operations, Outcome, fail, kill_all, run_forked, start, wait
from tests.mail.smtp_server import FakeSmtpServer, run_server
from tests.services.papers import arxiv_entry, arxiv_feed, csl_item, hf_item, hf_pages
from tests.services.server import ReceivedRequest, Reply, serve
from tests.site.test_site import contents
from tests.site.test_system_faults import stop_soon
from tests.workspaces import Workspace

pytestmark = [
    pytest.mark.slow,  # hundreds of killed runs
    pytest.mark.site,
    pytest.mark.skipif(os.name != "posix", reason="forks and kills processes"),
]


def interrupt() -> None:
    """Send Ctrl+C to all processes of the group."""
    os.killpg(0, signal.SIGINT)


ACTS = {"killed": kill_all, "refused": fail, "interrupted": interrupt}
NEW = "".join(
    f"@article{{n{n}, title={{New Tides {n}}}, author={{Ada Byron}}, year={{2020}}}}\n"
    for n in range(9)
)
DAY = "2026-11-20"


MORE = [
    {
        "id": "weirs",
        "title": "Weirs of the North",
        "venue": {"name": "Int. Conference on River Research", "kind": "conference"},
        "arxiv": "2611.09998",
    },
    {"id": "locks", "title": "Locks", "venue": {"name": "Lock Studies", "kind": "journal"}},
]
OTHERS = [{"id": "sluices", "title": "Sluices", "venue": "ICRR", "arxiv": "2611.09999"}]
"""These files give `enrich`, `fix`, `merge` and `venues` something to do."""
ADDED = [f"2611.1000{n}" for n in range(9)]


@dataclass(frozen=True)
class Command:
    """A command, the files it changes, and the number of thorough trials of each kind."""

    words: tuple[str, ...]
    changes: tuple[str, ...]
    trials: int
    prepare: Callable[[], object] = lambda: None


_DAYS = ("--since", DAY, "--until", DAY, "--today", DAY)
COMMANDS = {
    "import": Command(("import", "new.bib"), ("data",), 64),
    "keys": Command(("keys",), ("data",), 20),
    "add": Command(("add", *ADDED, "10.1000/dam.1", "--today", DAY), ("data",), 44),
    "enrich": Command(("enrich", "--today", DAY), (".cache/abstracts", "data"), 20),
    "rename": Command(("rename", "tidal-attention", "attention-to-tides"), ("data",), 44),
    "merge": Command(("merge", "tidal-attention", "weirs"), ("data",), 44),
    "fix": Command(("fix",), ("data",), 20),
    "venues": Command(("venues", "draft", "--write"), ("data",), 10),
    "generate": Command(("generate", "-q"), ("docs", "data"), 20),
    "build": Command(("build", "-q"), ("site", "data"), 44),
    "serve": Command(("serve", "--port", "0"), ("site", "data"), 20, stop_soon),
    "sync": Command(("sync", "hf", *_DAYS), ("data",), 44),
}


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built project with a later change."""
    root = tmp_path_factory.mktemp("kills") / "pristine"
    root.mkdir()
    space = Workspace(root)
    space.write(ORDINARY[:3])
    space.write(MORE, "more.yaml")
    space.write(OTHERS, "others.yaml")
    (root / "data/redirects.yaml").write_text("papers/older/: papers/tidal-attention/\n")
    assert run_forked(root, "build", "-q").code == 0
    space.write([{**record, "title": f"{record['title']} Again"} for record in ORDINARY[:3]])
    (root / "new.bib").write_text(NEW)
    return root


def answer_arxiv(received: ReceivedRequest) -> Reply:
    ids = received.params["id_list"].split(",")
    return arxiv_feed([arxiv_entry(one, f"Moles of Port {one}") for one in ids])


@pytest.fixture(scope="module")
def environ() -> Iterator[Mapping[str, str]]:
    with serve() as service:
        papers = [hf_item(f"2611.0000{n}", f"Dams by Night {n}", DAY, upvotes=n) for n in range(9)]
        service.on("/api/daily_papers", hf_pages({DAY: papers}))
        service.on("/api/query", answer_arxiv)
        service.on("/10.1000/dam.1", Reply(body=csl_item("10.1000/dam.1", "Dams by Day")))
        yield service.environ()


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("name", COMMANDS)
def test_the_run_after_a_disturbed_one_gives_the_same_result(
    name: str, act: str, pristine: Path, environ: Mapping[str, str]
) -> None:
    command = COMMANDS[name]
    root = pristine.parent / f"{name}-{act}"

    def run(operations: Operations | None = None) -> Outcome:
        def prepare() -> None:
            os.environ.update(environ)
            command.prepare()
            if operations:
                operations.begin()

        return run_forked(root, *command.words, prepare=prepare)

    def fresh() -> None:
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(pristine, root)

    def state() -> dict[str, bytes]:
        found = {
            f"{part}/{k}": v for part in command.changes for k, v in contents(root / part).items()
        }
        # Papers that `add` has received before it ends early are written first.
        added = re.split(rb"^(?=- )", found.pop("data/papers/added.yaml", b""), flags=re.MULTILINE)
        return found | {
            f"added record {n}": record for n, record in enumerate(sorted(map(bytes.strip, added)))
        }

    def count(*, reads: bool) -> int:
        fresh()
        counted = Operations(root, reads=reads)
        code, output = run(counted)
        assert code == 0, output
        assert counted.count
        return counted.count

    fresh()
    before = state()
    places = choose(command.trials if THOROUGH else 2, count, reads=act != "refused")
    expected = state()
    assert expected != before
    files = {path.name for path in root.rglob(".paper*")}
    for at in places:
        fresh()
        code, output = run(Operations(root, act=ACTS[act], **at))
        assert "Traceback" not in output, (at, output)
        assert code in {0, 1, *([-signal.SIGKILL] if act == "killed" else [])}, (at, output)
        assert run().code == 0, at
        assert state() == expected, at
        left = {path.name for path in root.rglob(".paper*") if not path.is_dir()}
        assert left <= files, at
    shutil.rmtree(root)


class Moment(TypedDict, total=False):
    """When a command is disturbed: at a file change or read with a number, or after some seconds."""

    at: int
    reads: bool
    after: float


def choose(trials: int, count: Callable[..., int], *, reads: bool) -> list[Moment]:
    """Choose random file changes; if there are too few, also reads, and then random times."""
    numbers = random.Random(7)
    started = time.monotonic()
    changes = count(reads=False)
    seconds = time.monotonic() - started

    def draw_numbers(number: int) -> list[int]:
        return numbers.sample(range(1, number + 1), min(trials - len(chosen), number))

    chosen: list[Moment] = []
    chosen += [{"at": at} for at in draw_numbers(changes)]
    if reads and len(chosen) < trials:
        chosen += [{"at": at, "reads": True} for at in draw_numbers(count(reads=True))]
        rest = trials - len(chosen)
        chosen += [{"after": numbers.uniform(0.001, seconds)} for _ in range(rest)]
    return chosen


def test_simultaneous_imports_lose_nothing(pristine: Path) -> None:
    words = COMMANDS["import"].words
    root = pristine.parent / "pairs"
    expected = None
    for _ in range(50 if THOROUGH else 3):
        shutil.copytree(pristine, root)
        second = start(lambda: run_forked(root, *words).code)
        code, output = run_forked(root, *words)
        codes = {code, wait(second)}
        assert 0 in codes
        assert codes <= {0, 1}
        assert code == 0 or "is being changed by another" in output
        expected = expected or contents(root / "data")
        assert contents(root / "data") == expected
        shutil.rmtree(root)


# --- mail -----------------------------------------------------------------------------------------

READERS = [f"reader{n}@example.org" for n in range(8)]
DIGEST = ("digest", "--day", DAY, "--send", "--recipients", "../readers/list.txt")


def count_mail(operations: Operations) -> None:
    """Count each message sent and each line written to the log, before and after."""

    def counted(work: Callable[..., object], *arguments: object, **named: object) -> object:
        operations.step()
        answer = work(*arguments, **named)
        operations.step()
        return answer

    for kind, name in ((DeliveryLog, "write_state"), (smtplib.SMTP, "send")):
        work = getattr(kind, name)

        def call(
            self: object, *arguments: object, _work: Callable[..., object] = work, **named: object
        ) -> object:
            return counted(_work, self, *arguments, **named)

        setattr(kind, name, call)


def test_a_killed_digest_run_sends_nothing_twice_and_reports_unknown_outcomes(
    pristine: Path,
) -> None:
    readers = pristine.parent / "readers"
    office = FakeSmtpServer()
    with run_server(office) as port:
        environment = {
            "PAPERSHELF_SMTP_HOST": "127.0.0.1", "PAPERSHELF_SMTP_PORT": str(port),
            "PAPERSHELF_SMTP_FROM": "d@example.org",
            "PAPERSHELF_UNSUBSCRIBE": "mailto:leave@example.org",
        }  # fmt: skip

        def run(operations: Operations) -> Outcome:
            def prepare() -> None:
                os.environ.update(environment)
                count_mail(operations)

            return run_forked(pristine, *DIGEST, prepare=prepare)

        def fresh() -> None:
            shutil.rmtree(readers, ignore_errors=True)
            readers.mkdir()
            (readers / "list.txt").write_text("\n".join(READERS))
            office.arrived.clear()

        fresh()
        counted = Operations(pristine)
        assert run(counted).code == 0
        assert sorted(office.recipients) == READERS
        for at in sorted(
            random.Random(7).sample(range(1, counted.count + 1), 48 if THOROUGH else 6)
        ):
            fresh()
            assert run(Operations(pristine, act=kill_all, at=at)).code == -signal.SIGKILL
            code, output = run(Operations(pristine))
            served = Counter(office.recipients)
            assert set(served.values()) == {1}, at
            missing = len(READERS) - len(served)
            uncertain = (
                int(output.partition(" unknown")[0].split()[-1]) if " unknown" in output else 0
            )
            assert missing <= uncertain <= 1, (at, output)
            assert code == (1 if uncertain else 0), (at, output)
            assert ("--resend-unknown" in output) == bool(uncertain)
