"""Papers added by their names: arXiv ids, DOIs and addresses, one or thousands.

Names come in, from the command line, a file or the standard input; records in the data folder and
a report go out. Each service is asked in batches, and each batch is written before the next. What
came before a failure or an interruption is kept, and names that stand for no paper are reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from papershelf.core.errors import PapersError, Problem
from papershelf.core.progress import Step
from papershelf.importing.sync import Syncer, SyncReport
from papershelf.services.errors import ServiceError
from papershelf.services.lookup import Batch, Name, ask_batches, parse_name
from papershelf.services.responses import Findings
from papershelf.sources.parsing.encoding import decode

_WRITE = 20
"""Papers after which records are written, where a service is asked for one at a time."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper to add: its name, and the place where the name was given."""

    name: Name
    path: str
    line: int


def parse_names(texts: Iterable[str]) -> tuple[list[Wanted], list[Problem]]:
    """The names that a command line gives; a problem for each that is none."""
    return _parse(("add", 0, text) for text in texts)


def parse_name_list(content: bytes, path: str) -> tuple[list[Wanted], list[Problem]]:
    """The names in a file, apart by white space or commas; a word with `#` begins a comment."""
    text, decoding = decode(content, path)
    places: list[tuple[str, int, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        for word in line.split():
            if word.startswith("#"):
                break
            if name := word.strip(",;"):
                places.append((path, number, name))
    wanted, problems = _parse(places)
    if not wanted and text:
        # One line for a file of another kind, not one for each of its words.
        message = "holds no arXiv id, DOI or address of a paper; `import` reads files of papers"
        problems = [Problem(path, 0, "", message)]
    return wanted, [*decoding, *problems]


def _parse(places: Iterable[tuple[str, int, str]]) -> tuple[list[Wanted], list[Problem]]:
    wanted: list[Wanted] = []
    problems: list[Problem] = []
    for path, line, text in places:
        try:
            name = parse_name(text)
        except ValueError as error:
            problems.append(Problem(path, line, "", str(error)))
        else:
            wanted.append(Wanted(name, path, line))
    return wanted, problems


def add_papers(
    syncer: Syncer,
    wanted: Sequence[Wanted],
    problems: Iterable[Problem] = (),
    into: Path | None = None,
    *,
    dry_run: bool = False,
) -> SyncReport:
    """Fetch papers and merge them; `problems` are of names that could not be read.

    Raises `PapersError` with these where no name is left.
    """
    if not wanted:
        raise PapersError(problems)
    wanted = list({one.name: one for one in reversed(wanted)}.values())[::-1]
    report = SyncReport(unknown=list(problems))
    adding = _Adding(syncer, into or syncer.project.data / "papers" / "added.yaml", report, dry_run)
    with syncer.steps.step("Ask for papers") as step:
        step.expect(len(wanted))
        try:
            for service in dict.fromkeys(one.name.service for one in wanted):
                adding.ask([one for one in wanted if one.name.service == service], step)
        except KeyboardInterrupt:
            left = len(wanted) - adding.asked
            message = f"interrupted; {left} of {len(wanted)} papers were not asked for"
            report.failure = Problem("add", 0, "", message)
        finally:
            adding.write()
        step.note = str(report)
    return report


@dataclass(slots=True)
class _Adding:
    """Papers on their way into a file: what was found and is not yet written."""

    syncer: Syncer
    into: Path
    report: SyncReport
    dry_run: bool
    asked: int = 0
    found: Findings = field(default_factory=Findings)

    def ask(self, wanted: Sequence[Wanted], step: Step) -> None:
        """Ask one service for papers; where it fails, the others can still be asked."""
        places = {one.name: one for one in wanted}
        asked = 0
        try:
            for batch in ask_batches(self.syncer.client, list(places), self.syncer.today):
                self._take(batch, places)
                asked += len(batch.names)
                step.advance(len(batch.names))
        except ServiceError as error:
            (problem,) = error.problems
            if self.report.failure is None:
                self.report.failure = problem
            else:
                self.report.notes.append(problem)
            if left := len(wanted) - asked:
                first = wanted[asked].name.value
                message = f"{left} papers were not asked for, from {first} on; run it again"
                self.report.notes.append(Problem(error.service, 0, "", message, "warning"))

    def _take(self, batch: Batch, places: dict[Name, Wanted]) -> None:
        self.found += batch.findings
        self.asked += len(batch.names)
        for name in batch.unknown:
            place = places[name]
            message = f"{name.service} knows no paper {name.value}"
            self.report.unknown.append(Problem(place.path, place.line, "", message))
        # A dry run shows all changes of a file as one.
        if len(self.found.found) >= _WRITE and not self.dry_run:
            self.write()

    def write(self) -> None:
        """Merge what was found into the data folder."""
        self.syncer.merge(self.found, self.into, self.report, dry_run=self.dry_run)
        self.found = Findings()
