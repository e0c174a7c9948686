"""Text → the tokens that the search index is made of. Pure; ``static/js/search/text.js`` does the same in the
browser (a test compares).

One Han character is a token, so is a whole run of Latin letters and digits (400亿元 is not in 1400亿元) and each of
``. % + / -``. White space and double quotation marks are no tokens, all other marks are a :data:`BREAK`: it holds a
place, so that no phrase runs across it, and is itself never looked for. ``.`` is written ``．``, because the indexer
ends sentences at the former; an accented letter is written by its number, because the indexer takes é for e and then
finds neither.
"""

from __future__ import annotations

import re
import unicodedata

BREAK = "¶"
SYMBOLS = "%+/．-"
"""What the indexer must be told to keep, beyond letters and digits."""


def _alike() -> dict[int, str]:
    """What is the same to a reader who searches: full width, quotation marks, dashes, middle dots, capitals."""
    table = {code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)}
    table.update({code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)})
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


_ALIKE = _alike()


def normal(text: str) -> str:
    """``text`` with like characters made equal; as long as it was."""
    return text.translate(_ALIKE)


class _Tokens(dict[int, str]):
    """A character → what it is among tokens: by itself, part of a run, or nothing; remembers those that were asked for."""

    def __missing__(self, code: int) -> str:
        char = normal(chr(code))
        if char.isascii() and char.isalnum():
            token = char
        elif char.isspace() or char == '"':
            token = " "
        elif char == ".":
            token = " ． "
        elif char in SYMBOLS or unicodedata.category(char)[0] in "LN":
            is_plain = unicodedata.normalize("NFD", char) == char
            token = f" {char} " if is_plain else f" u{ord(char):04x} "
        else:
            token = f" {BREAK} "
        self[code] = token
        return token


_TOKENS = _Tokens()
_DOUBLED = re.compile(rf"{BREAK}(?:\s+{BREAK})+")


def spaced(text: str) -> str:
    """The tokens of ``text`` in order, white space between them; breaks are never doubled."""
    return _DOUBLED.sub(BREAK, text.translate(_TOKENS))


def tokenise(text: str) -> tuple[str, ...]:
    """The tokens of ``text`` in order."""
    return tuple(spaced(text).split())
