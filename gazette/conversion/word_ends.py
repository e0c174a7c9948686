"""Find where the words of a text end, so that its lines can be broken between words."""

from __future__ import annotations

import re
from functools import cache

from gazette.conversion import words
from gazette.conversion.lexicon import Lexicon
from gazette.scripts import HANS, SCRIPTS
from gazette.shown import Shown, in_script, map_forms
from gazette.text import WORD_END

#: What is never divided: numbers and Latin words with the signs in them.
_UNIT = re.compile(r"[0-9A-Za-z][0-9A-Za-z.,+%/–-]*")
_HAN = re.compile(r"[㐀-鿿]")


def in_simplified(text: Shown) -> str:
    """Return the Simplified form of a text."""
    return next(in_script(text, place) for place, script in enumerate(SCRIPTS) if script.base == HANS.code)


def mark_word_ends(text: Shown) -> Shown:
    """Return the text with :data:`~gazette.text.WORD_END` after each word but the last. The words are those of the Simplified
    form; a text whose other form has another length is returned as it is."""
    lengths = {len(in_script(text, place)) for place in range(len(SCRIPTS))}
    ends = find_word_ends(in_simplified(text)) if len(lengths) == 1 else ()

    def insert(form: str) -> str:
        return WORD_END.join(form[a:b] for a, b in zip((0, *ends), (*ends, len(form)), strict=True))

    return map_forms(text, insert)


@cache
def find_word_ends(text: str) -> tuple[int, ...]:
    """Return the places inside a Simplified text where a word ends. Two characters that are both no word are not parted:
    they are more likely a name."""
    lexicon, size = _read_lexicon(), len(text)
    costs = [0.0, *[float("inf")] * size]
    starts = [0] * (size + 1)
    for start in range(size):
        unit = _UNIT.match(text, start)
        if unit and start and _UNIT.match(text[start - 1 : start]):
            continue  # inside a unit
        found = [(unit.end(), 0.0)] if unit else [(start + 1, lexicon.character_cost(text[start]))]
        if not unit:
            known = lexicon.words_starting_with(text[start : start + 2])
            found += ((start + len(word), cost) for word, cost, _ in known if text.startswith(word, start))
        for end, cost in found:
            if costs[start] + cost < costs[end]:
                costs[end], starts[end] = costs[start] + cost, start
    ends, end = list[int](), size
    while end > 0:
        ends.append(end)
        end = starts[end]
    ends.reverse()
    edges = [0, *ends]
    lone = {b for a, b in zip(edges, ends, strict=False) if b - a == 1 and _HAN.match(text[a])}
    return tuple(end for end in ends[:-1] if not (end in lone and end + 1 in lone))


@cache
def _read_lexicon() -> Lexicon:
    return Lexicon(words.read_lexicon())
