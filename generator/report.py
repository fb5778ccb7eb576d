"""What a build tells of itself: counts and sizes as numbers, to be put into words elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.errors import Problem
from generator.placing import SyncReport


@dataclass(slots=True, kw_only=True)
class BuildReport:
    """What a run made: sizes in bytes, seconds by step; `site` is `None` for `generate`."""

    papers: int = 0
    pages: int = 0
    files: int = 0
    size: int = 0
    largest_page: str = ""
    largest_size: int = 0
    largest_file: str = ""
    largest_file_size: int = 0
    fullest_folder: str = ""
    fullest_count: int = 0
    docs: SyncReport = field(default_factory=SyncReport)
    site: SyncReport | None = None
    warnings: tuple[Problem, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
