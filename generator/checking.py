"""Everything that can be wrong with the data of a project, found without changing anything."""

from __future__ import annotations

from dataclasses import dataclass

from generator.citations import check_citation_keys
from generator.errors import Problem
from generator.loading import load_collection
from generator.maths import check_maths
from generator.project import Project
from generator.sources.files import read_data


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check found: all problems, sorted, and how many papers there are."""

    papers: int
    problems: tuple[Problem, ...]

    @property
    def summary(self) -> str:
        """One line that says how it went."""
        errors = sum(problem.severity == "error" for problem in self.problems)
        warnings = len(self.problems) - errors
        return f"{self.papers:,} papers, {errors:,} errors, {warnings:,} warnings"


def check_data(project: Project) -> Checked:
    """Read the whole collection and collect every problem, those of LaTeX included."""
    collection = load_collection(read_data(project.data, project.fallback))
    problems = [
        *collection.problems,
        *check_citation_keys(collection.papers),
        *check_maths(collection.papers),
    ]
    return Checked(papers=len(collection.papers), problems=tuple(sorted(problems)))
