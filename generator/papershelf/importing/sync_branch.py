"""Manages the git branch that collects daily syncs until it is merged.

Takes a git checkout with all remote branches, and a patch of the data folder. Prepares the working
tree for the next sync, or commits to the branch. While a pull request is open, its branch is
continued; otherwise a new branch starts from the default branch. Errors raise `PapersError`.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from papershelf.core.errors import PapersError, Problem

_ATTEMPTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncBranch:
    """The branch for synced data, and the base branch into which it will be merged.

    `is_open` says that the branch has an open pull request. If `branch` equals `base`, data is
    committed to it directly.
    """

    folder: Path
    base: str
    branch: str
    is_open: bool = False
    remote: str = "origin"

    def start(self) -> str:
        """Check out the commit on which the next sync builds; returns a one-line description.

        The base is merged into an open branch, so the sync uses current code, venues and papers. If
        they conflict, the sync continues without the base: no day is lost, and a person resolves
        the conflict later.
        """
        tip = self._find_remote_commit(self.branch)
        if not self.is_open or not tip or self.branch == self.base:
            self._git("checkout", "--quiet", "--detach", self._ref(self.base))
            return f"starts from {self.base}"
        self._git("checkout", "--quiet", "--detach", tip)
        merged = self._run_git("merge", "--quiet", "--no-edit", self._ref(self.base))
        if merged.returncode == 0:
            return f"continues {self.branch}, with {self.base} merged in"
        self._git("merge", "--abort")
        state = f"continues {self.branch} without {self.base}, which conflicts with it"
        return f"{state}; merge them by hand"

    def push(self, patch: Path, title: str, inside: str = "data") -> str:
        """Commit a patch to the branch and push it; returns a one-line description.

        The patch must be based on the commit that `start` checks out; only its changes in the
        folder `inside` are applied. If the branch was pushed to in the meantime, the patch is
        applied to the new commit.
        """
        patch = patch.resolve()
        for _ in range(_ATTEMPTS):
            self._git("fetch", "--quiet", "--prune", self.remote, self._list_remote_heads())
            state = self.start()
            self._git("apply", "--3way", "--whitespace=nowarn", f"--include={inside}/*", str(patch))
            if self._run_git("diff", "--cached", "--quiet").returncode == 0:
                return f"{state}; nothing new"
            self._git("commit", "--quiet", "--message", title)
            pushed = self._run_git(
                "push", "--quiet", *self._lease_options(), self.remote, self._base_commit()
            )
            if pushed.returncode == 0:
                return f"{state}; pushed to {self.branch}"
        raise _git_error("push", pushed.stderr)

    def _list_remote_heads(self) -> str:
        return f"+refs/heads/*:refs/remotes/{self.remote}/*"

    def _ref(self, name: str) -> str:
        return f"refs/remotes/{self.remote}/{name}"

    def _base_commit(self) -> str:
        return f"HEAD:refs/heads/{self.branch}"

    def _lease_options(self) -> list[str]:
        """Push options that allow a new branch to replace one whose pull request was closed."""
        if self.is_open or self.branch == self.base:
            return []
        return [
            f"--force-with-lease=refs/heads/{self.branch}:{self._find_remote_commit(self.branch)}"
        ]

    def _find_remote_commit(self, name: str) -> str:
        """The commit of a remote branch, or ""."""
        return self._run_git("rev-parse", "--verify", "--quiet", self._ref(name)).stdout.strip()

    def _git(self, *words: str) -> None:
        done = self._run_git(*words)
        if done.returncode:
            raise _git_error(words[0], done.stderr or done.stdout)

    def _run_git(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", *words],
            cwd=self.folder,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )


def _git_error(command: str, output: str) -> PapersError:
    reason = " ".join(output.split()) or "failed without a message"
    return PapersError([Problem("git", 0, command, reason)])
