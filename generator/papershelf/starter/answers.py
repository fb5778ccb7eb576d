"""What a user answers about a new collection. Pure functions.

`make_answers` takes the raw texts and returns `Answers`; a wrong one raises `PapersError`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from papershelf.core.errors import PapersError, Problem
from papershelf.core.settings import parse_settings
from papershelf.text.urls import normalize_url

DEFAULT_VOCABULARY = "machine-learning"
_PAGES_SUFFIX = ".github.io"
_SEPARATORS = re.compile(r"[-_\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The name and public address of a collection, its repository, and its vocabulary.

    `address` and `repository` are "" if unknown. `outputs` is the preset of files that the site has.
    """

    name: str
    address: str = ""
    repository: str = ""
    vocabulary: str = DEFAULT_VOCABULARY
    outputs: str = "standard"


def make_answers(name: str, address: str, vocabulary: str) -> Answers:
    """Check and normalize the answers. Raises `PapersError` under the names of the options."""
    name, address = " ".join(name.split()), address.strip()
    problems = []
    if not name:
        problems.append(Problem("--name", 0, "", "is empty"))
    try:
        parse_settings({"site_name": name})
    except PapersError as error:
        problems += [Problem("--name", 0, "", problem.message) for problem in error.problems]
    url = normalize_url(address) if address else ""
    if url is None or "?" in url or "#" in url:
        message = f"{address!r} is not the address of a site, such as https://papers.example.org/"
        problems.append(Problem("--address", 0, "", message))
    if problems:
        raise PapersError(problems)
    site_url = f"{url.rstrip('/')}/" if url else ""
    return Answers(
        name=name,
        address=site_url,
        repository=find_github_repository(site_url),
        vocabulary=vocabulary,
    )


def find_github_repository(address: str) -> str:
    """The GitHub repository that publishes to an address of GitHub Pages, or ""."""
    parts = urlsplit(address)
    host = (parts.hostname or "").lower()
    owner = host.removesuffix(_PAGES_SUFFIX)
    if owner == host or not owner or "." in owner:
        return ""
    folders = [part for part in parts.path.split("/") if part]
    if len(folders) > 1:
        return ""
    return f"https://github.com/{owner}/{folders[0] if folders else host}"


def propose_name(folder_name: str) -> str:
    """The name of a collection, from the name of its folder: "my-papers" becomes "My papers"."""
    words = _SEPARATORS.sub(" ", folder_name).strip()
    return f"{words[:1].upper()}{words[1:]}" or "Papers"
