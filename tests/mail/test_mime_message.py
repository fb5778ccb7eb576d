"""Tests of e-mail messages: both parts, valid headers, limited size."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Sequence
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

import html5lib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from papershelf.catalogue.news import parse_day_range, parse_since_range, parse_week_range
from papershelf.core.identifiers import IsoDate, Slug
from papershelf.core.settings import Settings
from papershelf.exports.digest import Digest, make_digest
from papershelf.mail.mailbox import Mailbox, parse_mailbox
from papershelf.mail.mime_message import SIZE_LIMIT, Sender, message_id, render_message
from papershelf.records.model import Count, Paper, Status, TagId
from papershelf.text.cleaning import clean_block, clean_line, truncate
from tests.export_samples import full_paper, make_catalogue, make_paper

SITE = Settings(site_name="Shelf & Co", site_url="https://papers.example/shelf/")
NOWHERE = Settings(site_name="Shelf & Co")
SENDER = Sender(
    mailbox=Mailbox("digest@papers.example"),
    unsubscribe=("mailto:leave@papers.example?subject=no",),
)
BOTH = (
    "https://lists.example/leave?who={address}",
    "mailto:leave@papers.example?subject=unsubscribe",
)
ADA = Mailbox("ada@example.org")
DAY = "2026-11-20"


def digest_of(
    *papers: Paper, settings: Settings = SITE, day: str = DAY, tags: Sequence[str] = ()
) -> Digest:
    chosen = [TagId(Slug(tag)) for tag in tags]
    return make_digest(make_catalogue(papers), settings, parse_day_range(day), chosen)


def parse(message: bytes) -> EmailMessage:
    return email.message_from_bytes(message, policy=email.policy.default)


def parts(message: bytes) -> tuple[str, str]:
    mail = parse(message)
    assert mail.get_content_type() == "multipart/alternative"
    text, html = mail.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    return text.get_content(), html.get_content()


def news(name: str = "tiny", **changes: Any) -> Paper:  # noqa: ANN401
    return make_paper(name, added=IsoDate(DAY), **changes)


def test_both_parts_describe_a_paper() -> None:
    for part in parts(render_message(digest_of(full_paper()), SENDER, ADA)):
        words = " ".join(part.split())
        assert "Ada Byron, Jan van der Berg, José Núñez Jr., The Toy Collaboration" in words
        assert "ToyConf 2024" in words
        assert "Prunes half of everything." in words
        assert "https://papers.example/shelf/papers/full-paper/" in words
        assert "https://papers.example/shelf/days/2026-11-20/" in words
        assert "mailto:leave@papers.example?subject=no" in words
    text, html = parts(render_message(digest_of(full_paper()), SENDER, ADA))
    assert "BERT & Friends: ℓ_1 Pruning of GANs in Café Settings" in " ".join(text.split())
    assert "BERT &amp; Friends: ℓ_1 Pruning of GANs in Café Settings" in html


def test_headers_have_sender_subject_and_unsubscribe() -> None:
    mail = parse(render_message(digest_of(news(), news("other")), SENDER, ADA))
    assert mail["From"] == "Shelf & Co <digest@papers.example>"
    assert mail["To"] == "ada@example.org"
    assert mail["Subject"] == "Tiny Models · 2 papers, November 20, 2026"
    assert mail["Date"] == "Fri, 20 Nov 2026 12:00:00 +0000"
    assert mail["List-Id"] == "<digest.papers.example>"
    assert mail["List-Unsubscribe"] == "<mailto:leave@papers.example?subject=no>"
    assert mail["List-Unsubscribe-Post"] is None
    assert mail["List-Archive"] == "<https://papers.example/shelf/days/>"
    assert mail.defects == []


def test_one_click_unsubscribe_needs_https_and_has_the_recipient() -> None:
    sender = Sender(mailbox=SENDER.mailbox, unsubscribe=BOTH[:1])
    message = render_message(digest_of(news()), sender, Mailbox("a+b@example.org"))
    mail = parse(message)
    leave = "https://lists.example/leave?who=a%2Bb%40example.org"
    assert mail["List-Unsubscribe"] == f"<{leave}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert all(leave in part for part in parts(message))


def test_both_unsubscribe_methods_are_headers_and_the_page_is_linked() -> None:
    message = render_message(digest_of(news()), Sender(mailbox=ADA, unsubscribe=BOTH), ADA)
    mail = parse(message)
    assert mail["List-Unsubscribe"] == (
        "<https://lists.example/leave?who=ada%40example.org>,"
        " <mailto:leave@papers.example?subject=unsubscribe>"
    )
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for part in parts(message):
        assert "https://lists.example/leave?who=ada%40example.org" in part
        assert "mailto:" not in part


def test_unsubscribe_urls_without_a_recipient_have_no_empty_address() -> None:
    mail = render_message(digest_of(news()), Sender(mailbox=ADA, unsubscribe=BOTH))
    assert parse(mail)["List-Unsubscribe"] == f"<{BOTH[1]}>"
    assert parse(mail)["List-Unsubscribe-Post"] is None
    assert all(BOTH[1] in part for part in parts(mail))
    mail = render_message(digest_of(news()), Sender(mailbox=ADA, unsubscribe=BOTH[:1]))
    assert parse(mail)["List-Unsubscribe"] is None
    for part in parts(mail):
        assert "lists.example" not in part
        assert "eave this list" not in part


def test_a_long_url_is_not_broken_in_a_header() -> None:
    leave = f"https://lists.example/{'leave/' * 90}"
    settings = Settings(site_name="S", site_url=f"https://papers.example/{'shelf/' * 70}")
    message = render_message(
        digest_of(news(), settings=settings), Sender(mailbox=ADA, unsubscribe=(leave,)), ADA
    )
    lines = message.split(b"\r\n")
    assert f"List-Unsubscribe: <{leave}>".encode() in lines
    assert f"List-Archive: <{settings.site_url}days/>".encode() in lines


def test_site_urls_in_any_script_are_encoded_in_headers() -> None:
    settings = Settings(site_name="S", site_url="https://bücher.example/é/")
    mail = parse(render_message(digest_of(news(), settings=settings), SENDER, ADA))
    assert mail["List-Archive"] == "<https://xn--bcher-kva.example/%C3%A9/days/>"


def test_the_subject_is_the_first_title_and_a_long_one_is_cut() -> None:
    liked = news("liked", title="word " * 100, upvotes=Count(value=3, day=None))
    subject = digest_of(news(), liked).subject
    assert subject.startswith("word word")
    assert subject.endswith("word… · 2 papers, November 20, 2026")
    assert len(subject) < 150
    tagged = digest_of(full_paper(), tags=["pruning"]).subject
    assert tagged.endswith(" · 1 paper on Pruning, November 20, 2026")


def hidden_text(html: str) -> str:
    """The text of the first element of a body, which must be hidden."""
    first = next(html5lib.parse(html, namespaceHTMLElements=False).iterfind("body/*"))
    return first.text or "" if "display:none" in first.get("style", "") else ""


def test_the_html_starts_with_a_hidden_preheader_that_continues_the_subject() -> None:
    papers = [news(f"p-{n}", title=f"No. {n} <of> six") for n in range(6)]
    text, html = parts(render_message(digest_of(*papers), SENDER, ADA))
    assert hidden_text(html) == " · ".join(f"No. {n} <of> six" for n in (1, 2, 3))
    assert text.splitlines()[:2] == ["Shelf & Co: Papers, November 20, 2026", "6 papers"]
    _, html = parts(render_message(digest_of(news(summary="Only this.")), SENDER, ADA))
    assert hidden_text(html) == "Only this."
    for paper in ([], [news()]):
        _, html = parts(render_message(digest_of(*paper), SENDER, ADA))
        assert "display:none" not in html


def test_a_message_without_recipient_contains_only_the_sender() -> None:
    mail = parse(render_message(digest_of(news()), SENDER))
    assert mail["To"] == "undisclosed-recipients:;"


def test_the_same_digest_gives_the_same_bytes() -> None:
    papers = [full_paper(), news()]
    assert render_message(digest_of(*papers), SENDER, ADA) == render_message(
        digest_of(*reversed(papers)), SENDER, ADA
    )


def test_the_message_id_depends_only_on_days_selection_and_site() -> None:
    known = message_id(digest_of(news()))
    assert known.startswith("<digest.2026-11-20.")
    assert known.endswith("@papers.example>")
    assert known == message_id(digest_of(news(), news("late", title="Corrected")))
    others = {
        message_id(digest_of(news(), day="2026-11-21")),
        message_id(digest_of(news(), tags=["pruning"])),
        message_id(digest_of(news(), tags=["pruning", "q-and-a"])),
        message_id(digest_of(news(), settings=NOWHERE)),
        message_id(make_digest(make_catalogue([news()]), SITE, parse_week_range("2026-W47"))),
    }
    assert len(others | {known}) == 6
    in_any_order = digest_of(news(), tags=["q-and-a", "pruning"])
    assert message_id(in_any_order) == message_id(digest_of(news(), tags=["pruning", "q-and-a"]))


def test_a_digest_without_papers_says_so() -> None:
    message = render_message(digest_of(), SENDER, ADA)
    assert parse(message)["Subject"] == "No papers, November 20, 2026"
    for part in parts(message):
        assert "No papers were added or featured." in part
        assert "https://papers.example/shelf/days/" in part
        assert "days/2026-11-20" not in part


@pytest.mark.parametrize(
    ("since", "days", "page"),
    [
        ("2026-11-01", ["2026-11-20"], "days/2026-11-20/"),
        ("2026-11-17", ["2026-11-17", "2026-11-20"], "weeks/2026-w47/"),
        ("2026-11-01", ["2026-11-16", "2026-11-22"], "weeks/2026-w47/"),
        ("2026-11-16", ["2026-11-15", "2026-11-20"], "days/2026-11-20/"),  # the first was earlier
        ("2026-11-15", ["2026-11-15", "2026-11-20"], "days/"),
        ("2025-12-29", ["2025-12-29", "2026-01-04"], "weeks/2026-w01/"),
        ("2026-12-01", ["2026-11-20"], "days/"),
    ],
)
def test_a_digest_of_several_days_links_the_smallest_page_with_all_papers(
    since: str, days: list[str], page: str
) -> None:
    papers = [make_paper(f"p{n}", added=IsoDate(day)) for n, day in enumerate(days)]
    digest = make_digest(make_catalogue(papers), SITE, parse_since_range(since, papers))
    assert digest.page_address == f"https://papers.example/shelf/{page}"


def test_a_weekly_digest_always_links_the_page_of_the_week() -> None:
    digest = make_digest(make_catalogue([news()]), SITE, parse_week_range("2026-W47"))
    assert digest.page_address == "https://papers.example/shelf/weeks/2026-w47/"


def test_a_long_digest_is_truncated_with_a_link() -> None:
    papers = [
        news(
            f"p-{n}",
            title=f"Ångström paper number {n} ✓",
            summary="ž" * 380,
            authors=["Zoë Ångström"] * 4,
        )
        for n in range(500)
    ]
    message = render_message(digest_of(*papers), SENDER, ADA)
    assert SIZE_LIMIT - 8_000 < len(message) <= SIZE_LIMIT
    assert parse(message)["Subject"].startswith("Ångström paper number 0 ✓ · 500 papers")
    text, html = parts(message)
    shown = text.count("Ångström paper number")
    assert 20 < shown < 500
    assert html.count("<h2") == shown
    for part in (text, html):
        assert f"{500 - shown} more papers" in part
        assert "https://papers.example/shelf/days/2026-11-20/" in part


def test_long_texts_of_a_paper_are_truncated() -> None:
    paper = news(title="T" * 50_000, abstract="word " * 100_000, authors=["N" * 9_000] * 3_000)
    assert len(render_message(digest_of(paper), SENDER, ADA)) < 20_000


def test_a_site_without_a_url_links_to_publishers() -> None:
    digest = digest_of(news(arxiv="2401.01234"), settings=NOWHERE)
    message = render_message(digest, SENDER, ADA)
    assert all("https://arxiv.org/abs/2401.01234" in part for part in parts(message))
    assert parse(message)["List-Archive"] is None
    assert message_id(digest).endswith("@papershelf.invalid>")


def test_withdrawn_is_shown_before_the_title() -> None:
    paper = news(status=Status(kind="withdrawn", reason="An error."))
    assert all(
        "Withdrawn: Tiny Models" in part
        for part in parts(render_message(digest_of(paper), SENDER, ADA))
    )


def test_the_html_loads_nothing_and_has_both_color_schemes() -> None:
    _, html = parts(render_message(digest_of(full_paper()), SENDER, ADA))
    assert "prefers-color-scheme:dark" in html
    assert '<meta name="color-scheme" content="light dark">' in html
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    assert not [e.tag for e in tree.iter() if e.tag in {"img", "link", "script", "iframe"}]
    assert "url(" not in html
    assert "@import" not in html


HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "List-Id",
    "List-Unsubscribe", "List-Archive", "Auto-Submitted",
}  # fmt: skip
HOSTILE = [
    "Title\r\nBcc: all@example.org\r\n\r\nbody",
    "</title><script>alert(1)</script><h1>",
    '" onmouseover="alert(1)',
    "{{ 7*7 }} {% raw %}",
    "\n.\n.\nQUIT",
    "=?utf-8?q?evil?= <x@example.org>",
    "=?utf-8?q?=0d=0aBcc:all@example.org?=",
    "=?utf-8?b?DQpCY2M6IGFsbEBleGFtcGxlLm9yZw==?=",
    "==??utf-8?q?=0aBcc:x?=",
    "\u202egnp.exe",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_cannot_inject_markup_or_headers(text: str) -> None:
    title = clean_line(text)
    paper = news(title=title, authors=[title], summary=clean_block(text))
    settings = Settings(site_name=text, site_url=SITE.site_url)
    message = render_message(digest_of(paper, settings=settings), SENDER, ADA)
    mail = parse(message)
    assert set(mail.keys()) == HEADERS
    assert mail["To"] == ADA
    assert mail["From"].addresses[0].addr_spec == SENDER.mailbox
    assert len(mail["From"].addresses) == 1
    _, html = parts(message)
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    assert not list(tree.iter("script"))
    assert len(list(tree.iter("h1"))) == 1
    assert not [e for e in tree.iter() if any(name.startswith("on") for name in e.attrib)]


_WORDS = st.sampled_from(
    ["=?", "?=", "utf-8?q?", "utf-8?b?", "=0a", "=0d=0a", "Bcc:x", "DQpCY2M6eA=="]
)
_LINE = (st.text() | st.lists(_WORDS).map("".join)).map(clean_line).filter(bool)


def unfold(message: bytes, name: str) -> str:
    """A header on one line, unfolded exactly as defined in RFC 5322."""
    head = message.decode("ascii").partition("\r\n\r\n")[0]
    unfolded = re.sub(r"\r\n(?=[ \t])", "", head)
    (value,) = (line for line in unfolded.split("\r\n") if line.startswith(f"{name}: "))
    return value.removeprefix(f"{name}: ")


def decode(value: str) -> str:
    return str(make_header(decode_header(value)))


_PIECES = ["Deep", "Why?", "naïve", "·", "…", "李明", "“x”", "(x)", "A/B:", "a", "x" * 70, "a,b"]


@given(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=14).map(" ".join))
@example("Why? Tides Rise and Fall Wherever Rivers End and Seas Begin Somewhere?")
def test_spaces_in_headers_are_kept_exactly(text: str) -> None:
    digest = digest_of(news(title=text), settings=Settings(site_name=text, site_url=SITE.site_url))
    message = render_message(digest, SENDER, ADA)
    name, mailbox = parseaddr(unfold(message, "From"))
    assert (decode(name), mailbox) == (truncate(text, 80), SENDER.mailbox)
    assert decode(unfold(message, "Subject")) == truncate(digest.subject, 150)
    head = message.partition(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 79


@given(_LINE, _LINE, st.text().map(clean_block))
def test_messages_with_any_texts_can_be_parsed(title: str, name: str, summary: str) -> None:
    settings = Settings(site_name=name, site_url=SITE.site_url)
    paper = news(title=title, authors=[name], summary=summary)
    message = render_message(digest_of(paper, settings=settings), SENDER, ADA)
    assert message.isascii()
    assert b"\n" not in message.replace(b"\r\n", b"")
    assert max(map(len, message.split(b"\r\n"))) <= 998
    mail = parse(message)
    assert set(mail.keys()) == HEADERS
    assert mail["Message-ID"] == message_id(digest_of(paper, settings=settings))
    parts(message)


@pytest.mark.parametrize(
    ("text", "mailbox"),
    [
        ("ada@example.org", "ada@example.org"),
        (" Ada.B+x@EXAMPLE.org ", "Ada.B+x@example.org"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("o'neil@mail.example.co", "o'neil@mail.example.co"),
        ("root@localhost", "root@localhost"),
    ],
)
def test_addresses_are_normalized(text: str, mailbox: str) -> None:
    assert parse_mailbox(text) == mailbox


@pytest.mark.parametrize(
    "text",
    [
        "=?utf-8?q?=0aBcc=3ax?=@example.org",
        "", "ada", "@example.org", "ada@", "ada@-x.org", "a b@example.org", "ada@example..org",
        "ada@example.org\r\nBcc: x@example.org", "<ada@example.org>", "ädä@example.org",
        f"{'a' * 65}@example.org", "ada..b@example.org", "ada@example.org,bo@example.org",
        f"a@{'x' * 64}.org", "ada@" + "x." * 130 + "org",
    ],
)  # fmt: skip
def test_an_invalid_address_is_an_error_that_does_not_repeat_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"^is not an e-mail address such as ada@example\.org$"):
        parse_mailbox(text)
