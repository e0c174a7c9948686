"""Split text into the tokens of the search index. ``static/js/search/text.js`` does the same in the browser (a test
compares the two).

One Han character is a token, so is a whole run of Latin letters and digits (400亿元 is not in 1400亿元) and each of
``. % + / -``. White space and double quotation marks are no tokens. All other marks are a :data:`BREAK`, across which
no phrase matches and which is itself never searched. ``.`` is written ``．``, because the indexer ends sentences at the
former; an accented letter is written without its accent, as the indexer would do with some of them. Which of the two a page has is
seen in its text.
"""

from __future__ import annotations

import re
import unicodedata

BREAK = "¶"
#: The characters that the indexer must not drop, besides letters and digits.
SYMBOLS = "%+/．-"
#: Ideographs that a reader may type: the common block and extension A.
IDEOGRAPHS = "".join(map(chr, (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))))


def _build_equivalents() -> dict[int, str]:
    """Map characters that are equal to a reader who searches: full width, quotation marks, dashes, middle dots, capitals."""
    table = {code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)}
    for code in (*range(ord("A"), ord("Z") + 1), *range(0xC0, 0x250)):
        if len(lower := chr(code).lower()) == 1:
            table[code] = lower
    table.update(dict.fromkeys(map(ord, "\u3000\u00a0"), " "))
    table.update(dict.fromkeys(map(ord, "“”„‟「」『』〝〞"), '"'))
    table.update(dict.fromkeys(map(ord, "‘’"), "'"))
    table.update(dict.fromkeys(map(ord, "‐‑‒–—―−~〜～"), "-"))
    table.update(dict.fromkeys(map(ord, "•‧・"), "·"))
    # Radicals and compatibility ideographs look like the characters that they are not (text from a PDF has them).
    for code in (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00)):
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1 and chr(code) != plain < "\U00010000":
            table[code] = plain
    return table


_EQUIVALENTS = _build_equivalents()


def normalize(text: str) -> str:
    """Return ``text`` with equivalent characters made equal; the length remains the same."""
    return text.translate(_EQUIVALENTS)


def strip_accents(char: str) -> str:
    """Return a character without its accents; nothing for an accent alone."""
    decomposed = unicodedata.normalize("NFD", char)
    plain = "".join(part for part in decomposed if unicodedata.category(part) != "Mn")
    return char if plain == decomposed else unicodedata.normalize("NFC", plain)


class _Tokens(dict[int, str]):
    """A cached translation table: from a character to a token, to part of a run, or to white space."""

    def __missing__(self, code: int) -> str:
        char = normalize(strip_accents(chr(code)))
        if not char or (char.isascii() and char.isalnum()):
            token = char
        elif char.isspace() or char == '"':
            token = " "
        elif char == ".":
            token = " ． "
        elif char in SYMBOLS or unicodedata.category(char)[0] in "LN":
            token = f" {char} "
        else:
            token = f" {BREAK} "
        self[code] = token
        return token


_TOKENS = _Tokens()
_DOUBLED = re.compile(rf"{BREAK}(?:\s+{BREAK})+")


def separate_tokens(text: str) -> str:
    """Return the tokens of ``text`` in order, separated by white space; several breaks become one."""
    return _DOUBLED.sub(BREAK, text.translate(_TOKENS))


def tokenise(text: str) -> tuple[str, ...]:
    """Return the tokens of ``text`` in order."""
    return tuple(separate_tokens(text).split())
