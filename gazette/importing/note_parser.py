"""The paragraphs after the heading 名词解释 → the document's notes, each with its term, its definition and its number as printed.

Known are ``1.词：释义`` and ``1、``, ``（1）``, ``[1]``, ``①``, ``（P9）``; ``词——释义``, ``词，是指…``, ``【词】释义``; a term in a line of
its own above its definition; and notes without numbers. The first note tells which number counts; what has none goes on with
the note before it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gazette.importing import numbering_patterns as patterns
from gazette.importing.draft import Note, cut
from gazette.importing.extracted_text import Paragraph
from gazette.text import remove_whitespace

#: How a note may be numbered, by the first that fits the first note. ``n`` is its number.
_NUMBERS = tuple(
    re.compile(pattern)
    for pattern in (
        r"[（(]P\s*(?P<page>\d{1,3})\s*[）)]\s*",
        r"[\[［〔【]\s*(?:注(?:释)?)?\s*(?P<n>\d{1,3})\s*[\]］〕】]\s*[.．、：:]?\s*",
        r"[（(]\s*(?:注)?(?P<n>\d{1,3})\s*[）)]\s*[.．、]?\s*",
        r"(?P<n>[①-⑳㉑-㉟㊱-㊿❶-❿⑴-⒇])\s*[.．、]?\s*",
        r"(?:注(?:释)?\s*)?(?P<n>\d{1,3})\s*(?:[.．、:：）)]|(?<=\s))\s*",
        rf"(?P<n>{patterns.ORDINAL})、\s*",
        rf"[（(](?P<n>{patterns.ORDINAL})[）)]\s*",
        r"(?P<sign>[*＊•·●◆■▪◇★])\s*",
    )
)
_QUOTED = "(?:[^：:。；，“”]|“[^”]{0,40}”|‘[^’]{0,40}’|《[^》]{0,40}》|（[^）]{0,40}）)"
#: Term and definition in one paragraph.
_SHAPES = (
    re.compile(rf"(?P<term>(?:{_QUOTED}|，){{1,60}}?)\s*(?:：|:)\s*(?P<definition>.+)", re.DOTALL),
    re.compile(r"[【〖](?P<term>[^】〗]{1,60})[】〗]\s*(?:：|:|—+|-+)?\s*(?P<definition>.+)", re.DOTALL),
    re.compile(rf"(?P<term>(?:{_QUOTED}){{1,60}}?)\s*{patterns.DASH}\s*(?P<definition>.+)", re.DOTALL),
    re.compile(
        rf"(?P<term>(?:{_QUOTED}){{1,40}}?)，?(?P<definition>(?:是指|系指|指的是|主要指|主要是指|即指|特指|泛指|指).+)",
        re.DOTALL,
    ),
    re.compile(r"(?P<term>“[^”]{1,30}”[^，。：；“]{0,12}?)，?(?P<definition>(?:是|即|为|包括).+)", re.DOTALL),
)
#: The term alone: its definition stands below.
_TERM = re.compile(rf"(?P<term>(?:{_QUOTED}|，){{1,50}}?)\s*(?:：|:|{patterns.DASH})?")
#: The page that a note cites, in its term: “四上”企业（报告第2页）.
_CITED = re.compile(r"[（(](?:见?(?:报告|正文)?第|P)\s*(?P<page>\d{1,3})\s*页?[）)]")


@dataclass(frozen=True, slots=True)
class Read:
    """The notes; ``before`` are paragraphs above the first note, ``other`` those among them that are none."""

    notes: tuple[Note, ...]
    before: tuple[Paragraph, ...]
    other: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a note begins: its number, how it is printed, its cited page, and what stands behind these."""

    number: int
    mark: str
    page: int | None
    rest: Paragraph
    printed_on: int | None = None


def read(paragraphs: Sequence[Paragraph]) -> Read:
    """The notes of the paragraphs below their heading."""
    style = _style(paragraphs)
    # Numbered notes may have several paragraphs; those that cite a page have one, and what comes after is no note.
    may_go_on = style is not None and "page" not in style.groupindex
    notes: list[Note] = []
    before: list[Paragraph] = []
    other: list[Paragraph] = []
    for place, paragraph in enumerate(paragraphs):
        start = _start(paragraph, style, notes[-1].number if notes else 0)
        following = paragraphs[place + 1] if place + 1 < len(paragraphs) else None
        waiting = bool(notes) and not notes[-1].definition.text
        note = None if waiting and style is None else _note(start, following, style) if start else None
        if note is not None:
            notes.append(note)
        elif waiting:
            definition = replace(paragraph, doubts=())
            notes[-1] = replace(notes[-1], definition=definition, doubts=(*notes[-1].doubts, *paragraph.doubts))
        elif not notes:
            before.append(paragraph)
        elif may_go_on or not patterns.CLOSED.search(notes[-1].definition.text):
            notes[-1] = _longer(notes[-1], paragraph)
        else:
            other.append(paragraph)
    if notes and not notes[-1].definition.text:
        last = notes.pop()
        other.append(Paragraph(last.mark + last.term, doubts=last.doubts))
    return Read(tuple(_once(notes)), tuple(before), tuple(other))


def _style(paragraphs: Sequence[Paragraph]) -> re.Pattern[str] | None:
    """How the notes are numbered: as the first of the paragraphs that begins with a number is; ``None`` where none is."""
    for paragraph in paragraphs[:4]:
        text = patterns.plain(paragraph.text)
        for style in _NUMBERS:
            match = style.match(text)
            if match and match.end() < len(text) and _value(match) in (0, 1):
                return style
    return None


def _start(paragraph: Paragraph, style: re.Pattern[str] | None, before: int) -> _Start | None:
    """The beginning of a note in the style of the others; the number must go on from ``before``, or begin again."""
    if style is None:
        return _Start(before + 1, "", None, paragraph)
    match = style.match(patterns.plain(paragraph.text))
    if match is None or match.end() == len(paragraph.text):
        return None
    number = _value(match)
    if number and not (before < number <= before + 5 or number == 1):
        return None
    page = int(match["page"]) if "page" in match.re.groupindex else None
    mark = "" if page is not None else paragraph.text[: match.end()].strip()
    early = next((turn for at, turn in paragraph.turns if at < match.end()), None)
    return _Start(number or before + 1, mark, page, cut(paragraph, match.end()), early)


def _value(match: re.Match[str]) -> int:
    """The number of a note, 0 where its sign is none."""
    words = match["n"] if "n" in match.re.groupindex else ""
    if not words:
        return 0
    return patterns.ordinal(words) or int(unicodedata.numeric(words, 0) if len(words) == 1 else 0)


def _note(start: _Start, following: Paragraph | None, style: re.Pattern[str] | None) -> Note | None:
    """The note that begins here, ``None`` where the words have not the shape of one."""
    rest = start.rest
    text = patterns.plain(rest.text)
    match = next((m for shape in (_SHAPES if style else _SHAPES[:3]) if (m := shape.fullmatch(text))), None)
    if match is not None and style is None and len(match["term"]) > 40:
        match = None
    if match is not None:
        definition = cut(rest, match.start("definition"))
        early = [page for at, page in rest.turns if at < match.start("definition")]
    else:
        match = _TERM.fullmatch(text)
        alone = match is not None and (style is not None or len(text) <= 30) and not re.search("[。；]", text)
        if not alone or match is None or following is None:
            return None
        if style is None and not (re.search("[：:]$", text) or patterns.CLOSED.search(following.text)):
            return None
        definition, early = Paragraph(""), [page for _, page in rest.turns]
    term = rest.text[match.start("term") : match.end("term")].strip()
    page, cited = start.page, _CITED.search(term)
    if page is None and cited:
        page, term = int(cited["page"]), term[: cited.start()] + term[cited.end() :]
    doubts = tuple(rest.doubts)
    printed_on = start.printed_on or next(iter(early), None)
    return Note(term, definition, page, printed_on, doubts, start.number, start.mark)


def _longer(note: Note, paragraph: Paragraph) -> Note:
    """The note with a further paragraph; where it is joined is told."""
    length = len(note.definition.text)
    turns = (*note.definition.turns, *((at + length, page) for at, page in paragraph.turns))
    joined = Paragraph(note.definition.text + paragraph.text, turns)
    doubt = f"「{paragraph.text[:8]}…」一段接在了这一条之后，请核对。"
    return replace(note, definition=joined, doubts=(*note.doubts, doubt))


def _once(notes: Sequence[Note]) -> list[Note]:
    """Two notes of one term become one: a glossary has room for one."""
    found: dict[str, Note] = {}
    for note in notes:
        key = remove_whitespace(note.term)
        if key in found:
            first = _longer(found[key], note.definition)
            found[key] = replace(first, doubts=(*first.doubts, f"「{note.term}」注了两次，已接成一条，请核对。"))
        else:
            found[key] = note
    return list(found.values())
