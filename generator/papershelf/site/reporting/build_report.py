"""The report of a build: counts, sizes and warnings. `report_text` formats it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import itemgetter

from papershelf.core.errors import Problem
from papershelf.engine.file_writer import WriteReport
from papershelf.engine.manifest_table import ManifestTable
from papershelf.site.reporting.output_kinds import PresetSize


@dataclass(slots=True, kw_only=True)
class BuildReport:
    """Counts, sizes in bytes and seconds by step; `site` is `None` for `papershelf generate`.

    `presets` has the sizes that the site would have with other outputs, `ended` the kinds of
    addresses that this build has ended.
    """

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
    docs: WriteReport = field(default_factory=WriteReport)
    site: WriteReport | None = None
    presets: tuple[PresetSize, ...] = ()
    ended: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)

    def count_site(self, manifest: ManifestTable) -> None:
        """Count the files of a site that a build wrote."""
        self.count_files(zip(manifest.paths, manifest.sizes, strict=True))

    def count_files(self, named_sizes: Iterable[tuple[str, int]]) -> None:
        """Count the files of a site by path and size."""
        files = list(named_sizes)
        pages = [file for file in files if file[0].endswith("index.html") or file[0] == "404.html"]
        # A page `x/index.html` is counted in the folder that contains `x`.
        folders = (path.removesuffix("/index.html").rpartition("/")[0] for path, _ in files)
        self.files, self.pages = len(files), len(pages)
        self.size = sum(size for _, size in files)
        self.largest_file, self.largest_file_size = max(files, key=_get_size, default=("", 0))
        self.largest_page, self.largest_size = max(pages, key=_get_size, default=("", 0))
        self.fullest_folder, self.fullest_count = max(
            Counter(folders).items(), key=lambda item: (item[1], item[0]), default=("", 0)
        )


_get_size = itemgetter(1)
