"""Build the draft of a newspaper page or an infographic: its masthead, numbered sections, headings and items.

The text of a page comes in the order of its columns at best, so much less is certain than in a report; what was moved or guessed
is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from gazette.importing import numbering_patterns as patterns
from gazette.importing.draft import Draft, join_paragraphs, make_unique, remove_paragraphs
from gazette.importing.extracted_text import Paragraph
from gazette.importing.section_scope import determine_scope

#: The nameplate and the headline are among the first so many paragraphs.
HEAD = 15
_SUBTITLE = re.compile(f"{patterns.DASH}[^，。]{{2,40}}")
#: The headline of an infographic.
_INFOGRAPHIC_TITLE = re.compile(
    "[^。；]{0,20}(?:一图(?:读懂|看懂|速览|尽览|解读)|图解|图说|数读|速览|划重点)[^。；]{2,40}"
)
_BYLINE = re.compile("(?:本报|本報|见习|見習|通讯员|通訊員)?(?:记者|記者)[ 　]?[^，。：；]{2,16}")
_BYLINE_IN_TEXT = re.compile("[（(](?P<who>(?:本报|本報|通讯员|通訊員)?(?:记者|記者)[ 　]?[^）)]{2,20})[）)]")
#: Lines of the masthead by the front matter key that they fill; none for a key with an underscore.
_MASTHEAD_LINES = {
    "lunar_date": re.compile("(?:农历|農曆)[^。，]{2,16}"),
    "issue": re.compile(r"第?\d{2,6}期"),
    "edition": re.compile("[^，。：]{2,8}版"),
    "publisher": re.compile("[^，。：]{2,8}(?:报|報|晚报|日报)"),
    "_day": re.compile(r"\d{4}年\d{1,2}月\d{1,2}日(?:[ 　]?星期[一二三四五六日天])?"),
    "_net": re.compile(r"[\w.:/@-]*(?:www\.|@|https?:)[\w.:/@-]*|[^，。：]{2,8}[网網]"),
}
_YEAR = re.compile(r"(?P<y>(?:19|20)\d{2})年[^，。；：！？]{0,20}")
_CIRCLED = re.compile("[①-⑳]")
#: A line of a headline or of a tile is no longer than this.
MAX_TILE_LINE = 45
_SECTION_NUMBER = re.compile(r"0[1-9]|1\d")
_ITEM_NUMBER = re.compile(r"[1-9]\d?")
_TILE_NAME = re.compile("[^，。；：、0-9]{2,18}")
_TILE_AMOUNT = re.compile(
    r"(?:[同约超达近]|突破|力争|预计|累计)*(?:同?比?增[长加速]|增幅|下降|提高|控制在|达到?)?[0-9][0-9.,—–~～-]*(?:\s?[%％‰]|[万亿千百]{0,2}[^\s0-9，。；]{1,7})"
    "(?:左右|以上|以内|以下)?"
)
_TILE_CHANGE = re.compile(
    r"(?:[↑↓▲▼△▽+＋⬆⬇]|同?比?增[长幅]|较?上年|下降)[^，。；]{0,8}[0-9][0-9.]*\s?(?:[%％]|个百分点)?[^，。；]{0,6}"
)


def build_draft(paragraphs: Sequence[Paragraph], front_matter: dict[str, str], plans: int) -> Draft:
    """Build the draft; ``front_matter`` holds what is known before, and is completed."""
    draft = Draft(front_matter)
    title = _find_title(paragraphs)
    head = [n for n, p in enumerate(paragraphs) if p is title or _is_masthead(p, n)]
    start = next((n for n in range(len(paragraphs)) if n not in head), len(paragraphs))
    # Lines that are moved to the masthead leave their page breaks in the body.
    lines = [replace(paragraphs[n], page_breaks=()) if n > start else paragraphs[n] for n in head]
    body = remove_paragraphs(paragraphs[start:], {n - start for n in head})
    title = next((line for line in lines if title and line.text == title.text), None)
    for line in lines:
        if line is not title:
            _read_masthead_line(front_matter, line.text)
    front_matter["title"] = title.text if title else ""
    draft.warnings.append(
        "大标题是猜的，请核对 title 和「# 」那一行。"
        if title
        else "大标题没有认出，请写上 title，并在报头写「# 标题」。"
    )
    front_matter.setdefault("byline", next((m["who"] for p in paragraphs if (m := _BYLINE_IN_TEXT.search(p.text))), ""))
    front_matter["reviews"], front_matter["plans"] = str(plans - 1), str(plans)
    if front_matter["kind"] == "explainer":
        front_matter["explains"] = f"{plans}/report"
    if len(head) > start:
        draft.warnings.append("标题或署名在原文里不在开头，已移到报头，请核对次序。")
    draft.add_masthead(lines, title)
    _add_body(draft, list(_group_rows(body)), plans)
    draft.warnings.append("报纸版面的文字常按栏错开，请照原件核对各段次序和小标题。")
    return draft


def _find_title(paragraphs: Sequence[Paragraph]) -> Paragraph | None:
    """Find the headline: that of an infographic, or the one in the largest type, or before its 解读 line, or the first likely one."""
    start = paragraphs[:HEAD]
    infographic_title = next((p for p in start if _INFOGRAPHIC_TITLE.fullmatch(p.simplified)), None)
    if infographic_title is not None:
        return infographic_title
    sizes = [p.font_size for p in paragraphs if p.font_size]
    if sizes:
        largest = max(paragraphs, key=lambda p: p.font_size if 4 <= len(p.text) <= 60 else 0)
        if largest.font_size >= 1.3 * median(sizes):
            return largest
    for place, paragraph in enumerate(paragraphs):
        if _is_explainer_subtitle(paragraph.text) and place:
            return paragraphs[place - 1]
    return next((p for p in start if _may_be_title(p.text)), None)


def _may_be_title(text: str) -> bool:
    return (
        8 <= len(text) <= 45
        and not re.search("[。；：，]$", text)
        and not patterns.starts_paragraph(text)
        and not patterns.NUMBER_FIRST.match(text)
        and not any(p.fullmatch(text) for p in (_YEAR, *_MASTHEAD_LINES.values(), _BYLINE, _SUBTITLE))
    )


def _is_explainer_subtitle(text: str) -> bool:
    return bool(_SUBTITLE.fullmatch(text) and re.search("解[读讀]", text))


def _is_masthead(paragraph: Paragraph, place: int) -> bool:
    text = paragraph.text
    if _is_explainer_subtitle(text) or (_BYLINE.fullmatch(text) and len(text) <= 16):
        return True
    return place < HEAD and any(line.fullmatch(text) for line in _MASTHEAD_LINES.values())


def _read_masthead_line(front_matter: dict[str, str], text: str) -> None:
    for key, pattern in (*_MASTHEAD_LINES.items(), ("subtitle", _SUBTITLE), ("byline", _BYLINE)):
        if pattern.fullmatch(text) and not key.startswith("_"):
            front_matter.setdefault(key, text)
    if patterns.find_date(text) and _MASTHEAD_LINES["_day"].fullmatch(text):
        front_matter.setdefault("date", patterns.find_date(text))


class _Row(Struct, frozen=True):
    """A paragraph of the page and what it is."""

    paragraph: Paragraph
    kind: Literal["", "item", "list", "part"] = ""  # item of a list, heading of a list, heading of a numbered part
    number: str = ""  # of a part: "01"


def _group_rows(body: Sequence[Paragraph]) -> Iterator[_Row]:
    """Yield the paragraphs of the body, with those that belong together joined.

    An infographic (一图读懂) is read as short lines without punctuation; what was one tile on it becomes one item: a number and its
    text, an indicator with its amount and change.
    """
    is_list = _is_list(body)
    place = last_number = 0
    while place < len(body):
        own = body[place]
        after = body[place + 1] if place + 1 < len(body) and not body[place + 1].is_aside else None
        text = own.simplified
        count = 1  # paragraphs of the row
        kind: Literal["", "item", "list", "part"] = ""
        number = ""
        is_pair = not own.is_aside and after is not None and 0 < len(after.text) <= MAX_TILE_LINE
        part = patterns.PART.fullmatch(text)
        if own.is_aside:
            pass
        elif part and is_pair:
            count, kind, number = 2, "part", f"{int(part['n']):02}"
        elif is_list and is_pair and _ITEM_NUMBER.fullmatch(text) and int(text) == last_number + 1:
            last_number = int(text)
            count, kind = 2, "item"
        elif _SECTION_NUMBER.fullmatch(text) and is_pair:
            count = 2
        elif is_list and after and after.text == "1" and _TILE_NAME.fullmatch(text):
            kind = "list"
        elif is_list and (tile := _tile_size(body[place : place + 3])):
            count, kind = tile, "item"
        elif not _ITEM_NUMBER.fullmatch(text):
            last_number = 0
        lines = body[place : place + count]
        yield _Row(own if count == 1 else join_paragraphs(lines, space_latin=True), kind, number)
        place += count


def _is_list(body: Sequence[Paragraph]) -> bool:
    """Whether hardly any line has punctuation, as on an infographic."""
    count = sum(bool(re.search("[，。；]", paragraph.text)) for paragraph in body)
    return len(body) > 4 and count <= 0.2 * len(body)


def _tile_size(lines: Sequence[Paragraph]) -> int:
    """Return how many of the lines are one tile: a name, its amount and perhaps its change; 0 if they are none."""
    texts = [line.simplified for line in lines if not line.is_aside]
    if len(texts) < 2 or not _TILE_NAME.fullmatch(texts[0]) or not _TILE_AMOUNT.fullmatch(texts[1]):
        return 0
    return 3 if len(texts) > 2 and _TILE_CHANGE.fullmatch(texts[2]) else 2


def _add_body(draft: Draft, rows: Sequence[_Row], plans: int) -> None:
    taken: set[str] = set()
    for place, row in enumerate(rows):
        paragraph = row.paragraph
        if paragraph.is_aside:
            draft.add_paragraph(paragraph)
            continue
        if row.kind in ("item", "list"):
            draft.add_paragraph(paragraph, "- " if row.kind == "item" else "### ")
            continue
        text = paragraph.simplified
        bullet = patterns.BULLET.match(text)
        is_short = len(text) <= 45 and not patterns.ends_sentence(text)
        number = (patterns.NUMBER_FIRST.match(text) or patterns.NUMBER_LAST.fullmatch(text)) if is_short else None
        year = _YEAR.fullmatch(text) if is_short and len(text) <= 24 else None
        if number or row.kind == "part":
            scope = determine_scope(text, "", plans, "target")
            anchor = make_unique(f"e{row.number or (number['n'] if number else '')}", taken)
            warnings = [scope.warning] if scope.warning else []
            draft.add_paragraph(paragraph, "## ", f" {{#{anchor}{scope.attributes}}}", warnings)
        elif year:
            role = "result" if int(year["y"]) < plans else "target"
            anchor = make_unique(f"y{year['y']}", taken)
            draft.add_paragraph(paragraph, "## ", f" {{#{anchor} role={role} year={year['y']}}}")
        elif bullet:
            draft.add_paragraph(_remove_start(paragraph, bullet.end() if text[0] == "-" else 0), "- ")
        elif _CIRCLED.match(text):
            draft.add_paragraph(paragraph, "- ")
        elif patterns.ITEM.match(text):
            neighbours = (*rows[max(place - 1, 0) : place], *rows[place + 1 : place + 2])
            is_listed = any(patterns.ITEM.match(other.paragraph.simplified) for other in neighbours)
            draft.add_paragraph(paragraph, "### " if is_short and len(text) <= 30 and not is_listed else "- ")
        else:
            draft.add_paragraph(paragraph)


def _remove_start(paragraph: Paragraph, start: int) -> Paragraph:
    """Return the text behind a bullet, with all page breaks."""
    page_breaks = tuple((max(at - start, 0), page) for at, page in paragraph.page_breaks)
    return Paragraph(paragraph.text[start:], page_breaks, paragraph.warnings, paragraph.font_size)
