from __future__ import annotations

import pytest

from papershelf.core.formatting import format_count


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0 papers"), (1, "1 paper"), (2, "2 papers"), (1234567, "1,234,567 papers")],
)
def test_a_count_agrees_with_its_noun(number: int, text: str) -> None:
    assert format_count(number, "paper") == text
