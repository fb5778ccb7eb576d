"""Normalizes and percent-encodes URLs, and rejects those that are unsafe to link to."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import quote, urlsplit

URL_LIMIT = 2048
_ORDINARY_URL = re.compile(
    r"https?://[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+(?:/[\w./~+-]*)?", re.ASCII
)
_INVALID_CHARACTER = re.compile(r"[^\S ]|[\\\x00-\x1f\x7f-\x9f]")
# Two URLs in one field, or words before a URL.
_SECOND_URL = re.compile(r"\s(?:.*\s)?<?https?://", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?)*\.?")
_MAIL_ADDRESS = re.compile(r"[\w.+-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.ASCII | re.IGNORECASE)
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ENCODED_DOT = re.compile(r"%2e", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}
_PATH_SAFE = "/:@!$&()*+,;=-._~"
_URL_SAFE = _PATH_SAFE + "%"


def normalize_url(text: str, *, mailto: bool = False) -> str | None:
    """Return the normalized, percent-encoded URL, or `None` if it is not safe to link to.

    Accepts only http and https with a host and no password (RFC 3986), and optionally mailto with
    one address. Spaces are encoded and dot segments (`/a/../b`) resolved, as in browsers. The
    function is idempotent.
    """
    text = text.strip()
    if len(text) > URL_LIMIT:
        return None
    if _ORDINARY_URL.fullmatch(text) and "/." not in text:
        return text
    if not text.isprintable() or _INVALID_CHARACTER.search(text) or _SECOND_URL.search(text):
        return None
    if mailto and text[:7].lower() == "mailto:":
        return f"mailto:{text[7:]}" if _MAIL_ADDRESS.fullmatch(text, 7) else None
    try:
        url = _normalize_any_url(text)
    except ValueError:  # raised by urlsplit, the port, ipaddress, or idna (UnicodeError)
        return None
    return url if url and len(url) <= URL_LIMIT else None


def _normalize_any_url(text: str) -> str | None:
    parts = urlsplit(text)
    if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        return None
    host = parts.hostname
    if "[" in parts.netloc and "%" not in host:  # a zone (RFC 6874) is only valid locally
        host = f"[{ipaddress.IPv6Address(host)}]"
    else:
        host = host.encode("idna").decode("ascii").lower()
        if not _HOST.fullmatch(host):
            return None
    port = "" if parts.port in (None, _PORTS[parts.scheme]) else f":{parts.port}"
    path = _encode(_remove_dot_segments(parts.path), _URL_SAFE)
    url = f"{parts.scheme}://{host}{port}{path}"
    for mark, part in (("?", parts.query), ("#", parts.fragment)):
        url += mark + _encode(part, _URL_SAFE + "?") if part else ""
    return url


def _remove_dot_segments(path: str) -> str:
    """Remove `.` and `..` from a path (RFC 3986, 5.2.4), even if their dots are encoded."""
    if "/." not in path and "/%2" not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        plain = _ENCODED_DOT.sub(".", segment)
        if plain == "..":
            kept[-1:] = []
        elif plain != ".":
            kept.append(segment)
    if plain in (".", ".."):  # a final dot segment names a folder
        kept.append("")
    return "/" + "/".join(kept)


def quote_path(text: str) -> str:
    """Percent-encode a text as part of a URL path; slashes are kept."""
    return quote(text, safe=_PATH_SAFE)


def quote_query(text: str) -> str:
    """Percent-encode a text as a value of a query string."""
    return quote(text, safe="")


def _encode(text: str, safe: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", text), safe=safe)
