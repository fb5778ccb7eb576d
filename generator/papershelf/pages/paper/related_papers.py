"""Related papers as shown on the page of a paper, each with the reason for its selection.

Takes a `SiteContext` and the related papers; returns the values for the template.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from papershelf.core.messages import Messages
from papershelf.pages.paper_texts import render_first_sentence
from papershelf.pages.site_context import SiteContext
from papershelf.pages.templates import mark_safe
from papershelf.records import site_paths
from papershelf.records.author_list import format_authors
from papershelf.records.model import Paper, Venue
from papershelf.records.unlisted_venues import clean_venue_name
from papershelf.related.related_lists import RelatedPaper
from papershelf.text.cleaning import truncate

_WORD = re.compile(r"[^\W_]+")
_STEM_LENGTH = 6  # letters; avoids "autoencoder" next to the tag "Autoencoders"
_VENUE_LENGTH = 60

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


_AUTHORS_NAMED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedPaperView:
    """A related paper as shown on the page, with the reason."""

    address: str
    title: Markup
    byline: str
    summary: str
    reason: str


def make_related_view(site: SiteContext, paper: Paper, related: RelatedPaper) -> RelatedPaperView:
    """Build the view of a paper that is related to `paper`."""
    near = site.catalogue.by_id[related.paper]
    venue = site.catalogue.venue_of(near)
    return RelatedPaperView(
        address=site_paths.paper_address(near.id),
        title=mark_safe(site.short_title(near)),
        byline=_format_byline(near, venue, site.messages),
        summary=render_first_sentence(near),
        reason=_format_reason(
            [site.catalogue.tags[tag].name for tag in related.tags],
            _shared_authors(site, paper, near),
            related.words,
        ),
    )


# A paper is related to several others.
@lru_cache(maxsize=1 << 14)
def _format_byline(paper: Paper, venue: Venue | None, messages: Messages) -> str:
    """Return the authors, then the venue and year."""
    place = clean_venue_name(venue.name) if venue else ""
    when = " ".join(filter(None, [truncate(place, _VENUE_LENGTH), str(paper.year or "")]))
    return " · ".join(filter(None, [format_authors(paper.authors, messages), when]))


def _shared_authors(site: SiteContext, paper: Paper, near: Paper) -> list[str]:
    own = {person.slug for person in site.catalogue.persons_of(paper) if person}
    persons = filter(None, site.catalogue.persons_of(near))
    return [person.name for person in persons if person.slug in own][:_AUTHORS_NAMED]


def _format_reason(tags: list[str], authors: list[str], words: tuple[str, ...]) -> str:
    """Return the tags, the authors, and the phrases that add to them: single words say too little."""
    shown = {word[:_STEM_LENGTH] for word in _split_tokens(" ".join((*tags, *authors)))}
    phrases = [
        phrase
        for phrase in words
        if len(tokens := _split_tokens(phrase)) > 1
        and any(
            token not in _UNINFORMATIVE_WORDS and token[:_STEM_LENGTH] not in shown
            for token in tokens
        )
    ]
    return " · ".join((*tags, *authors, *phrases))


@lru_cache(maxsize=1 << 15)
def _split_tokens(text: str) -> list[str]:
    return _WORD.findall(text.lower())
