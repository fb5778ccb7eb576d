r"""Renders one LaTeX formula as safe MathML and as plain text.

latex2mathml parses the LaTeX. Its output is never used directly but rebuilt from a closed list of
elements and attributes (MathML Core, W3C), because latex2mathml neither escapes text nor filters
untrusted input: `\text{<script>}`, `\href{javascript:…}` and `\style` all pass through it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from latex2mathml import commands
from latex2mathml.converter import convert_to_element
from latex2mathml.symbols_parser import convert_symbol

from papershelf.text.escaping import escape_html
from papershelf.text.mathml import clean_mathml, find_single_script, is_prose, render_mathml
from papershelf.text.plain_math import render_plain_math

FORMULA_LIMIT = 2000
_DEPTH_LIMIT = 40


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as MathML and as plain text; `unknown_commands` lists commands not understood."""

    html: str
    plain_text: str
    unknown_commands: tuple[str, ...] = ()


def _load_known_commands() -> frozenset[str]:
    known: set[str] = set()
    for value in vars(commands).values():
        names = [value] if isinstance(value, str) else value
        if isinstance(names, (list, tuple, dict)):
            known.update(name for name in names if isinstance(name, str) and name[:1] == "\\")
    return frozenset(known)


_KNOWN_COMMANDS = _load_known_commands()
# Macros that papers often define themselves, so that their abstracts rely on them, and that
# latex2mathml does not know. The names with `v` and `m` are from the ICLR template.
_OPERATOR_NAMES = """
    OPT poly polylog nnz rank tr Tr diag sign sgn supp softmax ReLU Var Cov KL TV conv span vol dist
    arg esssup erf prox proj conf reg Reg Regret negl avg Ent Law Lip
""".split()
_MACROS = {f"\\{name}": rf"\operatorname{{{name}}}" for name in _OPERATOR_NAMES} | {
    r"\reals": r"\mathbb{R}", r"\R": r"\mathbb{R}", r"\N": r"\mathbb{N}", r"\Z": r"\mathbb{Z}",
    r"\C": r"\mathbb{C}", r"\Q": r"\mathbb{Q}", r"\E": r"\mathbb{E}", r"\P": r"\mathbb{P}",
    r"\wt": r"\widetilde", r"\wh": r"\widehat", r"\eps": r"\epsilon", r"\veps": r"\varepsilon",
    r"\Tilde": r"\tilde", r"\Hat": r"\hat", r"\Bar": r"\bar", r"\epilon": r"\epsilon",
    r"\mathds": r"\mathbb", r"\mathbbm": r"\mathbb", r"\nicefrac": r"\frac", r"\sfrac": r"\frac",
    r"\textsc": r"\text", r"\textsl": r"\text", r"\ensuremath": "", r"\xspace": "",
    r"\nonumber": "", r"\notag": "", r"\allowbreak": "", r"\em": "", r"\sl": "", r"\sc": "",
    r"\protect": "", r"\relax": "", r"\*": "*", r"\-": "", r"\/": "", r"\@": "", r"\=": "=",
}  # fmt: skip
_FORBIDDEN = re.compile(r"\\(?:def|newcommand|newenvironment|DeclareMathOperator|verb)(?![A-Za-z])")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)", re.DOTALL)
_BARE_PERCENT = re.compile(r"(?<!\\)%")
_OLD_FONT_SWITCH = re.compile(r"\{\s*\\(cal|bf|rm|sf|tt|it|bb|frak|scr)(?![A-Za-z])\s*([^{}\\]*)\}")
_OPERATOR_NAME = re.compile(r"\\operatorname\*?\s*\{([^{}]*)\}")
_LABEL_OR_SPACE = re.compile(r"\\(?:label|tag\*?|vspace|hspace)\s*\{[^{}]*\}")
_UNBRACED_ARGUMENT = re.compile(
    r"(\\(?:math(?:bf|bb|cal|rm|sf|frak|scr)|sqrt|wide(?:hat|tilde)|bm|hat|tilde|bar|vec))([A-Za-z])"
)
_HATTED = re.compile(r"\\([A-Za-z])(hat|tilde|bar)")
_TEMPLATE_FONT = re.compile(r"\\[vm]([A-Za-z])")
_DELIMITER_SIZES = re.compile(r"\\(?:left|right|middle|[bB]igg?[lrm]?)(?![A-Za-z])\s*\.?")


def is_math_command(command: str) -> bool:
    """Return whether a command, given with its backslash, is known in formulas."""
    return (
        command in _MACROS
        or command in _KNOWN_COMMANDS
        or convert_symbol(command) is not None
        or _UNBRACED_ARGUMENT.fullmatch(command) is not None
        or _HATTED.fullmatch(command) is not None
    )


def render_formula(tex: str, *, display: bool = False) -> Formula | None:
    """Render the formula between dollars, or return `None` if it cannot be rendered.

    That is the case if it is too long, nested too deeply, defines macros or is malformed; the
    caller then shows its source.
    """
    return None if len(tex) > FORMULA_LIMIT else _render(tex, display=display)


@lru_cache(maxsize=4096)
def _render(tex: str, *, display: bool) -> Formula | None:
    if _FORBIDDEN.search(tex) or _nesting_depth(tex) > _DEPTH_LIMIT:
        return None
    unknown: list[str] = []
    prepared = _prepare_for_latex2mathml(tex, unknown)
    formula = _convert_to_mathml(prepared, display=display)
    if formula is None and _DELIMITER_SIZES.search(
        prepared
    ):  # an unmatched \left is the most common error
        formula = _convert_to_mathml(_DELIMITER_SIZES.sub("", prepared), display=display)
    if formula is None or "\\" in formula.plain_text:
        return None
    return Formula(formula.html, formula.plain_text, tuple(unknown))


def _nesting_depth(tex: str) -> int:
    depth = deepest = 0
    for char in tex:
        if char == "{":
            depth += 1
            deepest = max(deepest, depth)
        elif char == "}":
            depth -= 1
    return deepest


def expand_commands(tex: str, unknown: list[str]) -> str:
    """Return the formula with common macros expanded and lost braces restored.

    Unknown commands are appended to `unknown`.
    """

    def expand(match: re.Match[str]) -> str:
        command = match[0]
        if command in _MACROS:
            return _MACROS[command] + " " * _MACROS[command][-1:].isalpha()
        if command in _KNOWN_COMMANDS or convert_symbol(command) or not command[1:].isalpha():
            return command
        if lost := _UNBRACED_ARGUMENT.fullmatch(command):
            return f"{lost[1]}{{{lost[2]}}}"
        if hatted := _HATTED.fullmatch(command):
            return rf"\{hatted[2]}{{{hatted[1]}}}"
        if font := _TEMPLATE_FONT.fullmatch(command):
            return rf"\mathbf{{{font[1]}}}"
        unknown.append(command)
        return rf"\operatorname{{{command[1:]}}}"

    return _COMMAND.sub(expand, _LABEL_OR_SPACE.sub("", tex))


def _prepare_for_latex2mathml(tex: str, unknown: list[str]) -> str:
    """Return LaTeX that latex2mathml understands; append unknown commands to `unknown`."""
    tex = expand_commands(_BARE_PERCENT.sub(r"\%", tex), unknown)
    tex = _OLD_FONT_SWITCH.sub(r"\\math\1{\2}", tex)
    return _OPERATOR_NAME.sub(_replace_operator, tex)


def _replace_operator(match: re.Match[str]) -> str:
    name = match[1].replace(r"\,", " ").strip()
    return rf"\operatorname{{{name}}}" if name.isascii() and name.isalpha() else rf"\text{{{name}}}"


def _convert_to_mathml(tex: str, *, display: bool) -> Formula | None:
    try:
        tree = clean_mathml(convert_to_element(tex))
    except Exception:  # noqa: BLE001  latex2mathml raises what its code trips over, recursion too
        return None
    plain = render_plain_math(tree)
    if plain == "°" or (is_prose(tree) and not display):
        return Formula(escape_html(plain), plain)
    if tag := find_single_script(tree):
        text = plain[1:].removeprefix("(").removesuffix(")")
        is_ordinal = text in ("st", "nd", "rd", "th")
        return Formula(f"<{tag}>{escape_html(text)}</{tag}>", text if is_ordinal else plain)
    return Formula(render_mathml(tree, display=display), plain)
