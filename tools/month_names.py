"""`python -m tools.month_names`: writes the table of month names that dates are read by.

Source: the months of CLDR as Babel has them, wide and abbreviated, alone and inside a date.
Languages: those that LaTeX's babel or Zotero can write. Babel is only needed here.
"""

from __future__ import annotations

from collections import defaultdict

from babel import Locale
from babel import __version__ as babel_version

from papershelf.sources.parsing.date_parser import fold_date
from papershelf.sources.parsing.month_names import MONTHS_FILE

LANGUAGES = (
    "af am ar ar_DZ ar_LB ar_MA as ast az be bg bn br bs ca cs cy da de de_AT dsb el en eo es "
    "es_PE et eu fa fi fil fo fr fr_CA fur fy ga gd gl gu he hi hr hsb hu hy ia id is it ka kk "
    "km kn ku ky la lb lo lt lv mk ml mn mr ms mt my nb ne nl nn oc or pa pl pt pt_PT rm ro ru "
    "sa sc se sk sl sq sr sr_Latn sv sw syr szl ta te th tk tr uk ur uz zh"
).split()

_SUMMER = "kesa"
"""In Finnish short for June, but also the summer."""


def main() -> None:
    """Write the table anew."""
    rows: dict[str, set[str]] = defaultdict(set)
    for language in LANGUAGES:
        months = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    folded = fold_date(name).strip(" .'\u200e\u200f\u200c")
                    # "5-р сар" and "tháng 5" are numbers, which are read without a table.
                    if folded != _SUMMER and not any(map(str.isdigit, folded)):
                        rows[folded].add(f"{number:02d}\t{language.partition('_')[0]}")
    lines = [
        f"# Month names of CLDR as Babel {babel_version} has them, see tools/month_names.py.",
        "# Licence of the data: Unicode License v3, https://www.unicode.org/license.txt",
        "# name, number of the month; languages only where they disagree about the number",
    ]
    for name, found in sorted(rows.items()):
        numbers = sorted({each[:2] for each in found})
        for number in numbers:
            languages = sorted(each[3:] for each in found if each.startswith(number))
            lines.append("\t".join([name, number, *(languages if len(numbers) > 1 else ())]))
    MONTHS_FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
