"""Styles and automatic numbers of a Word document: which paragraphs are headings, and which number stands before them.

Word does not store numbers in the text: a paragraph, or its style, names a list and a level, and the list defines how levels are
counted and written (ECMA-376, part 1, 17.9).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from msgspec import Struct

from gazette.importing.word_package import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"(?:heading|标题|標題)\s*([1-9])")
_CONTENTS = re.compile(r"(?:toc|目录|目錄)\s*(?:[1-9]|heading|标题)")
_DIGITS = "零一二三四五六七八九"
#: Bullets of Word's symbol fonts, as Unicode has them.
BULLETS = {
    "\uf0b7": "•", "\uf06c": "●", "\uf06e": "■", "\uf075": "◆", "\uf0d8": "➢", "\uf0fc": "✓", "\uf076": "❖", "\uf0a7": "▪",
    "\uf0a8": "◆", "\uf071": "❑", "\uf06d": "○", "\uf09f": "•", "\uf0f0": "⇨", "\uf0e8": "➔", "\uf0ab": "★", "\uf0b2": "✧", "o": "○",
}  # fmt: skip
#: Formats of ECMA-376 (17.18.59).
_DECIMAL_FORMATS = {
    "none": "", "decimal": "{}", "decimalHalfWidth": "{}", "decimalFullWidth": "{}", "decimalFullWidth2": "{}",
    "decimalZero": "{:02}", "decimalEnclosedParen": "({})", "decimalEnclosedFullstop": "{}.",
}  # fmt: skip
_HAN_COUNTING = {
    "chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand", "japaneseCounting",
    "koreanCounting",
}  # fmt: skip
_LEGAL_DIGITS = {
    "chineseLegalSimplified": "零壹贰叁肆伍陆柒捌玖拾佰仟", "ideographLegalTraditional": "零壹貳參肆伍陸柒捌玖拾佰仟",
}  # fmt: skip
_CYCLES = {"ideographTraditional": "甲乙丙丁戊己庚辛壬癸", "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥"}


def get_value(node: Element | None, name: str) -> str | None:
    """Return the ``w:val`` of a child; ``None`` if there is no such child."""
    child = node.find(f"{W}{name}") if node is not None else None
    return None if child is None else child.get(f"{W}val", "")


def is_on(node: Element | None, name: str) -> bool:
    """Whether a boolean property is on: present, and not turned off."""
    return get_value(node, name) not in (None, "0", "false", "off")


class _Style(Struct, frozen=True):
    name: str
    based_on: str  # key of another style
    outline: str | None  # level of a heading, counted from 0
    number: tuple[str | None, str | None]  # list and level


class Styles:
    """The paragraph styles of a document."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self.default = ""
        for style in root.iter(f"{W}style") if root is not None else ():
            if style.get(f"{W}type") not in (None, "paragraph"):
                continue
            properties = style.find(f"{W}pPr")
            name, key = get_value(style, "name") or "", style.get(f"{W}styleId", "")
            number = _read_number(properties)
            based_on = get_value(style, "basedOn") or ""
            self._styles[key] = _Style(name.lower(), based_on, get_value(properties, "outlineLvl"), number)
            if style.get(f"{W}default") in ("1", "true"):
                self.default = key

    def _ancestors(self, key: str) -> Iterator[tuple[str, _Style]]:
        """Yield a style and those that it is based on."""
        seen: set[str] = set()
        while key in self._styles and key not in seen:
            seen.add(key)
            yield key, self._styles[key]
            key = self._styles[key].based_on

    def find_heading_level(self, key: str, outline: str | None) -> int:
        """Return the level of a heading, 0 for none; ``outline`` is what the paragraph says itself."""
        for _, style in self._ancestors(key):
            if outline is not None:
                break
            outline = style.outline
            if outline is None and (match := _HEADING.fullmatch(style.name)):
                return int(match[1])
        return int(outline) + 1 if outline and outline in "012345678" else 0

    def is_contents(self, key: str) -> bool:
        """Whether the style is one of a table of contents."""
        return any(_CONTENTS.fullmatch(style.name) for _, style in self._ancestors(key))

    def find_numbering(self, key: str) -> tuple[str | None, str | None, str]:
        """Return the list and the level that a style gives, and the style that names the list."""
        level = None
        for name, style in self._ancestors(key):
            level = style.number[1] if level is None else level
            if style.number[0] is not None:
                return style.number[0], level, name
        return None, None, ""


def _read_number(properties: Element | None) -> tuple[str | None, str | None]:
    number = properties.find(f"{W}numPr") if properties is not None else None
    return get_value(number, "numId"), get_value(number, "ilvl")


class _LevelDefinition(Struct, frozen=True):
    """How a level of a list is counted and written."""

    start: int
    number_format: str
    text: str  # with %1 to %9 for the numbers of the levels
    uses_arabic: bool  # numbers of the levels above in Arabic digits (1.1 under 一、)
    restart: int | None  # by which level, counted from 1; 0 by none


@dataclass(slots=True)
class _ListDefinition:
    levels: dict[int, _LevelDefinition] = field(default_factory=dict)
    styles: dict[str, int] = field(default_factory=dict)  # level of a paragraph style
    link: str = ""  # the style whose list is used instead


class Numbering:
    """The lists of a document, with their counters; labels must be asked for in reading order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists: dict[str, _ListDefinition] = {}
        self._list_keys: dict[str, str] = {}  # by numId
        self._starts: dict[str, dict[int, int]] = {}  # by numId and level
        self._own_levels: dict[str, dict[int, _LevelDefinition]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._seen: set[tuple[str, int]] = set()
        key_by_style: dict[str, str] = {}
        for node in root.findall(f"{W}abstractNum") if root is not None else ():
            key = node.get(f"{W}abstractNumId", "")
            self._lists[key] = _read_list(node)
            if style := get_value(node, "styleLink"):
                key_by_style[style] = key
        for node in root.findall(f"{W}num") if root is not None else ():
            number, key = node.get(f"{W}numId", ""), get_value(node, "abstractNumId") or ""
            link = self._lists[key].link if key in self._lists else ""
            self._list_keys[number] = key_by_style.get(link, key)
            for override in node.findall(f"{W}lvlOverride"):
                level = _parse_int(override.get(f"{W}ilvl"), 0)
                start = get_value(override, "startOverride")
                if start is not None:
                    self._starts.setdefault(number, {})[level] = _parse_int(start, 1)
                own_level = override.find(f"{W}lvl")
                if own_level is not None:
                    self._own_levels.setdefault(number, {})[level] = _read_level(own_level)

    def next_label(self, properties: Element | None, style: str) -> str | None:
        """Return the number before the next paragraph: empty if there is none, ``None`` if its format is unknown."""
        number, at = _read_number(properties)
        inherited, level, owner = self._styles.find_numbering(style)
        if number is None:
            number, at = inherited, at if at is not None else level
        if number in (None, "0", "") or number not in self._list_keys:
            return ""
        key = self._list_keys[number]
        definition = self._lists.get(key, _ListDefinition())
        place = _parse_int(at, definition.styles.get(owner, 0)) if at is not None else definition.styles.get(owner, 0)
        levels = {**definition.levels, **self._own_levels.get(number, {})}
        if place not in levels:
            return ""
        self._advance(key, number, place, levels)
        return self._format_label(key, place, levels)

    def _advance(self, key: str, number: str, place: int, levels: dict[int, _LevelDefinition]) -> None:
        counts = self._counts.setdefault(key, {})
        start = self._starts.get(number, {}).get(place)
        if start is not None and (number, place) not in self._seen:
            counts[place] = start
        elif place in counts:
            counts[place] += 1
        else:
            counts[place] = levels[place].start
        self._seen.add((number, place))
        for above in range(place):
            if above in levels:
                counts.setdefault(above, levels[above].start)
        for below in [n for n in counts if n > place]:
            restart = levels[below].restart if below in levels else None
            if restart is None or place < restart:  # lvlRestart: by which level, counted from 1; 0 by none
                del counts[below]

    def _format_label(self, key: str, place: int, levels: dict[int, _LevelDefinition]) -> str | None:
        level, counts = levels[place], self._counts[key]
        if level.number_format == "none" and "%" not in re.sub(f"%{place + 1}", "", level.text):
            return re.sub(f"%{place + 1}", "", level.text)
        if level.number_format == "bullet":
            return BULLETS.get(level.text, level.text if not re.search("[\ue000-\uf8ff]", level.text) else None)
        parts = []
        for part in re.split("(%[1-9])", level.text):
            if not re.fullmatch("%[1-9]", part):
                parts.append(part)
                continue
            above = int(part[1]) - 1
            if above not in levels or above not in counts:
                continue
            number_format = "decimal" if level.uses_arabic and above != place else levels[above].number_format
            written = format_number(number_format, counts[above])
            if written is None:
                return None
            parts.append(written)
        return "".join(parts)


def _read_list(node: Element) -> _ListDefinition:
    definition = _ListDefinition(link=get_value(node, "numStyleLink") or "")
    for level in node.findall(f"{W}lvl"):
        place = _parse_int(level.get(f"{W}ilvl"), 0)
        definition.levels[place] = _read_level(level)
        if style := get_value(level, "pStyle"):
            definition.styles[style] = place
    return definition


def _read_level(node: Element) -> _LevelDefinition:
    restart = get_value(node, "lvlRestart")
    node_format = node.find(f".//{W}numFmt")
    number_format = node_format.get(f"{W}val", "decimal") if node_format is not None else "decimal"
    if number_format == "custom" and node_format is not None:
        number_format = "decimalZero" if re.fullmatch("0?1, ?0?2.*", node_format.get(f"{W}format", "")) else "custom"
    return _LevelDefinition(
        _parse_int(get_value(node, "start"), 1), number_format, get_value(node, "lvlText") or "", is_on(node, "isLgl"),
        None if restart is None else _parse_int(restart, 0),
    )  # fmt: skip


def _parse_int(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch("-?[0-9]{1,9}", text) else default


def format_number(number_format: str, number: int) -> str | None:
    """Format a number by a name of ECMA-376 (17.18.59); ``None`` if the name is unknown, or has no form for the number."""
    if number_format.startswith("decimalEnclosedCircle"):
        return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)
    if number_format in _DECIMAL_FORMATS:
        return _DECIMAL_FORMATS[number_format].format(number)
    if number_format in _HAN_COUNTING:
        return _format_han(number)
    if number_format in _LEGAL_DIGITS:
        text = _format_han(number, one_ten=True)
        return text and text.translate(str.maketrans("零一二三四五六七八九十百千", _LEGAL_DIGITS[number_format]))
    if number_format in ("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"):
        return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number)) if number >= 0 else None
    if number_format in ("upperRoman", "lowerRoman"):
        return _format_roman(number, number_format == "upperRoman")
    if number_format in ("upperLetter", "lowerLetter") and number > 0:
        letter = chr((97 if number_format == "lowerLetter" else 65) + (number - 1) % 26)
        return letter * ((number - 1) // 26 + 1)
    cycle = _CYCLES.get(number_format, "")
    return cycle[number - 1] if 1 <= number <= len(cycle) else None


def _format_han(number: int, *, one_ten: bool = False) -> str | None:
    """Format a number: 1 is 一, 12 十二 (with ``one_ten`` 一十二), 120 一百二十, 105 一百零五."""
    if not 0 <= number < 10000:
        return None
    places = zip(f"{number:04}", ("千", "百", "十", ""), strict=True)
    text = "".join(_DIGITS[int(digit)] + (unit if digit != "0" else "") for digit, unit in places)
    text = re.sub("零+", "零", text).strip("零") or "零"
    return text if one_ten or not text.startswith("一十") else text[1:]


def _format_roman(number: int, upper: bool) -> str | None:
    if not 0 < number < 4000:
        return None
    text = ""
    for unit, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), "M CM D CD C XC L XL X IX V IV I".split(), strict=True
    ):
        text += sign * (number // unit)
        number %= unit
    return text if upper else text.lower()
