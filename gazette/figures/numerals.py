"""Parse numbers as Chinese prose prints them: 1.2万, １，３４１, 30余, 10多万, 百, 三百六十五, 六点五.

The patterns :data:`ARABIC` and :data:`HANZI` match what may be a number; callers build their own patterns on them.
Units are not this module's business.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal

from gazette.text import FULL_TO_HALF_WIDTH

DIGIT = "0-9０-９"
HAN_DIGITS = {
    d: n for n, ds in enumerate(("零〇", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九")) for d in ds
}
SMALL_UNITS = {"十": 10, "百": 100, "千": 1000}
SCALES = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
MULTIPLIERS = SMALL_UNITS | SCALES
#: All characters that a number in Chinese characters may have before its 点.
HAN = "".join(HAN_DIGITS) + "".join(MULTIPLIERS)
#: “and some more”: 30余, 10多万. It does not change the value.
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

# Half width, without spaces and without 余.
_CLEAN = FULL_TO_HALF_WIDTH | dict.fromkeys(map(ord, f"{VAGUE} \u3000\u00a0\u202f"))
_MIXED = re.compile(rf"([0-9,.]+)([{''.join(MULTIPLIERS)}]*)")
_SECTION = re.compile("([^万萬亿億]*)([万萬][亿億]|[万萬亿億])")
_LAST_SCALE = re.compile(r"(?<=[^万萬亿億])[万萬][亿億]\Z|(?<=.)[万萬亿億]\Z")


def parse_number(text: str) -> Decimal | None:
    """Parse one printed number; ``None`` if the text is no well-formed number (二三, 一三一三七)."""
    mixed = _MIXED.fullmatch(text)
    if mixed is None:
        text = text.translate(_CLEAN)
        mixed = _MIXED.fullmatch(text)
    if mixed is None:
        return _parse_han(text)
    value = Decimal(mixed[1].replace(",", ""))
    for character in mixed[2]:
        value *= MULTIPLIERS[character]
    return Decimal(int(value)) if mixed[2] and value == int(value) else value


def split_scale(text: str) -> tuple[str, str, Decimal]:
    """Split a number before its last scale: 25.8亿 → ("25.8", "亿", 10⁸); without a scale → (text, "", 1)."""
    match = _LAST_SCALE.search(text)
    if match is None:
        return text, "", Decimal(1)
    return text[: match.start()].rstrip(), match[0], Decimal(_scale_factor(match[0]))


def _scale_factor(scale: str) -> int:
    return math.prod(SCALES[character] for character in scale)


def _parse_han(text: str) -> Decimal | None:
    whole, point, fraction = text.replace("點", "点").partition("点")
    value = _parse_whole(whole)
    if value is None or not point:
        return None if value is None else Decimal(value)
    if not fraction or any(character not in HAN_DIGITS for character in fraction):
        return None
    return Decimal(f"{value}.{''.join(str(HAN_DIGITS[character]) for character in fraction)}")


def _parse_whole(text: str) -> int | None:
    """Parse scale by scale: 一亿二千三百万 is 1×亿 + 2300×万; 万亿 is a scale of its own; a scale alone counts once."""
    if not text:
        return None
    total = 0
    rest, previous_scale = text, 10**17
    while match := _SECTION.match(rest):
        section, scale = _parse_section(match[1]), _scale_factor(match[2])
        if section is None or scale >= previous_scale or (total and not match[1]):
            return None
        total += (section if match[1] else 1) * scale
        previous_scale, rest = scale, rest[match.end() :]
    last = _parse_section(rest)
    return None if last is None else total + last


def _parse_section(text: str) -> int | None:
    """Parse a number below 万, each place at most once and in falling order: 三千零五十, 百, 十五, 二; "" is 0."""
    total, digit, previous_unit = 0, None, 10**4
    for character in text:
        if character in SMALL_UNITS:
            unit = SMALL_UNITS[character]
            if unit >= previous_unit or digit == 0 or (digit is None and total):
                return None
            total, previous_unit, digit = total + (digit or 1) * unit, unit, None
        elif character not in HAN_DIGITS or digit:
            return None
        else:
            digit = HAN_DIGITS[character]
    return total + (digit or 0)
