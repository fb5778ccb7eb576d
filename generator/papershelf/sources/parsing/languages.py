"""Converts language names of sources to BCP 47 tags."""

from __future__ import annotations

# BCP 47 tag, ISO 639-2 codes (bibliographic and terminological), English name.
_LANGUAGE_NAMES = (
    "ar ara Arabic", "bg bul Bulgarian", "ca cat Catalan", "cs cze ces Czech", "da dan Danish",
    "de ger deu German", "el gre ell Greek", "en eng English", "es spa Spanish",
    "et est Estonian", "fa per fas Persian", "fi fin Finnish", "fr fre fra French",
    "he heb Hebrew", "hi hin Hindi", "hr hrv scr Croatian", "hu hun Hungarian",
    "id ind Indonesian", "is ice isl Icelandic", "it ita Italian", "ja jpn Japanese",
    "ko kor Korean", "lt lit Lithuanian", "lv lav Latvian", "nl dut nld Dutch",
    "no nor Norwegian", "pl pol Polish", "pt por Portuguese", "ro rum ron Romanian",
    "ru rus Russian", "sk slo slk Slovak", "sl slv Slovenian", "sr srp scc Serbian",
    "sv swe Swedish", "th tha Thai", "tr tur Turkish", "uk ukr Ukrainian", "vi vie Vietnamese",
    "zh chi zho Chinese",
)  # fmt: skip
_TAG_BY_NAME = {
    name.lower(): names.split()[0] for names in _LANGUAGE_NAMES for name in names.split()
}


def normalize_language(text: str) -> str:
    """The tag of a language; unknown values are returned as they are (`en-GB`, `English; French`)."""
    return _TAG_BY_NAME.get(text.strip().lower(), text.strip())
