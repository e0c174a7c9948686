"""Styles and automatic numbers of a Word document: which paragraphs are headings, and which number stands before them.

Word keeps numbers out of the text: a paragraph, or its style, names a list and a level, and the list tells how levels are counted and
written (ECMA-376, part 1, 17.9).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gazette.importing.word_package import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"(?:heading|标题|標題)\s*([1-9])")
_CONTENTS = re.compile(r"(?:toc|目录|目錄)\s*(?:[1-9]|heading|标题)")
_DIGITS = "零一二三四五六七八九"
#: Bullets of Word's symbol fonts, as other fonts have them.
BULLETS = {
    "\uf0b7": "•", "\uf06c": "●", "\uf06e": "■", "\uf075": "◆", "\uf0d8": "➢", "\uf0fc": "✓", "\uf076": "❖", "\uf0a7": "▪",
    "\uf0a8": "◆", "\uf071": "❑", "\uf06d": "○", "\uf09f": "•", "\uf0f0": "⇨", "\uf0e8": "➔", "\uf0ab": "★", "\uf0b2": "✧", "o": "○",
}  # fmt: skip


def value(node: Element | None, name: str) -> str | None:
    """The ``w:val`` of a child, ``None`` where there is no such child."""
    child = node.find(f"{W}{name}") if node is not None else None
    return None if child is None else child.get(f"{W}val", "")


def is_on(node: Element | None, name: str) -> bool:
    """Whether a switch of properties is on: there, and not turned off."""
    return value(node, name) not in (None, "0", "false", "off")


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    outline: str | None
    number: tuple[str | None, str | None]


class Styles:
    """The paragraph styles of a document."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self.default = ""
        for style in root.iter(f"{W}style") if root is not None else ():
            if style.get(f"{W}type") not in (None, "paragraph"):
                continue
            properties = style.find(f"{W}pPr")
            name, key = value(style, "name") or "", style.get(f"{W}styleId", "")
            number = _number(properties)
            based_on = value(style, "basedOn") or ""
            self._styles[key] = _Style(name.lower(), based_on, value(properties, "outlineLvl"), number)
            if style.get(f"{W}default") in ("1", "true"):
                self.default = key

    def _up(self, key: str) -> Iterator[tuple[str, _Style]]:
        """A style and those that it is based on."""
        seen: set[str] = set()
        while key in self._styles and key not in seen:
            seen.add(key)
            yield key, self._styles[key]
            key = self._styles[key].based_on

    def level(self, key: str, outline: str | None) -> int:
        """The level of a heading, 0 for none; ``outline`` is what the paragraph says itself."""
        if outline is not None:
            return int(outline) + 1 if outline in "012345678" and outline else 0
        for _, style in self._up(key):
            if style.outline is not None:
                return int(style.outline) + 1 if style.outline in "012345678" and style.outline else 0
            if named := _HEADING.fullmatch(style.name):
                return int(named[1])
        return 0

    def is_contents(self, key: str) -> bool:
        """Whether the style is one of a table of contents."""
        return any(_CONTENTS.fullmatch(style.name) for _, style in self._up(key))

    def number(self, key: str) -> tuple[str | None, str | None, str]:
        """List and level that a style gives, and the style that names the list."""
        level = None
        for name, style in self._up(key):
            level = style.number[1] if level is None else level
            if style.number[0] is not None:
                return style.number[0], level, name
        return None, None, ""


def _number(properties: Element | None) -> tuple[str | None, str | None]:
    number = properties.find(f"{W}numPr") if properties is not None else None
    return value(number, "numId"), value(number, "ilvl")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str
    is_plain: bool  # numbers of the levels above in Arabic digits (1.1 under 一、)
    restart: int | None


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)
    styles: dict[str, int] = field(default_factory=dict)
    link: str = ""


class Numbering:
    """The lists of a document, and how far each is counted; numbers come in the order of the calls."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists: dict[str, _List] = {}
        self._of: dict[str, str] = {}  # list of a numId
        self._starts: dict[str, dict[int, int]] = {}
        self._own: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._seen: set[tuple[str, int]] = set()
        named: dict[str, str] = {}
        for node in root.findall(f"{W}abstractNum") if root is not None else ():
            key = node.get(f"{W}abstractNumId", "")
            self._lists[key] = _read_list(node)
            if style := value(node, "styleLink"):
                named[style] = key
        for node in root.findall(f"{W}num") if root is not None else ():
            number, key = node.get(f"{W}numId", ""), value(node, "abstractNumId") or ""
            link = self._lists[key].link if key in self._lists else ""
            self._of[number] = named.get(link, key)
            for own in node.findall(f"{W}lvlOverride"):
                level = _int(own.get(f"{W}ilvl"), 0)
                start = value(own, "startOverride")
                if start is not None:
                    self._starts.setdefault(number, {})[level] = _int(start, 1)
                other = own.find(f"{W}lvl")
                if other is not None:
                    self._own.setdefault(number, {})[level] = _read_level(other)

    def label(self, properties: Element | None, style: str) -> str | None:
        """The number before a paragraph: empty where there is none, ``None`` where it is in a form that we do not know."""
        number, at = _number(properties)
        inherited, level, owner = self._styles.number(style)
        if number is None:
            number, at = inherited, at if at is not None else level
        if number in (None, "0", "") or number not in self._of:
            return ""
        key = self._of[number]
        found = self._lists.get(key, _List())
        place = _int(at, found.styles.get(owner, 0)) if at is not None else found.styles.get(owner, 0)
        levels = {**found.levels, **self._own.get(number, {})}
        if place not in levels:
            return ""
        self._count(key, number, place, levels)
        return self._written(key, place, levels)

    def _count(self, key: str, number: str, place: int, levels: dict[int, _Level]) -> None:
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

    def _written(self, key: str, place: int, levels: dict[int, _Level]) -> str | None:
        level, counts = levels[place], self._counts[key]
        if level.form == "none" and "%" not in re.sub(f"%{place + 1}", "", level.text):
            return re.sub(f"%{place + 1}", "", level.text)
        if level.form == "bullet":
            return BULLETS.get(level.text, level.text if not re.search("[\ue000-\uf8ff]", level.text) else None)
        parts = []
        for part in re.split("(%[1-9])", level.text):
            if not re.fullmatch("%[1-9]", part):
                parts.append(part)
                continue
            above = int(part[1]) - 1
            if above not in levels or above not in counts:
                continue
            form = "decimal" if level.is_plain and above != place else levels[above].form
            written = number_in(form, counts[above])
            if written is None:
                return None
            parts.append(written)
        return "".join(parts)


def _read_list(node: Element) -> _List:
    found = _List(link=value(node, "numStyleLink") or "")
    for level in node.findall(f"{W}lvl"):
        place = _int(level.get(f"{W}ilvl"), 0)
        found.levels[place] = _read_level(level)
        if style := value(level, "pStyle"):
            found.styles[style] = place
    return found


def _read_level(node: Element) -> _Level:
    restart = value(node, "lvlRestart")
    form = node.find(f".//{W}numFmt")
    shape = form.get(f"{W}val", "decimal") if form is not None else "decimal"
    if shape == "custom" and form is not None:
        shape = "decimalZero" if re.fullmatch("0?1, ?0?2.*", form.get(f"{W}format", "")) else "custom"
    return _Level(
        _int(value(node, "start"), 1), shape, value(node, "lvlText") or "", is_on(node, "isLgl"),
        None if restart is None else _int(restart, 0),
    )  # fmt: skip


def _int(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch("-?[0-9]{1,9}", text) else default


def number_in(form: str, number: int) -> str | None:
    """A number as a form of ECMA-376 (17.18.59) writes it, ``None`` for a form that we do not know."""
    if form == "none":
        return ""
    if form in ("decimal", "decimalHalfWidth", "decimalFullWidth", "decimalFullWidth2"):
        return str(number)
    if form == "decimalZero":
        return f"{number:02}"
    if form in ("chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand",
                "japaneseCounting", "koreanCounting"):  # fmt: skip
        return _han(number)
    if form in ("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"):
        return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number)) if number >= 0 else None
    if form in ("chineseLegalSimplified", "ideographLegalTraditional"):
        plain, legal = "零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟"
        if form == "ideographLegalTraditional":
            legal = "零壹貳參肆伍陸柒捌玖拾佰仟"
        words = _han(number, one_ten=True)
        return words.translate(str.maketrans(plain, legal)) if words is not None else None
    if form.startswith("decimalEnclosedCircle"):
        return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)
    if form == "decimalEnclosedParen":
        return f"({number})"
    if form == "decimalEnclosedFullstop":
        return f"{number}."
    if form in ("upperRoman", "lowerRoman"):
        return _roman(number, form == "upperRoman")
    if form in ("upperLetter", "lowerLetter") and number > 0:
        letter = chr((97 if form == "lowerLetter" else 65) + (number - 1) % 26)
        return letter * ((number - 1) // 26 + 1)
    cycles = {"ideographTraditional": "甲乙丙丁戊己庚辛壬癸", "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥"}
    if form in cycles and 1 <= number <= len(cycles[form]):
        return cycles[form][number - 1]
    return None


def _han(number: int, *, one_ten: bool = False) -> str | None:
    """1 is 一, 12 十二 (with ``one_ten`` 一十二), 120 一百二十, 105 一百零五."""
    if not 0 <= number < 10000:
        return None
    if number < 10:
        return _DIGITS[number]
    text, zero = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if zero and text else "") + _DIGITS[digit] + sign
        zero = not digit
        if not number % unit:
            break
    return text if one_ten or not text.startswith("一十") else text[1:]


def _roman(number: int, upper: bool) -> str | None:
    if not 0 < number < 4000:
        return None
    text = ""
    for worth, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), "M CM D CD C XC L XL X IX V IV I".split(), strict=True
    ):
        text += sign * (number // worth)
        number %= worth
    return text if upper else text.lower()
