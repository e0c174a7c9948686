"""Paragraphs of a newspaper page → its head, numbered sections, headings and items.

A page's text comes in the order of its columns at best, so much less is certain than of a report; what was moved or guessed
is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from gazette.importing import infographic
from gazette.importing import numbering_patterns as patterns
from gazette.importing.draft import Draft
from gazette.importing.extracted_text import Paragraph
from gazette.importing.section_scope import scope

#: The nameplate and the headline are over by then.
HEAD = 15
_SUBTITLE = re.compile(f"{patterns.DASH}[^，。]{{2,40}}")
#: The headline of an infographic.
_AT_A_GLANCE = re.compile("[^。；]{0,20}(?:一图(?:读懂|看懂|速览|尽览|解读)|图解|图说|数读|速览|划重点)[^。；]{2,40}")
_BYLINE = re.compile("(?:本报|本報|见习|見習|通讯员|通訊員)?(?:记者|記者)[ 　]?[^，。：；]{2,16}")
_IN_TEXT = re.compile("[（(](?P<who>(?:本报|本報|通讯员|通訊員)?(?:记者|記者)[ 　]?[^）)]{2,20})[）)]")
_LINES = {
    "lunar_date": re.compile("(?:农历|農曆)[^。，]{2,16}"),
    "issue": re.compile(r"第?\d{2,6}期"),
    "edition": re.compile("[^，。：]{2,8}版"),
    "publisher": re.compile("[^，。：]{2,8}(?:报|報|晚报|日报)"),
    "_day": re.compile(r"\d{4}年\d{1,2}月\d{1,2}日(?:[ 　]?星期[一二三四五六日天])?"),
    "_net": re.compile(r"[\w.:/@-]*(?:www\.|@|https?:)[\w.:/@-]*|[^，。：]{2,8}[网網]"),
}
_YEAR = re.compile(r"(?P<y>(?:19|20)\d{2})年[^，。；：！？]{0,20}")
_CIRCLED = re.compile("[①-⑳]")


def structure(paragraphs: Sequence[Paragraph], front: dict[str, str], plans: int) -> Draft:
    """The draft of a newspaper page; ``front`` holds what is known beforehand and is filled up."""
    draft = Draft(front)
    title = _title(paragraphs)
    head = [n for n, p in enumerate(paragraphs) if p is title or _is_head(p, n)]
    paragraphs = _pages_left(paragraphs, head)
    lines = [paragraphs[n] for n in head]
    title = next((line for line in lines if title and line.text == title.text), None)
    for line in lines:
        _read(front, line, title)
    _title_front(draft, title)
    front.setdefault("byline", next((m["who"] for p in paragraphs if (m := _IN_TEXT.search(p.text))), ""))
    front["reviews"], front["plans"] = str(plans - 1), str(plans)
    if front["kind"] == "explainer":
        front["explains"] = f"{plans}/report"
    if head != list(range(len(head))):
        draft.doubts.append("标题或署名在原文里不在开头，已移到报头，请核对次序。")
    draft.masthead(lines, title)
    body = list(infographic.rows([p for n, p in enumerate(paragraphs) if n not in head]))
    _body(draft, body, plans)
    draft.doubts.append("报纸版面的文字常按栏错开，请照原件核对各段次序和小标题。")
    return draft


def _pages_left(paragraphs: Sequence[Paragraph], head: Sequence[int]) -> list[Paragraph]:
    """Lines that are moved to the head leave the pages that begin with them to what follows."""
    found = list(paragraphs)
    first = next((n for n in range(len(found)) if n not in head), len(found))
    for n in head:
        if n > first and found[n].turns:
            after = next((m for m in range(n + 1, len(found)) if m not in head), None)
            if after is not None:
                turns = tuple((0, page) for _, page in found[n].turns)
                found[after] = replace(found[after], turns=(*turns, *found[after].turns))
            found[n] = replace(found[n], turns=())
    return found


def _title(paragraphs: Sequence[Paragraph]) -> Paragraph | None:
    """The headline: the one in the largest type, or before its 解读 line, or the first that can be one."""
    glance = next((p for p in paragraphs[:HEAD] if _AT_A_GLANCE.fullmatch(patterns.plain(p.text))), None)
    if glance is not None:
        return glance
    sizes = [p.size for p in paragraphs if p.size]
    if sizes:
        largest = max(paragraphs, key=lambda p: p.size if 4 <= len(p.text) <= 60 else 0)
        if largest.size >= 1.3 * median(sizes):
            return largest
    for place, paragraph in enumerate(paragraphs):
        if _SUBTITLE.fullmatch(paragraph.text) and re.search("解[读讀]", paragraph.text) and place:
            return paragraphs[place - 1]
    return next(
        (
            p
            for p in paragraphs[:HEAD]
            if 8 <= len(p.text) <= 45
            and not re.search("[。；：，]$", p.text)
            and not patterns.starts(p.text)
            and not patterns.NUMBER_FIRST.match(p.text)
            and not _YEAR.fullmatch(p.text)
            and not any(line.fullmatch(p.text) for line in (*_LINES.values(), _BYLINE, _SUBTITLE))
        ),
        None,
    )


def _title_front(draft: Draft, title: Paragraph | None) -> None:
    draft.front["title"] = title.text if title else ""
    draft.doubts.append(
        "大标题是猜的，请核对 title 和「# 」那一行。"
        if title
        else "大标题没有认出，请写上 title，并在报头写「# 标题」。"
    )


def _is_head(paragraph: Paragraph, place: int) -> bool:
    text = paragraph.text
    if _SUBTITLE.fullmatch(text) and re.search("解[读讀]", text):
        return True
    if _BYLINE.fullmatch(text) and len(text) <= 16:
        return True
    return place < HEAD and any(line.fullmatch(text) for line in _LINES.values())


def _read(front: dict[str, str], line: Paragraph, title: Paragraph | None) -> None:
    if line is title:
        return
    for key, shape in _LINES.items():
        if shape.fullmatch(line.text) and not key.startswith("_"):
            front.setdefault(key, line.text)
    if patterns.date(line.text) and _LINES["_day"].fullmatch(line.text):
        front.setdefault("date", patterns.date(line.text))
    if _SUBTITLE.fullmatch(line.text):
        front.setdefault("subtitle", line.text)
    if _BYLINE.fullmatch(line.text):
        front.setdefault("byline", line.text)


def _body(draft: Draft, body: Sequence[infographic.Row], plans: int) -> None:
    ids: set[str] = set()

    def named(name: str) -> str:
        while name in ids:
            name += "b"
        ids.add(name)
        return name

    for place, row in enumerate(body):
        paragraph = row.words
        if paragraph.is_aside:
            draft.add(paragraph)
            continue
        if row.kind in ("item", "list"):
            draft.add(paragraph, "- " if row.kind == "item" else "### ")
            continue
        text = patterns.plain(paragraph.text)
        beside = [
            patterns.plain(r.words.text) for r in (*body[max(place - 1, 0) : place], *body[place + 1 : place + 2])
        ]
        bullet = patterns.BULLET.match(text)
        short = len(text) <= 45 and not patterns.CLOSED.search(text)
        number = (patterns.NUMBER_FIRST.match(text) or patterns.NUMBER_LAST.fullmatch(text)) if short else None
        year = _YEAR.fullmatch(text) if short and len(text) <= 24 else None
        if number or row.kind == "part":
            told = scope(text, "", plans, "target")
            doubts = [told.doubt] if told.doubt else []
            name = row.number or (number["n"] if number else "")
            draft.add(paragraph, "## ", f" {{#{named(f'e{name}')}{told.attributes}}}", doubts)
        elif year:
            when = int(year["y"])
            role = "result" if when < plans else "target"
            draft.add(paragraph, "## ", f" {{#{named('y' + year['y'])} role={role} year={when}}}")
        elif bullet:
            start = bullet.end() if text[0] == "-" else 0
            draft.add(_without(paragraph, start), "- ")
        elif _CIRCLED.match(text):
            draft.add(paragraph, "- ")
        elif patterns.ITEM.match(text):
            heading = short and len(text) <= 30 and not any(map(patterns.ITEM.match, beside))
            draft.add(paragraph, "### " if heading else "- ")
        else:
            draft.add(paragraph)


def _without(paragraph: Paragraph, start: int) -> Paragraph:
    turns = tuple((max(at - start, 0), page) for at, page in paragraph.turns)
    return Paragraph(paragraph.text[start:], turns, paragraph.doubts, paragraph.size)
