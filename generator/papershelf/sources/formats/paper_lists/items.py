"""Parses one entry of a paper list: takes its spans, returns its title, links and remarks.

The title is a text that links to a paper, is in bold or in quotation marks; otherwise, the start of
the text. Link labels ("PDF", "Code"), venues, dates and lists of names are not titles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from papershelf.sources.formats.paper_lists.blocks import TextSpan
from papershelf.sources.formats.paper_lists.links import ListLink
from papershelf.sources.formats.paper_lists.remarks import (
    EntryRemarks,
    parse_fragment_date,
    parse_remarks,
    parse_venue_fragment,
)
from papershelf.sources.formats.paper_lists.titles import (
    LABEL_AT_END,
    SENTENCE_END,
    TITLE_END,
    clean_title,
    is_title_like,
    quoted_title,
    split_plain_title,
)
from papershelf.sources.formats.paper_lists.tokens import ListToken, tokenize_spans


@dataclass(slots=True, kw_only=True)
class ListItem:
    """A parsed entry; `title_source` is link, strong, quoted, plain or cell.

    `papers` are the links that lead to papers.
    """

    title: str
    title_source: str
    line: int
    links: list[ListLink] = field(default_factory=list)
    remarks: EntryRemarks = field(default_factory=EntryRemarks)

    @property
    def papers(self) -> list[ListLink]:
        """The links that lead to a paper."""
        return [link for link in self.links if link.is_paper]

    @property
    def is_work(self) -> bool:
        """Whether an entry without a link to a paper nonetheless describes one."""
        remarks = self.remarks
        if remarks.is_paper and self.title and self.title_source != "plain":
            return True
        if not self.title or len(self.title.split()) < 3:
            return False
        if self.links and self.title_source != "plain":
            has_project = any(link.is_project for link in self.links)
            return bool(remarks.venue and remarks.year) or bool(remarks.authors and has_project)
        return self.title_source in ("strong", "quoted", "cell") and bool(
            remarks.authors or (remarks.venue and remarks.year)
        )


def parse_item(
    spans: Sequence[TextSpan], cells: Sequence[tuple[str, Sequence[TextSpan]]] = ()
) -> ListItem:
    """Parse an entry; `cells` are parts with a known role: title, names, venue, date."""
    tokens = tokenize_spans(spans)
    roles = {role: tokenize_spans(part) for role, part in cells}
    line = next((token.line for token in (*roles.get("title", ()), *tokens)), 0)
    if titled := roles.pop("title", []):
        item, rest = _parse_title_cell(titled, line)
    else:
        item, rest = _parse_titled(tokens, line)
        tokens = []
    texts = [*_token_texts(rest), *_token_texts(tokens)]
    for role, part in roles.items():
        texts += [(text, role) for text, _ in _token_texts(part)]
    every = [*titled, *rest, *tokens, *(token for part in roles.values() for token in part)]
    item.links = list(dict.fromkeys([*item.links, *(t.link for t in every if t.link is not None)]))
    item.remarks = parse_remarks(texts)
    return item


def _token_texts(tokens: Sequence[ListToken]) -> list[tuple[str, str]]:
    """The texts of tokens with their roles; tokens between two links or breaks form one text."""
    texts: list[tuple[str, str]] = []
    is_open = False
    for token in tokens:
        if token.link is not None or token.is_break:
            if token.link is not None and is_open:
                # for example "Paper: [2401.00001](…)"
                texts[-1] = (LABEL_AT_END.sub("", texts[-1][0]), texts[-1][1])
            is_open = False
            if token.link is not None and not token.link.is_label and token.text:
                texts.append((token.text, ""))
            continue
        if is_open and texts[-1][1] == token.role == "":
            texts[-1] = (texts[-1][0] + token.text, "")
        else:
            texts.append((token.text, token.role))
        is_open = True
    return texts


# --- titles ---------------------------------------------------------------------------------------


def _parse_title_cell(tokens: list[ListToken], line: int) -> tuple[ListItem, list[ListToken]]:
    item, rest = _parse_titled(tokens, line)
    if not item.title:
        text = " ".join(token.text for token in tokens if not (token.link and token.link.is_label))
        item.title, rest = clean_title(text), []
    item.title_source = item.title_source if item.title_source not in ("plain", "") else "cell"
    return item, rest


def _parse_titled(tokens: list[ListToken], line: int) -> tuple[ListItem, list[ListToken]]:
    """The entry with its title, and the tokens that are not part of the title."""
    for at, token in enumerate(tokens):
        title, found_by = _token_title(token)
        if not title:
            continue
        if (
            len(title.split()) < 3
            and found_by == "strong"
            and (better := _longer_title_index(tokens, at))
        ):
            return _split_at_title(tokens, better, line)
        return _split_at_title(tokens, at, line)
    return _parse_plain(tokens, line)


def _longer_title_index(tokens: list[ListToken], index: int) -> int:
    """The index of a link with a longer title on the same line, or 0."""
    for place in range(index + 1, min(index + 6, len(tokens))):
        token = tokens[place]
        if token.is_break:
            return 0
        if token.link is not None and len(token.text.split()) > 2 and _token_title(token)[0]:
            return place
    return 0


def _split_at_title(
    tokens: list[ListToken], index: int, line: int
) -> tuple[ListItem, list[ListToken]]:
    token = tokens[index]
    title, found_by = _token_title(token)
    before, after = tokens[:index], tokens[index + 1 :]
    if found_by == "quoted":
        start, _, end = token.text.partition(quoted_title(token.text))
        before = [*before, ListToken(text=start, line=token.line)]
        after = [ListToken(text=end, line=token.line), *after]
    else:
        after_title = after[0] if after else None
        is_open = title.endswith(":") or (
            after_title is not None and after_title.text.lstrip().startswith(":")
        )
        if is_open and after_title is not None:
            title, after = _extend_title(title, after)
    links = [token.link] if token.link is not None else []
    item = ListItem(title=clean_title(title), title_source=found_by, line=line, links=links)
    return item, [*before, ListToken(text="\n", line=token.line, is_break=True), *after]


def _extend_title(title: str, after: list[ListToken]) -> tuple[str, list[ListToken]]:
    """Extend a title that continues after its colon: "**Deltas**: How Rivers End"."""
    following = after[0]
    text = following.text.lstrip().removeprefix(":")
    if (
        following.is_break
        or following.role == "code"
        or (following.link and following.link.is_label)
    ):
        return title, after
    end = TITLE_END.search(text)
    head = text[: end.start()] if end else text
    sentences = SENTENCE_END.split(head, maxsplit=1)
    head, rest = sentences[0], text[len(sentences[0]) :]
    if not 1 < len(head.split()) < 30:
        return title, after
    kept = [ListToken(text=rest, line=following.line)] if rest.strip() else []
    if following.link is not None:
        kept.append(ListToken(text="", line=following.line, link=following.link))
    return f"{title.rstrip(': ')}: {head.strip()}", [*kept, *after[1:]]


def _token_title(token: ListToken) -> tuple[str, str]:
    """The title in a token, and how it was recognized; "" if there is none."""
    if token.is_break or token.role == "code":
        return "", ""
    text = clean_title(token.text)
    if token.link is not None:
        is_title = not token.link.is_label and is_title_like(text)
        return (token.text, "link") if is_title else ("", "")
    if token.is_strong and is_title_like(text):
        return token.text, "strong"
    quoted = quoted_title(token.text)
    return (quoted, "quoted") if len(quoted.split()) > 1 else ("", "")


def is_remark(token: ListToken) -> bool:
    """Whether the text before a title is a remark: a badge, a venue, a date, a marker."""
    if token.link is not None:
        return False
    text = token.text.strip("[]() .,:;|-–—*\t\n")
    return (
        not text
        or token.role == "code"
        or bool(parse_venue_fragment(text) or parse_fragment_date(text))
    )


def _parse_plain(tokens: list[ListToken], line: int) -> tuple[ListItem, list[ListToken]]:
    """Parse an entry without title markup: its title extends to the first link or remark."""
    first = next((at for at, token in enumerate(tokens) if not is_remark(token)), 0)
    end = first
    while end < len(tokens) and tokens[end].link is None and not tokens[end].is_break:
        if tokens[end].role == "code" or (tokens[end].role == "emphasis" and end > first):
            break
        end += 1
    text = "".join(token.text for token in tokens[first:end])
    before, title, after = split_plain_title(text)
    item = ListItem(title=title, title_source="plain" if title else "", line=line)
    rest = [ListToken(text=part, line=line) for part in (before, after) if part]
    return item, [
        *tokens[:first],
        *rest,
        ListToken(text="\n", line=line, is_break=True),
        *tokens[end:],
    ]
