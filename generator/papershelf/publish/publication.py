"""Plans and carries out a publication: what changed is sent in batches, then the rest is deleted.

A killed publication is continued by the next one: the manifest of the target says what is
uncertain, and a journal on this machine says what was sent after all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from papershelf.core.errors import PapersError, Problem
from papershelf.publish.git_branch import DEFAULT_BRANCH, GitBranch
from papershelf.publish.manifest import UNCERTAIN, PublishPlan, make_plan, parse_manifest
from papershelf.publish.site_scan import scan_site
from papershelf.publish.targets import FileTarget, RcloneTarget, RsyncTarget

BATCH_SIZE = 200
KINDS = ("rclone", "rsync", "git")
_ADVICE = "write rclone:REMOTE:PATH, rsync:HOST:PATH or git:URL#BRANCH"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A site, its target, and what is to be done.

    `sent` has the hashes of files that a publication sent which did not end.
    """

    site: Path
    target: FileTarget | GitBranch
    plan: PublishPlan
    journal: Path
    sent: Mapping[str, str] = field(default_factory=dict)

    def send(self, advance: Callable[[int], object], batch_size: int = BATCH_SIZE) -> None:
        """Carry out the plan; `advance` is called with the number of files of each batch."""
        plan, target = self.plan, self.target
        if plan.is_empty:
            return
        if isinstance(target, GitBranch):
            target.publish(self.site, plan)
            advance(len(plan.uploads) + len(plan.deletions))
            return
        manifest = plan.marked_manifest()
        self._start_journal(manifest)
        target.write_manifest(manifest)
        for batch in _split(plan.uploads, batch_size):
            target.send(self.site, batch)
            with self.journal.open("a", encoding="utf-8") as file:
                file.write("".join(f"{plan.hashes[path]}\t{path}\n" for path in batch))
            advance(len(batch))
        for batch in _split(plan.deletions, batch_size):
            target.delete(batch)
            advance(len(batch))
        target.write_manifest(plan.final_manifest())
        self.journal.unlink(missing_ok=True)

    def _start_journal(self, manifest: bytes) -> None:
        """Begin a journal that is valid as long as the target has this manifest."""
        self.journal.parent.mkdir(parents=True, exist_ok=True)
        sent = {path: self.plan.kept[path] for path in self.sent if path in self.plan.kept}
        lines = "".join(f"{known}\t{path}\n" for path, known in sent.items())
        self.journal.write_text(f"{_hash(manifest)}\n{lines}", "utf-8", newline="\n")


def plan_publication(site: Path, target_name: str, cache: Path) -> Publication:
    """Compare a site with its target; writes nothing there. `cache` is a folder for state."""
    store = cache / "publish" / blake2b(target_name.encode(), digest_size=8).hexdigest()
    target = make_target(target_name, store)
    hashes = scan_site(site)
    manifest = target.read_manifest() or b""
    published = parse_manifest(manifest, target_name)
    journal = store.with_suffix(".journal")
    sent = _read_journal(journal, manifest)
    published |= {
        path: sent[path] for path, known in published.items() if _is_sent(known, path, sent)
    }
    plan = make_plan(hashes, published)
    return Publication(site=site, target=target, plan=plan, journal=journal, sent=sent)


def _is_sent(known: str, path: str, sent: Mapping[str, str]) -> bool:
    return known == UNCERTAIN and path in sent


def make_target(name: str, store: Path) -> FileTarget | GitBranch:
    """The target of a name. Raises `PapersError` for a name that says none."""
    kind, _, place = name.partition(":")
    if kind == "rclone" and ":" in place:
        return RcloneTarget(place)
    if kind == "rsync" and place:
        return RsyncTarget(place)
    if kind == "git" and place:
        url, _, branch = place.partition("#")
        return GitBranch(
            name=name,
            url=_absolute(url),
            branch=branch or DEFAULT_BRANCH,
            store=store.with_suffix(".git"),
        )
    raise PapersError([Problem("--to", 0, "", f"{name!r} is not a target; {_ADVICE}")])


def _absolute(url: str) -> str:
    """A path from the current folder, because git runs in another one; other URLs stay."""
    path = Path(url)
    return str(path.resolve()) if path.is_dir() else url


def _read_journal(path: Path, manifest: bytes) -> dict[str, str]:
    """The hashes of files that a publication sent which did not end, if it was the last one."""
    if not path.is_file():
        return {}
    first, *lines = path.read_text("utf-8", "replace").splitlines(keepends=True) or [""]
    if first != f"{_hash(manifest)}\n":
        return {}
    # A last line without its end was being written.
    pairs = (line[:-1].partition("\t") for line in lines if line.endswith("\n"))
    return {name: known for known, _, name in pairs}


def _hash(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()


def _split(paths: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (paths[start : start + size] for start in range(0, len(paths), size))
