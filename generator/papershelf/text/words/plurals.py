"""Stems English plurals for comparing related papers, by exactly Harman's three rules.

The search has rules of its own (`papershelf.text.words.word_forms`).
"""

from __future__ import annotations


def stem_topic_word(word: str) -> str:
    """Return the stem by Harman's original S-stemmer (How effective is suffixing?, 1991)."""
    if len(word) < 4 or word[-1] != "s":
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    if word.endswith("es") and not word.endswith(("aes", "ees", "oes")):
        return word[:-1]
    return word if word.endswith(("us", "ss")) else word[:-1]
