"""Converts prose that contains LaTeX to HTML and plain text.

Abstracts have been typed, exported, stripped and pasted, so the parser does not assume well-formed
LaTeX: each construct is parsed locally, unparsable parts stay as written, and the running time is
linear in the length of the text.
"""

from __future__ import annotations

import re

from papershelf.text import latex_commands as words
from papershelf.text.formula import Formula, is_math_command, render_formula
from papershelf.text.latex_letters import parse_letter, parse_tied_letters, skip_spaces
from papershelf.text.latex_rules import (
    LATEX_CANDIDATE,
    LATEX_TOKEN,
    SignFinder,
    command_end,
    drop_plain_copy,
    drop_repeated_url,
    find_braced_argument,
    is_brace_content,
    is_math,
    pair_braces,
    parse_scripts,
    restore_backslashes,
    script_base,
    typeset_mark,
)
from papershelf.text.rich_text import RichText, RichWriter

_DEPTH_LIMIT = 24
_MAX_FORMULA_LENGTH = 4000  # maximum distance searched for the end of a formula

_INLINE_END = re.compile(r"(?:[^$\\]|\\[\s\S])*+\$")
_CLOSERS = {"$$": "$$", "\\(": "\\)", "\\[": "\\]"}
_TEXT_FORMULA = re.compile(r"\s*+\{?\s*+\\(?:text[a-z]*+|emph|mbox)\s*+\{[^{}$\\]*+\}\s*+\}?\s*+")
_OPTION = re.compile(r"\s*\[[^\]\[{}\n]{0,200}\]")
_FONT_SWITCH = re.compile(r"\{\s*\\([A-Za-z]+)(?![A-Za-z])\s*")
_MARKUP_INSIDE = re.compile(r"\\[A-Za-z]|[${}]")
_ESCAPED = re.compile(r"\\(.)")


def parse_latex_prose(source: str) -> RichText:
    """Render the LaTeX in a text; parts that cannot be rendered stay as written."""
    return LatexScanner(source, RichWriter()).writer.finish()


class LatexScanner:
    """Scans a text from left to right and writes the result to `writer`."""

    def __init__(self, source: str, out: RichWriter) -> None:
        self.source = source
        self.writer = out
        self._brace_pairs, self._next_finder = pair_braces(source), SignFinder(source)
        self._plain_copy_before = False
        self._scan(0, len(source), 0)

    def _scan(self, start: int, end: int, depth: int) -> None:
        position = seen = start
        while candidate := LATEX_CANDIDATE.search(self.source, seen, end):
            seen = candidate.end()
            if match := LATEX_TOKEN.match(self.source, candidate.start(), end):
                self.writer.add(self.source[position : match.start()])
                position = seen = getattr(self, f"_scan_{match.lastgroup}")(match, end, depth)
        self.writer.add(self.source[position:end])

    def _wrap(self, tag: str, start: int, end: int, depth: int) -> None:
        if not tag:
            return self._scan(start, end, depth + 1)
        self.writer.write(f"<{tag}>", {"sub": "_", "sup": "^"}.get(tag, ""))
        self._scan(start, end, depth + 1)
        self.writer.write(f"</{tag}>", "")
        return None

    def _write_math(self, formula: Formula, tex: str) -> None:
        self.writer.write(formula.html, formula.plain_text, tex)
        for command in formula.unknown_commands:
            self.writer.add_failure(command)

    def _find_argument(self, position: int, end: int) -> tuple[int, int] | None:
        return find_braced_argument(self.source, position, end, self._brace_pairs)

    def _skip(self, position: int, end: int, count: int) -> int:
        option = _OPTION.match(self.source, position, end)
        position = option.end() if option else position
        for _ in range(count):
            if argument := self._find_argument(position, end):
                position = argument[1] + 1
        return position

    # --- formulas

    def _scan_preamble(self, match: re.Match[str], _end: int, _depth: int) -> int:
        self._plain_copy_before = True
        return match.end()

    def _scan_formula(self, match: re.Match[str], end: int, depth: int) -> int:
        start = match.end()
        if match[0] == "$":
            found = _INLINE_END.match(self.source, start, end)
            stop = found.end() - 1 if found else -1
            if stop < 0 or not is_math(self.source, start, stop):
                self.writer.add("$")
                return start
        else:
            stop = self._next_finder.find_next(
                _CLOSERS[match[0]], start, min(end, start + _MAX_FORMULA_LENGTH)
            )
        if stop < 0:
            self.writer.write_failed(match[0])
            return start
        after = stop + len(match[0])
        if _TEXT_FORMULA.fullmatch(self.source, start, stop):
            self._scan(start, stop, depth + 1)
            return self._skip_plain_copy(after, self.source[start:stop].strip(" {}").split("{")[-1])
        return self._write_rendered(
            start, stop, match.start(), after, block=match[0] in ("\\[", "$$")
        )

    def _write_rendered(self, start: int, stop: int, first: int, after: int, *, block: bool) -> int:
        tex = self.source[start:stop].strip()
        formula = render_formula(tex, display=block) if tex else Formula("", "")
        if formula is None:
            self.writer.write_failed(self.source[first:after])
            return after
        if self._plain_copy_before:
            tail = self.writer.pending[-200:]
            kept = drop_plain_copy(tail[::-1], formula.plain_text[::-1])[::-1]
            self.writer.pending = self.writer.pending[: len(self.writer.pending) - len(tail)] + kept
            self._plain_copy_before = False
        self._write_math(formula, tex)
        return self._skip_plain_copy(after, formula.plain_text)

    def _skip_plain_copy(self, after: int, plain: str) -> int:
        if not self.source.startswith("$$ ", after - 2):
            return after
        rest = self.source[after : after + 2 * len(plain) + 40]
        return after + len(rest) - len(drop_plain_copy(rest, plain))

    def _scan_environment(self, match: re.Match[str], end: int, _depth: int) -> int:
        name = match[0].partition("{")[2].rstrip("}")
        if not match[0].startswith("\\begin") or name.rstrip("*") not in words.MATH_ENVIRONMENTS:
            return match.end()
        stop = self._next_finder.find_next(
            f"\\end{{{name}}}", match.end(), min(end, match.end() + _MAX_FORMULA_LENGTH)
        )
        if stop < 0:
            self.writer.write_failed(match[0])
            return match.end()
        after = stop + len(name) + 6
        table = name.startswith(("align", "split"))
        inner = (match.start(), after) if table else (match.end(), stop)
        return self._write_rendered(*inner, match.start(), after, block=True)

    def _write_bare_math(self, match: re.Match[str], end: int) -> int:
        after = command_end(self.source, match, end, self._brace_pairs)
        base = self.source[match.start() : after]
        scripts = parse_scripts(self.source, after, end, self._brace_pairs)
        for tex, stop in ((base + scripts.tex, scripts.end), (base, after)):
            if formula := render_formula(tex):
                self._write_math(formula, tex)
                return stop
        self.writer.write_failed(base)
        return after

    def _scan_script(self, match: re.Match[str], end: int, _depth: int) -> int:
        scripts = parse_scripts(self.source, match.start(), end, self._brace_pairs)
        before, base = self.writer.pending, None
        if scripts.tex and (before or self.writer.is_empty):
            following = self.source[scripts.end : min(end, scripts.end + 1)]
            base = script_base(before, match[0], scripts, following)
        elif scripts.tex:
            base = ""  # the base is a formula or a group
        tex = restore_backslashes(base or "") + scripts.tex
        if base is not None and (formula := render_formula(tex)):
            self.writer.pending = before.rstrip(" ").removesuffix(base) if base else before
            self._write_math(formula, tex)
            return scripts.end
        self.writer.add(match[0])
        return match.end()

    # --- commands

    def _scan_command(self, match: re.Match[str], end: int, depth: int) -> int:
        name, after = match[0][1:].rstrip("*"), match.end()
        if name in words.SIGN_COMMANDS:
            self.writer.add(words.SIGN_COMMANDS[name])
            return self._sign_end(name, after, end)
        if name in words.DROPPED_COMMANDS:
            if "cite" in name:
                self.writer.pending = self.writer.pending.rstrip(" ")
            return self._skip(after, end, words.DROPPED_COMMANDS[name])
        if name in words.SWITCH_TAGS:
            return after + self.source.startswith(" ", after, end)
        if name == "ensuremath" and (argument := self._find_argument(after, end)):
            return self._write_ensuremath(*argument, match.start())
        if name in words.WRAPPER_TAGS or name in words.LAST_ARGUMENT_COMMANDS:
            return self._write_wrapped(name, after, end, depth)
        if name in words.BRACKETED_COMMANDS:
            return self._write_bracketed(name, after, end, depth)
        return (
            self._write_bare_math(match, end)
            if is_math_command(match[0].rstrip("*"))
            else self._write_unknown(match)
        )

    def _sign_end(self, name: str, after: int, end: int) -> int:
        """Return where a symbol ends: a letter absorbs the following space, `{}` preserves it.

        After words and dots, authors who omit `{}` want the space.
        """
        if self.source.startswith("{}", after, end):
            return after + 2
        if name in words.LETTER_COMMANDS:
            return skip_spaces(self.source, after, end)
        return after

    def _write_ensuremath(self, start: int, stop: int, first: int) -> int:
        return self._write_rendered(start, stop, first, stop + 1, block=False)

    def _write_bracketed(self, name: str, after: int, end: int, depth: int) -> int:
        note = self._find_argument(self._skip(after, end, 0), end)
        if note is None or depth > _DEPTH_LIMIT:
            return after
        self.writer.pending = self.writer.pending.rstrip() + words.BRACKETED_COMMANDS[name][0]
        self._scan(*note, depth + 1)
        self.writer.add(words.BRACKETED_COMMANDS[name][1])
        return note[1] + 1

    def _write_wrapped(self, name: str, after: int, end: int, depth: int) -> int:
        after = self._skip(after, end, words.LAST_ARGUMENT_COMMANDS.get(name, 0))
        argument = self._find_argument(after, end)
        if argument is None or depth > _DEPTH_LIMIT:
            if self.source.startswith("{", after, end):
                self.writer.write_failed(f"\\{name}")
            return after
        after, again = argument[1] + 1, self.source[slice(*argument)]
        if name in words.VERBATIM_COMMANDS and not _MARKUP_INSIDE.search(again):
            self.writer.write_tagged(words.WRAPPER_TAGS[name], _ESCAPED.sub(r"\1", again))
        else:
            self._wrap(words.WRAPPER_TAGS.get(name, ""), *argument, depth)
        # Some exports repeat a URL after its command.
        return after + len(again) * (name == "url" and self.source.startswith(again, after, end))

    def _write_unknown(self, match: re.Match[str]) -> int:
        before = self.writer.pending[-1:]
        if before.isalnum() or before in (":", "\\", "/"):  # part of a file name, not a command
            self.writer.write_failed(match[0])
        else:
            self.writer.add(match[0][1:])  # the name is all that is known of an author's macro
            self.writer.add_failure(match[0])
        return match.end() + 2 * self.source.startswith("{}", match.end())

    # --- signs

    def _scan_url(self, match: re.Match[str], _end: int, _depth: int) -> int:
        self.writer.add(drop_repeated_url(_ESCAPED.sub(r"\1", match[0])))
        return match.end()

    def _scan_accent(self, match: re.Match[str], end: int, _depth: int) -> int:
        name = match[0][1:]
        read = parse_tied_letters if name == "t" else parse_letter
        letter = read(self.source, match.start(), end)
        if letter:
            self.writer.add(letter[0])
            return letter[1]
        following = self.source[match.end() : match.end() + 1]
        if not name.isalpha() and following != "\\":  # a quote that an export mistook for an accent
            is_empty = self.source.startswith("{}", match.end(), end)
            self.writer.add(name + " " * (following == "{" and not is_empty))
        return match.end()

    def _scan_escape(self, match: re.Match[str], _end: int, _depth: int) -> int:
        if match[0][1] in words.ESCAPED_CHARACTERS:
            self.writer.add(words.ESCAPED_CHARACTERS[match[0][1]])
        else:
            self.writer.write_failed(match[0])
        return match.end()

    def _scan_group(self, match: re.Match[str], end: int, depth: int) -> int:
        start, closing = match.end(), self._brace_pairs.get(match.start(), end)
        if closing >= end or depth > _DEPTH_LIMIT:
            self.writer.add("{")
            return start
        switch = _FONT_SWITCH.match(self.source, match.start(), closing)
        if switch and switch[1] in words.SWITCH_TAGS:
            self._wrap(words.SWITCH_TAGS[switch[1]], switch.end(), closing, depth)
        else:
            opening, ending = self._braces(start, closing)
            self.writer.add(opening)
            self._scan(start, closing, depth + 1)
            self.writer.add(ending)
        return closing + 1

    def _braces(self, _start: int, _closing: int) -> tuple[str, str]:
        """Return what the braces around a group print."""
        return ("{", "}") if is_brace_content(self.source, _start, _closing) else ("", "")

    def _scan_sign(self, match: re.Match[str], end: int, _depth: int) -> int:
        following = self.source[match.end() : min(end, match.end() + 1)]
        self.writer.add(typeset_mark(match[0], self.writer.pending[-1:], following))
        return match.end()
