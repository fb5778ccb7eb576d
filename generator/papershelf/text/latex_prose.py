"""Prose with LaTeX in it: one text in, HTML and its plain twin out.

Abstracts are typed, exported, stripped and pasted, so nothing here may depend on well-formed
LaTeX: every construct is read where it stands, what cannot be read stays as written, and the
work is linear in the length of the text.
"""

from __future__ import annotations

import re

from papershelf.text import latex_commands as words
from papershelf.text.formula import Formula, is_math_command, render_formula
from papershelf.text.latex_letters import read_letter, read_tied, skip_spaces
from papershelf.text.latex_rules import (
    CANDIDATE,
    TOKEN,
    NextFinder,
    command_end,
    find_argument,
    is_maths,
    means_braces,
    name_commands,
    pair_braces,
    read_scripts,
    script_base,
    typeset,
    undouble,
    without_twin,
)
from papershelf.text.rich_text import Rich, RichWriter

_DEPTH_LIMIT = 24
_REACH = 4000  # how far from its beginning the end of a formula is looked for

_INLINE_END = re.compile(r"(?:[^$\\]|\\[\s\S])*+\$")
_CLOSERS = {"$$": "$$", "\\(": "\\)", "\\[": "\\]"}
_PROSE = re.compile(r"\s*+\{?\s*+\\(?:text[a-z]*+|emph|mbox)\s*+\{[^{}$\\]*+\}\s*+\}?\s*+")
_OPTION = re.compile(r"\s*\[[^\]\[{}\n]{0,200}\]")
_SWITCH = re.compile(r"\{\s*\\([A-Za-z]+)(?![A-Za-z])\s*")
_MARKUP_INSIDE = re.compile(r"\\[A-Za-z]|[${}]")
_ESCAPED = re.compile(r"\\(.)")


def render_latex(source: str) -> Rich:
    """The text with its LaTeX rendered; what cannot be stays as written."""
    return Scanner(source, RichWriter()).out.finish()


class Scanner:
    """Reads one text, from left to right, into `out`."""

    def __init__(self, source: str, out: RichWriter) -> None:
        self.source = source
        self.out = out
        self._pairs, self._next = pair_braces(source), NextFinder(source)
        self._twin_before = False
        self._scan(0, len(source), 0)

    def _scan(self, start: int, end: int, depth: int) -> None:
        position = seen = start
        while candidate := CANDIDATE.search(self.source, seen, end):
            seen = candidate.end()
            if match := TOKEN.match(self.source, candidate.start(), end):
                self.out.add(self.source[position : match.start()])
                position = seen = getattr(self, f"_{match.lastgroup}")(match, end, depth)
        self.out.add(self.source[position:end])

    def _wrap(self, tag: str, start: int, end: int, depth: int) -> None:
        if not tag:
            return self._scan(start, end, depth + 1)
        self.out.write(f"<{tag}>", {"sub": "_", "sup": "^"}.get(tag, ""))
        self._scan(start, end, depth + 1)
        self.out.write(f"</{tag}>", "")
        return None

    def _write(self, formula: Formula, tex: str) -> None:
        self.out.write(formula.html, formula.plain, tex)
        for command in formula.unknown:
            self.out.warn(command)

    def _argument(self, position: int, end: int) -> tuple[int, int] | None:
        return find_argument(self.source, position, end, self._pairs)

    def _skip(self, position: int, end: int, count: int) -> int:
        option = _OPTION.match(self.source, position, end)
        position = option.end() if option else position
        for _ in range(count):
            if argument := self._argument(position, end):
                position = argument[1] + 1
        return position

    # --- formulae

    def _preamble(self, match: re.Match[str], _end: int, _depth: int) -> int:
        self._twin_before = True
        return match.end()

    def _formula(self, match: re.Match[str], end: int, depth: int) -> int:
        start = match.end()
        if match[0] == "$":
            found = _INLINE_END.match(self.source, start, end)
            stop = found.end() - 1 if found else -1
            if stop < 0 or not is_maths(self.source, start, stop):
                self.out.add("$")
                return start
        else:
            stop = self._next.find(_CLOSERS[match[0]], start, min(end, start + _REACH))
        if stop < 0:
            self.out.fail(match[0])
            return start
        after = stop + len(match[0])
        if _PROSE.fullmatch(self.source, start, stop):
            self._scan(start, stop, depth + 1)
            return self._skip_twin(after, self.source[start:stop].strip(" {}").split("{")[-1])
        return self._rendered(start, stop, match.start(), after, block=match[0] in ("\\[", "$$"))

    def _rendered(self, start: int, stop: int, first: int, after: int, *, block: bool) -> int:
        tex = self.source[start:stop].strip()
        formula = render_formula(tex, display=block) if tex else Formula("", "")
        if formula is None:
            self.out.fail(self.source[first:after])
            return after
        if self._twin_before:
            tail = self.out.pending[-200:]
            kept = without_twin(tail[::-1], formula.plain[::-1])[::-1]
            self.out.pending = self.out.pending[: len(self.out.pending) - len(tail)] + kept
            self._twin_before = False
        self._write(formula, tex)
        return self._skip_twin(after, formula.plain)

    def _skip_twin(self, after: int, plain: str) -> int:
        if not self.source.startswith("$$ ", after - 2):
            return after
        rest = self.source[after : after + 2 * len(plain) + 40]
        return after + len(rest) - len(without_twin(rest, plain))

    def _environment(self, match: re.Match[str], end: int, _depth: int) -> int:
        name = match[0].partition("{")[2].rstrip("}")
        if not match[0].startswith("\\begin") or name.rstrip("*") not in words.MATH_ENVIRONMENTS:
            return match.end()
        stop = self._next.find(f"\\end{{{name}}}", match.end(), min(end, match.end() + _REACH))
        if stop < 0:
            self.out.fail(match[0])
            return match.end()
        after = stop + len(name) + 6
        table = name.startswith(("align", "split"))
        inner = (match.start(), after) if table else (match.end(), stop)
        return self._rendered(*inner, match.start(), after, block=True)

    def _bare_maths(self, match: re.Match[str], end: int) -> int:
        after = command_end(self.source, match, end, self._pairs)
        base = self.source[match.start() : after]
        scripts = read_scripts(self.source, after, end, self._pairs)
        for tex, stop in ((base + scripts.tex, scripts.end), (base, after)):
            if formula := render_formula(tex):
                self._write(formula, tex)
                return stop
        self.out.fail(base)
        return after

    def _script(self, match: re.Match[str], end: int, _depth: int) -> int:
        scripts = read_scripts(self.source, match.start(), end, self._pairs)
        before, base = self.out.pending, None
        if scripts.tex and (before or self.out.is_empty):
            following = self.source[scripts.end : min(end, scripts.end + 1)]
            base = script_base(before, match[0], scripts, following)
        elif scripts.tex:
            base = ""  # on a formula or a group
        tex = name_commands(base or "") + scripts.tex
        if base is not None and (formula := render_formula(tex)):
            self.out.pending = before.rstrip(" ").removesuffix(base) if base else before
            self._write(formula, tex)
            return scripts.end
        self.out.add(match[0])
        return match.end()

    # --- commands

    def _command(self, match: re.Match[str], end: int, depth: int) -> int:
        name, after = match[0][1:].rstrip("*"), match.end()
        if name in words.SIGNS:
            self.out.add(words.SIGNS[name])
            return self._sign_end(name, after, end)
        if name in words.DROPPED:
            if "cite" in name:
                self.out.pending = self.out.pending.rstrip(" ")
            return self._skip(after, end, words.DROPPED[name])
        if name in words.SWITCHES:
            return after + self.source.startswith(" ", after, end)
        if name == "ensuremath" and (argument := self._argument(after, end)):
            return self._ensured(*argument, match.start())
        if name in words.WRAPPERS or name in words.LAST_ARGUMENT:
            return self._wrapped(name, after, end, depth)
        if name in words.BRACKETED:
            return self._bracketed(name, after, end, depth)
        return (
            self._bare_maths(match, end)
            if is_math_command(match[0].rstrip("*"))
            else self._unknown(match)
        )

    def _sign_end(self, name: str, after: int, end: int) -> int:
        """Where a sign ends: a letter takes the space behind it, `{}` ends it and keeps the space.

        Behind words and dots, people who forget `{}` mean the space.
        """
        if self.source.startswith("{}", after, end):
            return after + 2
        if name in words.LETTERS:
            return skip_spaces(self.source, after, end)
        return after

    def _ensured(self, start: int, stop: int, first: int) -> int:
        return self._rendered(start, stop, first, stop + 1, block=False)

    def _bracketed(self, name: str, after: int, end: int, depth: int) -> int:
        note = self._argument(self._skip(after, end, 0), end)
        if note is None or depth > _DEPTH_LIMIT:
            return after
        self.out.pending = self.out.pending.rstrip() + words.BRACKETED[name][0]
        self._scan(*note, depth + 1)
        self.out.add(words.BRACKETED[name][1])
        return note[1] + 1

    def _wrapped(self, name: str, after: int, end: int, depth: int) -> int:
        after = self._skip(after, end, words.LAST_ARGUMENT.get(name, 0))
        argument = self._argument(after, end)
        if argument is None or depth > _DEPTH_LIMIT:
            if self.source.startswith("{", after, end):
                self.out.fail(f"\\{name}")
            return after
        after, again = argument[1] + 1, self.source[slice(*argument)]
        if name in words.VERBATIM and not _MARKUP_INSIDE.search(again):
            self.out.write_tagged(words.WRAPPERS[name], _ESCAPED.sub(r"\1", again))
        else:
            self._wrap(words.WRAPPERS.get(name, ""), *argument, depth)
        # Some exports print an address once more behind its command.
        return after + len(again) * (name == "url" and self.source.startswith(again, after, end))

    def _unknown(self, match: re.Match[str]) -> int:
        before = self.out.pending[-1:]
        if before.isalnum() or before in (":", "\\", "/"):  # a file name, not a command
            self.out.fail(match[0])
        else:
            self.out.add(match[0][1:])  # a word is all that a macro of the authors tells us
            self.out.warn(match[0])
        return match.end() + 2 * self.source.startswith("{}", match.end())

    # --- signs

    def _url(self, match: re.Match[str], _end: int, _depth: int) -> int:
        self.out.add(undouble(_ESCAPED.sub(r"\1", match[0])))
        return match.end()

    def _accent(self, match: re.Match[str], end: int, _depth: int) -> int:
        name = match[0][1:]
        read = read_tied if name == "t" else read_letter
        letter = read(self.source, match.start(), end)
        if letter:
            self.out.add(letter[0])
            return letter[1]
        following = self.source[match.end() : match.end() + 1]
        if not name.isalpha() and following != "\\":  # a quote that an export took for an accent
            is_empty = self.source.startswith("{}", match.end(), end)
            self.out.add(name + " " * (following == "{" and not is_empty))
        return match.end()

    def _escape(self, match: re.Match[str], _end: int, _depth: int) -> int:
        if match[0][1] in words.ESCAPES:
            self.out.add(words.ESCAPES[match[0][1]])
        else:
            self.out.fail(match[0])
        return match.end()

    def _group(self, match: re.Match[str], end: int, depth: int) -> int:
        start, closing = match.end(), self._pairs.get(match.start(), end)
        if closing >= end or depth > _DEPTH_LIMIT:
            self.out.add("{")
            return start
        switch = _SWITCH.match(self.source, match.start(), closing)
        if switch and switch[1] in words.SWITCHES:
            self._wrap(words.SWITCHES[switch[1]], switch.end(), closing, depth)
        else:
            opening, ending = self._braces(start, closing)
            self.out.add(opening)
            self._scan(start, closing, depth + 1)
            self.out.add(ending)
        return closing + 1

    def _braces(self, _start: int, _closing: int) -> tuple[str, str]:
        """What the braces around a group print."""
        return ("{", "}") if means_braces(self.source, _start, _closing) else ("", "")

    def _sign(self, match: re.Match[str], end: int, _depth: int) -> int:
        following = self.source[match.end() : min(end, match.end() + 1)]
        self.out.add(typeset(match[0], self.out.pending[-1:], following))
        return match.end()
