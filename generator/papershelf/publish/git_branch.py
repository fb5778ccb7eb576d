"""A branch of a git repository as a target, such as that of GitHub, GitLab or Codeberg Pages.

All changes are one commit, which is pushed at once: readers never see half of them. Files of the
branch that no publication wrote, such as CNAME, stay. The objects are kept in a repository of the
cache, so the collection itself need not be in git.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from papershelf.publish.manifest import MANIFEST_FILE, PublishPlan
from papershelf.publish.programs import run_program

DEFAULT_BRANCH = "gh-pages"
_REF = "refs/published"
_NO_JEKYLL = ".nojekyll"
_IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "papershelf"), ("EMAIL", "papershelf@localhost"))
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GitBranch:
    """A branch of the repository at a URL or path; `store` is a folder for its objects."""

    name: str
    url: str
    branch: str
    store: Path

    def read_manifest(self) -> bytes | None:
        """Fetch the branch and read its manifest; `None` if it has none."""
        self.store.mkdir(parents=True, exist_ok=True)
        self._git("init", "--quiet", "--bare", ".")
        self._git("update-ref", "-d", _REF)
        head = f"refs/heads/{self.branch}"
        if not self._git("ls-remote", "--heads", "--", self.url, head):
            return None
        # Shallow objects of an earlier publication are kept, and sent only once.
        self._git("fetch", "--quiet", "--depth=1", "--", self.url, f"+{head}:{_REF}")
        return self._git("show", f"{_REF}:{MANIFEST_FILE}", missing=(128,))

    def publish(self, site: Path, plan: PublishPlan) -> None:
        """Commit the changes and push them."""
        store = self.store.resolve()
        # Commands of the index want a work tree, whose files they do not read.
        environ = {"GIT_INDEX_FILE": str(store / "publish-index"), "GIT_DIR": str(store),
                   "GIT_WORK_TREE": str(store)}  # fmt: skip
        parent = self._git("rev-parse", "--verify", "--quiet", _REF, missing=(1,))
        self._git("read-tree", _REF if parent else "--empty", environ=environ)
        removed = b"".join(path.encode() + b"\0" for path in plan.deletions)
        self._git(
            "update-index", "--force-remove", "-z", "--stdin", content=removed, environ=environ
        )
        own = {MANIFEST_FILE: plan.final_manifest(), _NO_JEKYLL: b""}
        entries = dict(zip(plan.uploads, self._store_files(site, plan.uploads), strict=True))
        entries |= {path: self._store_content(content) for path, content in own.items()}
        lines = (f"100644 {blob}\t{path}\0" for path, blob in entries.items())
        info = "".join(lines).encode()
        self._git("update-index", "-z", "--index-info", content=info, environ=environ)
        tree = self._text("write-tree", environ=environ)
        parents = ["-p", parent.decode().strip()] if parent else []
        commit = self._text(
            "commit-tree", tree, *parents, "-m", "Publish the site", environ=_IDENTITY
        )
        self._git("push", "--quiet", "--", self.url, f"{commit}:refs/heads/{self.branch}")

    def _store_files(self, site: Path, paths: Sequence[str]) -> list[str]:
        """Store files as blobs, unchanged; returns their names."""
        listed = "".join(f"{(site / path).resolve()}\n" for path in paths).encode()
        return self._text(
            "hash-object", "-w", "--no-filters", "--stdin-paths", content=listed
        ).split()

    def _store_content(self, content: bytes) -> str:
        return self._text("hash-object", "-w", "--no-filters", "--stdin", content=content)

    def _text(
        self, *words: str, content: bytes = b"", environ: dict[str, str] | None = None
    ) -> str:
        return (self._git(*words, content=content, environ=environ) or b"").decode().strip()

    def _git(
        self,
        *words: str,
        content: bytes = b"",
        environ: dict[str, str] | None = None,
        missing: Sequence[int] = (),
    ) -> bytes | None:
        return run_program(
            ["git", *words], folder=self.store, content=content, environ=environ, missing=missing
        )
