"""Signs of notes and other raised or lowered characters, wherever they are found: on a page of a PDF or in a Word document."""

from __future__ import annotations

import re
from collections.abc import Mapping

#: The key of a note stands between these in a text on its way; neither is a character of Unicode.
START, END = "\ufdd0", "\ufdd1"
_MARK = re.compile(f"{START}([^{END}]*){END}")
#: What can be the sign of a note: 1, [1], 注1, ①, *.
SIGN = re.compile(
    r"(?:[\[［〔【（(]?(?:注[ 　]?)?(\d{1,3})[\]］〕】）)]?|([①-⑳㉑-㉟])|([*＊※†‡]{1,3}))[.．、：:]?(?![\d.%年月日])"
)
_BRACKETS = re.compile(r"[\[\]［］〔〕【】（）()]")
#: Before a raised number: letters of a unit, and the base of a power.
_UNIT = re.compile("(?<![A-Za-z])(?:[kcdmhμ]?m|[kM]?[sg])$")
_POWER = re.compile(r"(?<!\d)10$")
IN_WORDS = re.compile("[\u3400-\u9fff”’》」』）)%％〕】]$")
#: Raised and lowered characters that Unicode has.
_RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
FORMS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"


def mark(key: str) -> str:
    """What stands in a text for the mark of a note, until :func:`take` takes it out."""
    return f"{START}{key}{END}"


def take(text: str) -> tuple[str, tuple[tuple[int, str], ...]]:
    """The text without the marks of notes in it, and (offset, key) of each."""
    found: list[tuple[int, str]] = []
    plain = ""
    start = 0
    for each in _MARK.finditer(text):
        plain += text[start : each.start()]
        found.append((len(plain), each[1]))
        start = each.end()
    return plain + text[start:], tuple(found)


def plain(sign: str) -> str:
    """The sign without brackets and 注: ［注1］ is 1."""
    return _BRACKETS.sub("", sign).removeprefix("注").strip()


def key_of(sign: str, before: str, keys: Mapping[str, str]) -> str | None:
    """The key of the note whose plain sign is raised behind the words ``before``; ``None`` where it is no mark but a power or a part
    of a unit. ``keys`` are those of the notes at hand, by sign; behind a word a number is a mark even where its note is missing."""
    if not sign or not SIGN.fullmatch(sign):
        return None
    if _POWER.search(before) or (_UNIT.search(before) and sign in ("2", "3")):
        return None
    if sign in keys:
        return keys[sign]
    return f"?.{sign}" if IN_WORDS.search(before) and not re.fullmatch("[①-⑳㉑-㉟]", sign) else None


def has_form(char: str, script: int) -> bool:
    """Whether Unicode has a character in its raised (1) or lowered (-1) form."""
    return ord(char) in (_RAISED if script > 0 else _LOWERED)


def formed(text: str, script: int) -> str:
    """The text in its raised (1) or lowered (-1) form; characters that have none stay."""
    return text.translate(_RAISED if script > 0 else _LOWERED)
