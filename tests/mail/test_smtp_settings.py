"""Tests of SMTP settings from the environment, and of the recipient list."""

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


def test_the_server_is_read_from_the_environment() -> None:
    server = parse_smtp_server(FULL, Settings())
    assert (server.host, server.port) == ("mail.example.org", 465)
    assert (server.user, server.password) == ("papers", "s3cret")
    assert "s3cret" not in repr(server)


def test_the_default_port_is_submission_and_login_is_optional() -> None:
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
        ("PORT", "mail", "PAPERSHELF_SMTP_PORT: is not a port number"),
        ("PORT", "70000", "PAPERSHELF_SMTP_PORT: is not a port number"),
        ("PORT", "٤٦٥", "PAPERSHELF_SMTP_PORT: is not a port number"),
        (
            "USER",
            "",
            "PAPERSHELF_SMTP_USER: is not set, but PAPERSHELF_SMTP_PASSWORD is; set both or neither",
        ),
        (
            "PASSWORD",
            "",
            "PAPERSHELF_SMTP_PASSWORD: is not set, but PAPERSHELF_SMTP_USER is; set both or neither",
        ),
    ],
)
def test_missing_and_invalid_variables_are_errors(name: str, value: str, message: str) -> None:
    with pytest.raises(PapersError) as caught:
        parse_smtp_server({**FULL, f"PAPERSHELF_SMTP_{name}": value}, Settings())
    assert str(caught.value) == message


def unsubscribe_methods(settings: Settings, **environment: str) -> tuple[str, tuple[str, ...]]:
    digest = make_digest(make_catalogue([]), settings, parse_day_range("2026-11-20"))
    sender = parse_sender(environment, digest, settings)
    return sender.mailbox, sender.unsubscribe_for(Mailbox("ada@example.org"))


SITE = "https://papers.example/shelf/"


@pytest.mark.parametrize(
    ("mail", "given", "expected"),
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
def test_unsubscribe_methods_come_from_environment_or_settings(
    mail: str, given: str, expected: tuple[str, ...]
) -> None:
    settings = Settings(site_url=SITE, mail=mail)
    assert unsubscribe_methods(settings, PAPERSHELF_UNSUBSCRIBE=given)[1] == expected


def test_a_digest_written_to_a_file_needs_no_sender() -> None:
    assert unsubscribe_methods(Settings(site_url=SITE))[0] == "noreply@papers.example"
    assert unsubscribe_methods(Settings(), PAPERSHELF_SMTP_FROM="d@x.example")[0] == "d@x.example"


@pytest.mark.parametrize("mail", ["", "https://x.example/join"])
def test_an_unsubscribe_method_is_required(mail: str) -> None:
    with pytest.raises(PapersError) as caught:
        parse_smtp_server({**FULL, "PAPERSHELF_UNSUBSCRIBE": ""}, Settings(mail=mail))
    assert str(caught.value) == (
        "PAPERSHELF_UNSUBSCRIBE: is not set; set it to an https:// or mailto: URL for unsubscribing, "
        "or set extra.papershelf.mail to a mailto: address that you read"
    )


def test_the_placeholder_sender_has_a_reserved_domain() -> None:
    assert unsubscribe_methods(Settings())[0] == "noreply@papershelf.invalid"


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
def test_invalid_addresses_are_errors(name: str, value: str) -> None:
    with pytest.raises(PapersError, match=f"^{name}: is n"):
        unsubscribe_methods(Settings(site_url=SITE), **{name: value})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("https://x.example/?a=?utf-8?q?=0aBcc:x?=", "contains =?"),
        ("https://x.example/a https://x.example/b", "has two addresses of the same kind"),
        ("mailto:a@x.example mailto:b@x.example", "has two addresses of the same kind"),
        (f"https://x.example/{'a' * 700}", "has an address of more than 600 characters"),
    ],
)
def test_invalid_unsubscribe_methods_are_errors(given: str, message: str) -> None:
    with pytest.raises(PapersError, match=f"^PAPERSHELF_UNSUBSCRIBE: {re.escape(message)}"):
        unsubscribe_methods(Settings(), PAPERSHELF_UNSUBSCRIBE=given)


@pytest.mark.parametrize("name", ["site_name", "site_url", "mail", "contact"])
@pytest.mark.parametrize("value", ["=?utf-8?q?=0aBcc:x?=", "a\nb", "a\x1bb", "a\x85b", "a\u2028b"])
def test_settings_cannot_inject_headers(name: str, value: str) -> None:
    ours = {name: value} if name in {"mail", "contact"} else {}
    config = {"extra": {"papershelf": ours}} if ours else {name: value}
    with pytest.raises(PapersError, match=rf"{name}: contains a control character or =\?"):
        parse_settings(config)


@pytest.mark.parametrize("value", ["P = ? NP", "Shelf\u00a0& Co", "नमस्ते 👩‍🔬", "Is it? = yes"])
def test_ordinary_site_names_are_accepted(value: str) -> None:
    assert parse_settings({"site_name": value}).site_name == value


# --- recipients ---------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout/site"
    folder.mkdir(parents=True)
    (tmp_path / "checkout/.git").mkdir()
    return folder


def test_a_list_has_one_address_per_line_and_duplicates_are_removed(
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
def test_a_list_inside_the_repository_is_an_error(
    project: Path, tmp_path: Path, place: str
) -> None:
    path = tmp_path / place
    path.parent.mkdir(exist_ok=True)
    path.write_text("ada@example.org\n")
    with pytest.raises(PapersError, match="is inside the repository"):
        read_recipients(path, project)


def test_a_linked_list_inside_the_repository_is_an_error(project: Path, tmp_path: Path) -> None:
    inside = project / "list.txt"
    inside.write_text("ada@example.org\n")
    (tmp_path / "list.txt").symlink_to(inside)
    with pytest.raises(PapersError, match="is inside the repository"):
        read_recipients(tmp_path / "list.txt", project)


def test_without_a_repository_the_list_must_be_outside_the_project(tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "list.txt").write_text("ada@example.org\n")
    with pytest.raises(PapersError, match="is inside the repository"):
        read_recipients(folder / "list.txt", folder)


def test_all_invalid_lines_are_reported_without_addresses(project: Path, tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("ada@example.org\nbo at example.org\ncy@example.org, dee@example.org\n")
    with pytest.raises(PapersError) as caught:
        read_recipients(path, project)
    assert [(p.line, p.message) for p in caught.value.problems] == [
        (2, "is not an e-mail address such as ada@example.org"),
        (3, "is not an e-mail address such as ada@example.org"),
    ]


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_an_unreadable_list_is_an_error(
    project: Path, tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "list.txt").write_bytes(content)
    with pytest.raises(PapersError, match="cannot be read"):
        read_recipients(tmp_path / "list.txt", project)
