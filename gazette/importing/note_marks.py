"""Recognize the signs of notes, and other raised or lowered characters, on a page of a PDF or in a Word document."""

from __future__ import annotations

import re
from collections.abc import Mapping

#: The key of a note stands between these in a text that is being read; both are noncharacters of Unicode.
START, END = "\ufdd0", "\ufdd1"
_MARK = re.compile(f"{START}([^{END}]*){END}")
#: The sign of a note: 1, [1], 注1, ①, *.
SIGN = re.compile(
    r"(?:[\[［〔【（(]?(?:注[ 　]?)?(\d{1,3})[\]］〕】）)]?|([①-⑳㉑-㉟])|([*＊※†‡]{1,3}))[.．、：:]?(?![\d.%年月日])"
)
_BRACKETS = re.compile(r"[\[\]［］〔〕【】（）()]")
#: Before a raised number that is no mark: a unit, and the base of a power.
_UNIT = re.compile("(?<![A-Za-z])(?:[kcdmhμ]?m|[kM]?[sg])$")
_POWER = re.compile(r"(?<!\d)10$")
#: The end of a word, behind which a raised number is a mark.
WORD_END = re.compile("[\u3400-\u9fff”’》」』）)%％〕】]$")
#: Raised and lowered characters in Unicode.
_RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
SCRIPT_FORMS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"


def encode_mark(key: str) -> str:
    """Return what stands in a text for the mark of a note, until :func:`extract_marks` takes it out."""
    return f"{START}{key}{END}"


def extract_marks(text: str) -> tuple[str, tuple[tuple[int, str], ...]]:
    """Return the text without the encoded marks, and (offset, key) of each."""
    marks: list[tuple[int, str]] = []
    plain = ""
    for n, part in enumerate(_MARK.split(text)):  # text and keys alternate
        if n % 2:
            marks.append((len(plain), part))
        else:
            plain += part
    return plain, tuple(marks)


def strip_brackets(sign: str) -> str:
    """Return the sign without brackets and 注: ［注1］ is 1."""
    return _BRACKETS.sub("", sign).removeprefix("注").strip()


def find_key(sign: str, before: str, keys: Mapping[str, str]) -> str | None:
    """Return the key of the note whose bare sign is raised behind the text ``before``.

    ``None`` if the sign is no mark but a power or part of a unit. ``keys`` are those of the known notes, by sign; behind a word a
    number is a mark even if its note is missing.
    """
    if not sign or not SIGN.fullmatch(sign):
        return None
    if _POWER.search(before) or (_UNIT.search(before) and sign in ("2", "3")):
        return None
    if sign in keys:
        return keys[sign]
    return f"?.{sign}" if WORD_END.search(before) and not re.fullmatch("[①-⑳㉑-㉟]", sign) else None


def has_script_form(character: str, script: int) -> bool:
    """Whether Unicode has a character in its raised (1) or lowered (-1) form."""
    return ord(character) in (_RAISED if script > 0 else _LOWERED)


def to_script_form(text: str, script: int) -> str:
    """Return the text in its raised (1) or lowered (-1) form; characters that have none stay."""
    return text.translate(_RAISED if script > 0 else _LOWERED)
