"""Tests that fast paths of readers give the same results as the full rules."""

from __future__ import annotations

import re
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from papershelf.core import identifier_schemes, name_rules
from papershelf.sources.formats.bibtex import values
from papershelf.sources.parsing import author_names, latex_text, links, retractions


def joined(*pieces: str) -> st.SearchStrategy[str]:
    """Texts joined from pieces that are significant for a rule, in any order."""
    return st.lists(st.sampled_from(pieces) | st.characters(), max_size=12).map("".join)


@given(joined("Team", "team ", "office", " of", " for the ", " on", "\t", "&", " @ ", "behalf of "))
@example("Center\u00a0of Rivers")
@example("On")
def test_only_names_without_words_of_organizations_are_skipped(name: str) -> None:
    """The fast check of a name misses no phrase."""
    if name.split():
        found = bool(name_rules.ORGANIZATION_PHRASE.search(name))
        assert name_rules.has_organization_phrase(name) == found


@given(joined("Doe", ", ", ",", " and ", " & ", "et al.", "A.", "Jr", "PhD", "Lab", ";", "others"))
def test_names_with_one_comma_are_split_like_others(text: str) -> None:
    """Skipping the rules for other separators does not change the result."""
    if "," in text:
        with patch.object(author_names, "has_list_separator", return_value=True):
            slow = [author_names.split_names(text, is_natural=natural) for natural in (True, False)]
        assert [
            author_names.split_names(text, is_natural=natural) for natural in (True, False)
        ] == slow


@given(joined("{", "}", "\\", "\\{", "\\\\}", " "))
@example("\\}")
def test_the_closing_brace_is_found(text: str) -> None:
    """The end is where as many unescaped braces have closed as opened."""
    raw = "{" + text
    depth, end = 0, len(raw)
    for brace in re.finditer(r"(?<!\\)[{}]", raw):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            end = brace.start()
            break
    assert values.closing_brace(raw, 0) == end


@given(joined("@comment{", "\n", " @ Comment {", "}", "x", "\t", "@"))
def test_comments_are_found_at_the_start_of_lines(text: str) -> None:
    """Each comment after the previous one is found, up to an unclosed one."""
    start = re.compile(r"(?:^|(?<=\n))[ \t]*@[ \t]*comment\s*\{", re.IGNORECASE)
    spans: list[tuple[int, int]] = []
    begin = 0
    while found := start.search(text, begin):
        begin = values.closing_brace(text, found.end() - 1)
        if begin == len(text):
            break
        spans.append((text.index("@", found.start()), begin))
    assert values.CommentRanges(text).spans == spans


@given(joined("--", "-", "''", "'", "{", "$", "~", "`"))
def test_only_texts_without_latex_are_skipped(text: str) -> None:
    """All marks are found."""
    assert latex_text.has_latex_marks(text) == bool(re.search(r"[\\{}~`$^_]|--|''", text))


@given(joined("[", "Retracted", "WITHDRAWN", " article", ": ", "]", "(", " - ", ")", "ſ", "ı", "İ"))
def test_only_titles_without_marks_of_retraction_are_skipped(title: str) -> None:
    """The words searched first occur in every mark."""
    patterns = (
        retractions.MARK_BEFORE_TITLE.match,
        retractions.CAPITAL_MARK.match,
        retractions.MARK_AFTER_TITLE.search,
    )
    if not any(find(title) for find in patterns):
        assert retractions.split_retraction(title) == (title, "", "")
    elif not re.search("retracted|drawn", title.lower()):
        pytest.fail(f"{title!r} has a mark that was passed over")


@given(joined("https://", "http://", "example.org", ";", "; ", " ", "\n", "http"))
def test_single_urls_are_not_split(text: str) -> None:
    """A text that looks like one URL has no separator of URLs."""
    expected = [part.strip() for part in links.ADDRESS_SEPARATOR.split(text)]
    assert links.split_addresses(text) == expected


_HOSTS = [host for scheme in identifier_schemes.SCHEMES.values() for host in scheme.hosts]
_PATHS = ["/abs/", "2401.01234", "/", "10.48550/arxiv.", "10.1000/x1", "/forum?id=", "Ab1", "rec/"]


@given(
    st.lists(
        st.sampled_from([*_HOSTS, *_PATHS, "www.", "dx.", "uni.example", "?", "#"]), max_size=7
    )
)
@example(["doi.org", "/", "10.48550/arxiv.", "2401.01234"])
@example(["www.", "openreview.net", "/forum?id=", "Ab1", "#", "arxiv.org"])
@example(["dblp.", "doi.org", "/", "rec/", "conf/x/Doe1"])
@example(["proceedings.", "mlr.press", "/v139/doe21a.html"])
@example(["pubmed.ncbi.", "nlm.nih.gov", "/31452104/"])
@example(["www.", "aclweb.org", "/anthology/P18-1001"])
@example(["doi-org", ".uni.example", "/", "10.1000/x1"])
def test_the_scheme_of_a_url_is_found_by_host(parts: list[str]) -> None:
    """Trying only the schemes of the first host gives the same as trying all."""
    address = "https://" + "".join(parts)
    expected = ("", "")
    for scheme in identifier_schemes.SCHEMES.values():
        try:
            expected = scheme.field, scheme.parse(address)
            break
        except ValueError:
            continue
    assert identifier_schemes.parse_identifier_url(address) == expected


@given(joined("Ada", " ", "李", "Berg", ".", "-"), joined("Doe", " ", "明世", "van ", "'"))
def test_names_joined_from_their_parts_have_no_contradiction(given_name: str, family: str) -> None:
    """The fast path for such names gives the same as comparing words."""
    whole = f"{given_name} {family}"
    assert name_rules.name_parts_conflict(whole, given_name, family) == ""
    # Another space keeps the words but avoids the fast path.
    assert name_rules.name_parts_conflict(f"{whole} ", given_name, family) == ""
