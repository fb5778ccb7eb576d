"""Related papers as shown on the page of a paper, each with the reason for its selection.

Takes a `SiteContext` and the related papers; returns the values for the template.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from papershelf.core.messages import Messages
from papershelf.pages.site_context import SiteContext
from papershelf.pages.templates import mark_safe
from papershelf.records import site_paths
from papershelf.records.author_list import format_authors
from papershelf.records.model import Paper
from papershelf.related.related_lists import RelatedPaper

_WORD = re.compile(r"[^\W_]+")
_STEM_LENGTH = 6  # letters; avoids "autoencoder" next to the tag "Autoencoders"

# Generic words that papers on different topics may share. They contribute to the ranking, each
# with a small weight, but are not useful as a displayed reason.
_UNINFORMATIVE_WORDS = frozenset(
    """
    accuracy accurate adds ahead algorithm algorithms apart approach architecture architectures asks
    average beats bodies body bound bounds bring brings change chance chooses chosen comes computes
    cost cover covers cut cuts data deep designs detail drop drops earlier effect equal equals error
    errors exactly exceeds example examples extra fast faster fewer finds fit fits fitted fixed form
    found four function functions gains give gives grow grows hand hide hold holds identify
    improves input inputs keep keeps large layer layers learn learned learning learns lets limit
    limits little look loses losses make makes map maps matches matter mean means measures model
    models narrow nearly network networks neural old ones operation operations order original output
    outputs parameter parameters part people place plain plus point points power predict predicts
    process proves provably pulls range rate rates reaches reads release releases removes replaces
    respects reviews rises rule run runs sample samples saves set sets settings share shared side
    similar simple single size sizes solves space stage standard starts step steps stop structure
    suffice suffices surveys swaps system systems task tasks tell tells test tests theory time times
    together train trained training trains treats twice unchanged unit unknown unseen update updates
    usual value values version versions way word words worse worst writes
    """.split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedPaperView:
    """A related paper as shown on the page, with the reason."""

    address: str
    title: Markup
    byline: str
    reason: str


def make_related_view(site: SiteContext, related: RelatedPaper) -> RelatedPaperView:
    """Build the view of a related paper."""
    paper = site.catalogue.by_id[related.paper]
    return RelatedPaperView(
        address=site_paths.paper_address(paper.id),
        title=mark_safe(site.short_title(paper)),
        byline=_format_byline(paper, site.messages),
        reason=_format_reason(
            [site.catalogue.tags[tag].name for tag in related.tags], related.words
        ),
    )


# A paper is related to several others.
@lru_cache(maxsize=1 << 14)
def _format_byline(paper: Paper, messages: Messages) -> str:
    year = [f"{paper.year}"] if paper.year else []
    return " · ".join(filter(None, [format_authors(paper.authors, messages), *year]))


def _format_reason(tags: list[str], words: tuple[str, ...]) -> str:
    """Return the tags, and the words that add to them; any words if nothing else is left."""
    shown_words = {word[:_STEM_LENGTH] for word in _split_tokens(" ".join(tags))}
    telling = [
        word
        for word in words
        if any(
            token not in _UNINFORMATIVE_WORDS and token[:_STEM_LENGTH] not in shown_words
            for token in _split_tokens(word)
        )
    ]
    return " · ".join((*tags, *(telling or ([] if tags else words))))


@lru_cache(maxsize=1 << 15)
def _split_tokens(text: str) -> list[str]:
    return _WORD.findall(text.lower())
