"""Tables of LaTeX commands in prose and what they print.

Sources: The Comprehensive LaTeX Symbol List (accents, letters, symbols) and the LaTeX2e reference.
"""

from __future__ import annotations

from papershelf.text.latex_symbols import TEXT_CHARACTERS

# Command → the letter it prints.
LETTER_COMMANDS = {
    "ss": "ß", "SS": "ẞ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ",
    "OE": "Œ", "aa": "å", "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "dj": "đ", "DJ": "Đ",
    "ng": "ŋ", "NG": "Ŋ", "th": "þ", "TH": "Þ", "ij": "ĳ", "IJ": "Ĳ", "ohorn": "ơ", "OHORN": "Ơ",
    "uhorn": "ư", "UHORN": "Ư",
}  # fmt: skip

# Command → the text it prints.
SIGN_COMMANDS = TEXT_CHARACTERS | LETTER_COMMANDS | {
    "ldots": "…", "dots": "…", "textellipsis": "…", "textemdash": "—", "textendash": "–",
    "textasciitilde": "~", "textasciicircum": "^", "textbackslash": "\\", "textunderscore": "_",
    "textbar": "|", "textless": "<", "textgreater": ">", "textdollar": "$", "textpm": "±",
    "textdegree": "°", "texttimes": "×", "textmu": "µ", "textquoteleft": "‘", "textquoteright": "’",
    "textquotedblleft": "“", "textquotedblright": "”", "textquotedbl": '"', "textquotesingle": "'",
    "textregistered": "®", "texttrademark": "™", "textcopyright": "©", "copyright": "©",
    "textbullet": "•", "S": "§", "P": "¶", "dag": "†", "ddag": "‡", "pounds": "£", "euro": "€",
    "lq": "‘", "rq": "’", "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX", "slash": "/",
    "ie": "i.e.", "eg": "e.g.", "etc": "etc.", "etal": "et al.", "cf": "cf.", "vs": "vs.",
    "wrt": "w.r.t.", "iid": "i.i.d.", "aka": "a.k.a.", "Renyi": "Rényi", "item": "•",
    "newline": " ", "linebreak": " ", "quad": " ", "qquad": " ", "space": " ", "enspace": " ",
    "par": "\n\n", "n": " ", "textbraceleft": "{", "textbraceright": "}", "enskip": " ",
    "textasciigrave": "`", "textasciiacute": "´", "textcompwordmark": "", "textnumero": "№",
}  # fmt: skip

# Symbols that absorb a following space. After words and dots, authors who omit `{}` want the space.
SIGNS_TAKING_SPACE = frozenset(
    name for name, text in SIGN_COMMANDS.items() if len(text) <= 1 and text != "…"
)

ESCAPED_CHARACTERS = {
    "%": "%", "$": "$", "&": "&", "_": "_", "#": "#", "{": "{", "}": "}", " ": " ", "\\": " ",
    ",": " ", ";": " ", ":": " ", ">": " ", "\n": " ", "!": "", "/": "", "-": "", "@": "",
    "*": "*", "|": "‖", "~": "~", "^": "^", "(": "(", ")": ")", "[": "[", "]": "]",
}  # fmt: skip

# Command with one argument → the HTML element that shows it, "" for none.
WRAPPER_TAGS = {
    "textit": "i", "emph": "i", "textsl": "i", "mathit": "i", "textbf": "b", "texttt": "code",
    "textsubscript": "sub", "textsuperscript": "sup", "textsc": "", "textrm": "", "textsf": "",
    "textup": "", "textmd": "", "textnormal": "", "text": "", "mbox": "", "hbox": "", "fbox": "",
    "underline": "", "uline": "", "ul": "", "url": "", "path": "", "enquote": "", "mathrm": "",
    "MakeUppercase": "", "uppercase": "", "MakeLowercase": "", "ensuremath": "", "boxed": "",
    "operatorname": "", "section": "", "paragraph": "", "title": "", "textipa": "", "nolinkurl": "",
}  # fmt: skip

VERBATIM_COMMANDS = frozenset({"texttt", "url", "path", "nolinkurl"})

# Font switch → the HTML element for the rest of its group.
SWITCH_TAGS = {
    "it": "i", "em": "i", "sl": "i", "itshape": "i", "slshape": "i", "bf": "b", "bfseries": "b",
    "tt": "code", "ttfamily": "code", "sc": "", "scshape": "", "rm": "", "sf": "", "rmfamily": "",
    "sffamily": "", "normalfont": "", "upshape": "", "tiny": "", "scriptsize": "", "small": "",
    "footnotesize": "", "normalsize": "", "large": "", "Large": "", "cal": "",
}  # fmt: skip

# Command → number of arguments to skip before its text, which is the next argument.
LAST_ARGUMENT_COMMANDS = {
    "href": 1,
    "textcolor": 1,
    "colorbox": 1,
    "texorpdfstring": 1,
    "hyperref": 0,
}

# Command → number of arguments dropped together with it.
DROPPED_COMMANDS = {
    "xspace": 0, "noindent": 0, "allowbreak": 0, "protect": 0, "centering": 0, "relax": 0,
    "left": 0, "right": 0, "big": 0, "Big": 0, "bigl": 0, "bigr": 0, "Bigl": 0, "Bigr": 0,
    "bigg": 0, "Bigg": 0, "displaystyle": 0, "smallskip": 0, "medskip": 0, "bigskip": 0,
    "nobreak": 0, "leavevmode": 0, "unskip": 0, "ignorespaces": 0, "footnotemark": 0, "indent": 0,
    "boldmath": 0, "unboldmath": 0,
    "maketitle": 0, "newpage": 0, "hfill": 0, "label": 1, "ref": 1, "eqref": 1, "cref": 1,
    "Cref": 1, "autoref": 1, "color": 1, "vspace": 1, "hspace": 1, "thanks": 1, "index": 1,
    "pagestyle": 1, "usepackage": 1, "documentclass": 1, "setlength": 2, "vskip": 0, "hskip": 0,
    "cite": 1, "citep": 1, "citealp": 1, "parencite": 1, "autocite": 1, "footcite": 1, "nocite": 1,
    "citeyear": 1, "citeyearpar": 1, "mathbin": 0, "mathrel": 0, "mathop": 0, "mathord": 0,
}  # fmt: skip

# Command → text printed around its argument: a note, or a citation that is part of the sentence.
BRACKETED_COMMANDS = {
    "footnote": (" (", ")"), "citet": (" [", "]"), "textcite": (" [", "]"), "citealt": (" [", "]"),
    "citeauthor": (" [", "]"), "Citet": (" [", "]"), "newcite": (" [", "]"),
}  # fmt: skip

MATH_ENVIRONMENTS = frozenset(
    {
        "equation",
        "align",
        "aligned",
        "gather",
        "multline",
        "eqnarray",
        "displaymath",
        "math",
        "split",
    }
)
