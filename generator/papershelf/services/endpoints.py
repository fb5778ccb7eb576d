"""Which services there are: where each is, how often it may be asked, what of it may be kept.

The environment comes in, a `Service` goes out. Keys are taken from the environment alone, stay out
of every `repr`, and so out of every log and message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service. `min_interval` is the least number of seconds between two requests.

    `format` is the name of the reader of its answers, where that is not the service's own.
    `max_age` is for how many seconds an answer is not asked for again. `api_key_header` or `api_key_param`
    is how the key travels. `may_keep_abstracts` tells that its licence lets a collection keep them;
    `follows_redirects` that it sends us on to others, which no service does that gets a key.
    """

    name: str
    base: str
    format: str = ""
    min_interval: float = 1.0
    max_age: float = 0.0
    api_key_header: str = ""
    api_key_param: str = ""
    may_keep_abstracts: bool = False
    follows_redirects: bool = False
    api_key: str = field(default="", repr=False)

    @property
    def display_base(self) -> str:
        """The address for messages: without a name and a password."""
        scheme, mark, rest = self.base.partition("://")
        host, slash, path = rest.partition("/")
        return f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{path}"

    @property
    def base_variable(self) -> str:
        """The variable of the environment that names another address for the service."""
        return f"PAPERSHELF_{self.name.upper()}_URL"

    @property
    def api_key_variable(self) -> str:
        """The variable of the environment that holds the key."""
        return f"PAPERSHELF_{self.name.upper()}_KEY"


# arXiv: one request in 3 s on one connection, metadata with abstracts is CC0, results change once
# a day (info.arxiv.org/help/api/tou.html). OpenAlex: all data is CC0 (docs.openalex.org). Abstracts
# on Hugging Face are arXiv's. Semantic Scholar, publishers behind a DOI, OpenReview and older
# volumes of the ACL keep rights in theirs.
SERVICES: Mapping[str, Service] = {
    service.name: service
    for service in (
        Service(
            name="hf", base="https://huggingface.co", min_interval=0.5, may_keep_abstracts=True
        ),
        Service(
            name="arxiv",
            base="https://export.arxiv.org",
            min_interval=3.0,
            max_age=6 * 3600,
            may_keep_abstracts=True,
        ),
        Service(
            name="openalex",
            base="https://api.openalex.org",
            min_interval=0.2,
            api_key_param="api_key",
            may_keep_abstracts=True,
        ),
        Service(
            name="s2",
            base="https://api.semanticscholar.org",
            min_interval=1.1,
            api_key_header="x-api-key",
        ),
        Service(name="dblp", base="https://dblp.org", min_interval=2.0, max_age=24 * 3600),
        Service(name="doi", base="https://doi.org", format="csl-json", follows_redirects=True),
        Service(name="orcid", base="https://pub.orcid.org", max_age=3600),
        # What members of a group put into its library, abstracts of publishers among it.
        Service(name="zotero", base="https://api.zotero.org", api_key_header="Zotero-API-Key"),
        Service(name="openreview", base="https://api2.openreview.net"),
        Service(
            name="acl", base="https://aclanthology.org", format="bibtex", follows_redirects=True
        ),
    )
}


def configure_service(name: str, environ: Mapping[str, str]) -> Service:
    """A service with its address and key as the environment says. Raises `KeyError`."""
    service = SERVICES[name]
    return replace(
        service,
        base=environ.get(service.base_variable, service.base).rstrip("/"),
        api_key=environ.get(service.api_key_variable, "").strip(),
    )
