"""The branch that collects what daily syncs find until somebody merges it.

Input: a git checkout with all branches of its remote, and a patch of the data folder. Output: the
working tree that the next sync adds to, or a commit on the branch. While a pull request is open
its branch goes on; otherwise a new one begins at the default branch. Errors are `PapersError`s.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from papershelf.core.errors import PapersError, Problem

_ATTEMPTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncBranch:
    """The branch of a repository for the findings of syncs, and the branch it will be merged into.

    `is_open` says that a pull request for it is open. `branch` and `base` may be the same one:
    then findings are committed to it directly.
    """

    folder: Path
    base: str
    branch: str
    is_open: bool = False
    remote: str = "origin"

    def start(self) -> str:
        """Check out what the next sync adds to; the result says in one line what that is.

        An open branch gets the base merged in, so that new code, venues and papers are known. Where
        they conflict it goes on without, so that no day is lost until a person resolves that.
        """
        tip = self._find_remote_commit(self.branch)
        if not self.is_open or not tip or self.branch == self.base:
            self._git("checkout", "--quiet", "--detach", self._ref(self.base))
            return f"begins at {self.base}"
        self._git("checkout", "--quiet", "--detach", tip)
        merged = self._run_git("merge", "--quiet", "--no-edit", self._ref(self.base))
        if merged.returncode == 0:
            return f"continues {self.branch}, with {self.base} merged in"
        self._git("merge", "--abort")
        told = f"continues {self.branch} without {self.base}, which conflicts with it"
        return f"{told}; merge them by hand"

    def push(self, patch: Path, title: str, inside: str = "data") -> str:
        """Commit a patch to the branch and push it; the result says in one line what was done.

        The patch was made on what `start` checks out, and only what it changes in the folder
        `inside` is taken. Where somebody pushed in the meantime, it is applied to what is there.
        """
        patch = patch.resolve()
        for _ in range(_ATTEMPTS):
            self._git("fetch", "--quiet", "--prune", self.remote, self._list_remote_heads())
            told = self.start()
            self._git("apply", "--3way", "--whitespace=nowarn", f"--include={inside}/*", str(patch))
            if self._run_git("diff", "--cached", "--quiet").returncode == 0:
                return f"{told}; nothing is new"
            self._git("commit", "--quiet", "--message", title)
            pushed = self._run_git(
                "push", "--quiet", *self._lease_options(), self.remote, self._base_commit()
            )
            if pushed.returncode == 0:
                return f"{told}; pushed to {self.branch}"
        raise _git_error("push", pushed.stderr)

    def _list_remote_heads(self) -> str:
        return f"+refs/heads/*:refs/remotes/{self.remote}/*"

    def _ref(self, name: str) -> str:
        return f"refs/remotes/{self.remote}/{name}"

    def _base_commit(self) -> str:
        return f"HEAD:refs/heads/{self.branch}"

    def _lease_options(self) -> list[str]:
        """What lets a new branch take the place of one whose pull request is closed."""
        if self.is_open or self.branch == self.base:
            return []
        return [
            f"--force-with-lease=refs/heads/{self.branch}:{self._find_remote_commit(self.branch)}"
        ]

    def _find_remote_commit(self, name: str) -> str:
        """The commit at which a branch of the remote stands, or ""."""
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
    reason = " ".join(output.split()) or "failed without a word"
    return PapersError([Problem("git", 0, command, reason)])
