"""What is set for sending: the environment, and the list that stands outside of the repository."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from papershelf.catalogue.news import parse_day_range
from papershelf.core.errors import PapersError
from papershelf.core.settings import Settings, parse_settings
from papershelf.exports.digest import make_digest
from papershelf.mail.mailbox import Mailbox
from papershelf.mail.recipients import read_recipients
from papershelf.mail.smtp_settings import parse_sender, parse_smtp_server
from tests.export_samples import make_catalogue

FULL = {
    "PAPERSHELF_SMTP_HOST": "mail.example.org",
    "PAPERSHELF_SMTP_PORT": "465",
    "PAPERSHELF_SMTP_USER": "papers",
    "PAPERSHELF_SMTP_PASSWORD": "s3cret",
    "PAPERSHELF_SMTP_FROM": "digest@papers.example",
    "PAPERSHELF_UNSUBSCRIBE": "https://papers.example/leave",
}


def test_a_server_is_what_the_environment_says() -> None:
    server = parse_smtp_server(FULL, Settings())
    assert (server.host, server.port) == ("mail.example.org", 465)
    assert (server.user, server.password) == ("papers", "s3cret")
    assert "s3cret" not in repr(server)


def test_the_port_of_submission_is_the_usual_one_and_a_login_is_not_needed() -> None:
    server = parse_smtp_server(
        {"PAPERSHELF_SMTP_HOST": "h", "PAPERSHELF_SMTP_FROM": "a@example.org"},
        Settings(mail="mailto:join@x.example"),
    )
    assert (server.port, server.user, server.password) == (587, "", "")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("HOST", "", "PAPERSHELF_SMTP_HOST: is not set"),
        ("FROM", "", "PAPERSHELF_SMTP_FROM: is not set"),
        ("PORT", "mail", "PAPERSHELF_SMTP_PORT: is not the number of a port"),
        ("PORT", "70000", "PAPERSHELF_SMTP_PORT: is not the number of a port"),
        ("PORT", "٤٦٥", "PAPERSHELF_SMTP_PORT: is not the number of a port"),
        ("USER", "", "PAPERSHELF_SMTP_USER: is not set, though the other half of the login is"),
        (
            "PASSWORD",
            "",
            "PAPERSHELF_SMTP_PASSWORD: is not set, though the other half of the login is",
        ),
    ],
)
def test_what_is_missing_or_wrong_is_told_by_its_name(name: str, value: str, message: str) -> None:
    with pytest.raises(PapersError) as caught:
        parse_smtp_server({**FULL, f"PAPERSHELF_SMTP_{name}": value}, Settings())
    assert str(caught.value) == message


def leave(settings: Settings, **environment: str) -> tuple[str, tuple[str, ...]]:
    digest = make_digest(make_catalogue([]), settings, parse_day_range("2026-11-20"))
    sender = parse_sender(environment, digest, settings)
    return sender.mailbox, sender.unsubscribe_for(Mailbox("ada@example.org"))


SITE = "https://papers.example/shelf/"


@pytest.mark.parametrize(
    ("mail", "given", "ways_out"),
    [
        ("", "", ()),
        ("", " ", ()),
        ("https://x.example/join", "", ()),
        ("mailto:join@x.example", "", ("mailto:join@x.example?subject=unsubscribe",)),
        ("mailto:join@x.example", "mailto:out@x.example", ("mailto:out@x.example",)),
        ("", "mailto:out@x.example?subject=leave", ("mailto:out@x.example?subject=leave",)),
        ("", "mailto:out+{address}@x.example", ("mailto:out+ada%40example.org@x.example",)),
        ("", "mailto:out@x.example?subject={address}",
         ("mailto:out@x.example?subject=ada%40example.org",)),
        ("", "https://x.example/out?who={address}", ("https://x.example/out?who=ada%40example.org",)),
        ("", "mailto:out@x.example\nhttps://x.example/é",
         ("https://x.example/%C3%A9", "mailto:out@x.example")),
    ],
)  # fmt: skip
def test_readers_leave_as_the_environment_or_the_settings_say(
    mail: str, given: str, ways_out: tuple[str, ...]
) -> None:
    settings = Settings(site_url=SITE, mail=mail)
    assert leave(settings, PAPERSHELF_UNSUBSCRIBE=given)[1] == ways_out


def test_the_sender_of_a_file_need_not_be_set() -> None:
    assert leave(Settings(site_url=SITE))[0] == "noreply@papers.example"
    assert leave(Settings(), PAPERSHELF_SMTP_FROM="d@x.example")[0] == "d@x.example"


@pytest.mark.parametrize("mail", ["", "https://x.example/join"])
def test_without_a_way_out_nothing_can_be_sent(mail: str) -> None:
    with pytest.raises(PapersError) as caught:
        parse_smtp_server({**FULL, "PAPERSHELF_UNSUBSCRIBE": ""}, Settings(mail=mail))
    assert str(caught.value) == (
        "PAPERSHELF_UNSUBSCRIBE: is not set; set it to the https:// or mailto: address by which "
        "readers leave, or set extra.papershelf.mail to a mailto: address that somebody reads"
    )


def test_a_site_without_an_address_has_a_sender_that_can_never_be_anybodys() -> None:
    assert leave(Settings())[0] == "noreply@papershelf.invalid"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PAPERSHELF_UNSUBSCRIBE", "http://x.example/{address}"),
        ("PAPERSHELF_UNSUBSCRIBE", "javascript:alert(1)"),
        ("PAPERSHELF_UNSUBSCRIBE", "mailto:a@x.example?cc=b@x.example"),
        ("PAPERSHELF_UNSUBSCRIBE", "mailto:a@x.example?subject=b&cc=b@x.example"),
        ("PAPERSHELF_UNSUBSCRIBE", "mailto:a@x.example?subject=b>"),
        ("PAPERSHELF_UNSUBSCRIBE", "https://x.example/>\r\nBcc: a@b.example"),
        ("PAPERSHELF_SMTP_FROM", "Shelf <digest@papers.example>"),
        ("PAPERSHELF_SMTP_FROM", "digest"),
    ],
)
def test_an_address_that_is_none_is_refused(name: str, value: str) -> None:
    with pytest.raises(PapersError, match=f"^{name}: is n"):
        leave(Settings(site_url=SITE), **{name: value})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("https://x.example/?a=?utf-8?q?=0aBcc:x?=", "has =? in an address"),
        ("https://x.example/a https://x.example/b", "has more than one address of a kind"),
        ("mailto:a@x.example mailto:b@x.example", "has more than one address of a kind"),
        (f"https://x.example/{'a' * 700}", "has an address of more than 600 characters"),
    ],
)
def test_a_way_out_that_no_header_can_have_is_refused(given: str, message: str) -> None:
    with pytest.raises(PapersError, match=f"^PAPERSHELF_UNSUBSCRIBE: {re.escape(message)}"):
        leave(Settings(), PAPERSHELF_UNSUBSCRIBE=given)


@pytest.mark.parametrize("name", ["site_name", "site_url", "mail", "contact"])
@pytest.mark.parametrize("value", ["=?utf-8?q?=0aBcc:x?=", "a\nb", "a\x1bb", "a\x85b", "a\u2028b"])
def test_a_setting_that_goes_into_headers_cannot_break_out_of_them(name: str, value: str) -> None:
    ours = {name: value} if name in {"mail", "contact"} else {}
    config = {"extra": {"papershelf": ours}} if ours else {name: value}
    with pytest.raises(PapersError, match=rf"{name}: has a control character or =\?"):
        parse_settings(config)


@pytest.mark.parametrize("value", ["P = ? NP", "Shelf\u00a0& Co", "नमस्ते 👩‍🔬", "Is it? = yes"])
def test_an_ordinary_name_of_a_site_is_taken(value: str) -> None:
    assert parse_settings({"site_name": value}).site_name == value


# --- recipients ---------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout/site"
    folder.mkdir(parents=True)
    (tmp_path / "checkout/.git").mkdir()
    return folder


def test_a_list_has_an_address_on_each_line_and_everybody_once(
    project: Path, tmp_path: Path
) -> None:
    path = tmp_path / "list.txt"
    path.write_text(
        "\ufeffada@example.org # since May\n\n# gone: x@example.org\nbo@EXAMPLE.org\r\n"
        "ada@example.org\nbo@example.org\n",
        "utf-8",
    )
    assert read_recipients(path, project) == ["ada@example.org", "bo@example.org"]


@pytest.mark.parametrize("place", ["checkout/list.txt", "checkout/site/data/list.txt"])
def test_a_list_inside_the_repository_is_refused(project: Path, tmp_path: Path, place: str) -> None:
    path = tmp_path / place
    path.parent.mkdir(exist_ok=True)
    path.write_text("ada@example.org\n")
    with pytest.raises(PapersError, match="is inside the repository"):
        read_recipients(path, project)


def test_a_link_does_not_carry_a_list_out_of_the_repository(project: Path, tmp_path: Path) -> None:
    inside = project / "list.txt"
    inside.write_text("ada@example.org\n")
    (tmp_path / "list.txt").symlink_to(inside)
    with pytest.raises(PapersError, match="is inside the repository"):
        read_recipients(tmp_path / "list.txt", project)


def test_a_project_in_no_repository_keeps_its_own_folder_clean(tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "list.txt").write_text("ada@example.org\n")
    with pytest.raises(PapersError, match="is inside the repository"):
        read_recipients(folder / "list.txt", folder)


def test_every_wrong_line_is_told_and_no_address_is_repeated(project: Path, tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("ada@example.org\nbo at example.org\ncy@example.org, dee@example.org\n")
    with pytest.raises(PapersError) as caught:
        read_recipients(path, project)
    assert [(p.line, p.message) for p in caught.value.problems] == [
        (2, "is not an address such as ada@example.org"),
        (3, "is not an address such as ada@example.org"),
    ]


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_list_that_cannot_be_read_is_told(
    project: Path, tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "list.txt").write_bytes(content)
    with pytest.raises(PapersError, match="cannot be read"):
        read_recipients(tmp_path / "list.txt", project)
