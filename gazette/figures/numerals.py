"""Reading numbers as Chinese prose prints them.

Takes the words of one number (1.2万, １，３４１, 30余, 10多万, 百, 三百六十五, 六点五) and gives its exact value. It
finds nothing by itself and knows no units: what may be a number is said by two patterns, for others to build on.
"""

from __future__ import annotations

import re
from decimal import Decimal

DIGIT = "0-9０-９"
HAN_DIGITS = {
    d: n for n, ds in enumerate(("零〇", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九")) for d in ds
}
SMALL_UNITS = {"十": 10, "百": 100, "千": 1000}
SCALES = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
HAN = "".join(HAN_DIGITS) + "".join(SMALL_UNITS) + "".join(SCALES)
MULTIPLIERS = frozenset("十百千万萬亿億")
VAGUE = "余餘多来來"
SPACE = "[ \u3000\u00a0\u202f]?"

# 1341  1,341  ６．５  1.2万  10多万  3千  1.2万亿: at most 15 digits, which no figure of the genre exceeds
_SCALE = "(?:[百千]?[万萬][亿億]?|[百千]?[亿億]|[百千](?![米瓦伏克卡]))"
ARABIC = (
    rf"(?:[{DIGIT}]{{1,3}}(?:(?:,|(?<=[０-９])，)[{DIGIT}]{{3}}(?![{DIGIT}])){{1,4}}|[{DIGIT}]{{1,15}}+)(?:[.．][{DIGIT}]{{1,9}}+)?"
    rf"(?:{SPACE}(?:[{VAGUE}]?{_SCALE}[{VAGUE}]?|[{VAGUE}]))?"
)
# 百  三百六十五  一千零五十  六点五  百余
HANZI = rf"[{HAN}]{{1,12}}(?:[点點][{''.join(HAN_DIGITS)}]{{1,4}})?[{VAGUE}]?"

_FOLD = str.maketrans("０１２３４５６７８９．，", "0123456789.,", f"{VAGUE} \u3000\u00a0\u202f")
_MIXED = re.compile(rf"([0-9,.]+)([{''.join(MULTIPLIERS)}]*)")
_SECTION = re.compile("([^万萬亿億]*)([万萬][亿億]|[万萬亿億])")
_LAST_SCALE = re.compile(r"(?<=[^万萬亿億])[万萬][亿億]\Z|(?<=.)[万萬亿億]\Z")


def read(words: str) -> Decimal | None:
    """The value of a number as printed, or ``None`` where the words are no well-formed number (二三, 一三一三七)."""
    plain = words.translate(_FOLD)
    mixed = _MIXED.fullmatch(plain)
    if mixed is None:
        return _read_han(plain)
    value = Decimal(mixed[1].replace(",", ""))
    for character in mixed[2]:
        value *= SMALL_UNITS.get(character) or SCALES[character]
    return Decimal(int(value)) if mixed[2] and value == int(value) else value


def split_scale(words: str) -> tuple[str, str, Decimal]:
    """The number before its last scale, the scale, its worth: 25.8亿 is (25.8, 亿, 10⁸). Without: (words, "", 1)."""
    found = _LAST_SCALE.search(words)
    if found is None:
        return words, "", Decimal(1)
    worth = Decimal(1)
    for character in found[0]:
        worth *= SCALES[character]
    return words[: found.start()].rstrip(), found[0], worth


def _read_han(words: str) -> Decimal | None:
    whole, point, fraction = words.replace("點", "点").partition("点")
    value = _read_whole(whole)
    if value is None or not point:
        return None if value is None else Decimal(value)
    if not fraction or any(character not in HAN_DIGITS for character in fraction):
        return None
    return Decimal(f"{value}.{''.join(str(HAN_DIGITS[character]) for character in fraction)}")


def _read_whole(words: str) -> int | None:
    """Scale by scale: 一亿二千三百万 is (1)亿 + (2300)万, 万亿 is a scale of its own, and a bare scale is one of it."""
    if not words:
        return None
    total = 0
    rest, ceiling = words, 10**17
    while found := _SECTION.match(rest):
        section, scale = _read_section(found[1]), 1
        for character in found[2]:
            scale *= SCALES[character]
        if section is None or scale >= ceiling or (total and not found[1]):
            return None
        total, ceiling, rest = total + (section if found[1] else 1) * scale, scale, rest[found.end() :]
    last = _read_section(rest)
    return None if last is None else total + last


def _read_section(words: str) -> int | None:
    """A number below 万, each place at most once and in falling order: 三千零五十, 百, 十五, 二; an empty one is 0."""
    total, digit, floor = 0, None, 10**4
    for character in words:
        if character in SMALL_UNITS:
            unit = SMALL_UNITS[character]
            if unit >= floor or digit == 0 or (digit is None and total):
                return None
            total, floor, digit = total + (digit or 1) * unit, unit, None
        elif character not in HAN_DIGITS or digit:
            return None
        else:
            digit = HAN_DIGITS[character]
    return total + (digit or 0)
