"""Parse the paragraphs below the heading 名词解释 to notes, each with its term, its definition and its number as printed.

Known forms are ``1.词：释义`` and ``1、``, ``（1）``, ``[1]``, ``①``, ``（P9）``; ``词——释义``, ``词，是指…``, ``【词】释义``; a term in a line of
its own above its definition; and notes without numbers. The first note decides which form of number counts; a paragraph without
such a number continues the note before it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from gazette.importing import numbering_patterns as patterns
from gazette.importing.draft import Note, join_paragraphs, slice_paragraph
from gazette.importing.extracted_text import Paragraph
from gazette.text import remove_whitespace

#: How notes may be numbered; the first form that fits the first note counts.
_NUMBER_FORMS = tuple(
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
_FORMS = (
    re.compile(rf"(?P<term>(?:{_QUOTED}|，){{1,60}}?)\s*(?:：|:)\s*(?P<definition>.+)", re.DOTALL),
    re.compile(r"[【〖](?P<term>[^】〗]{1,60})[】〗]\s*(?:：|:|—+|-+)?\s*(?P<definition>.+)", re.DOTALL),
    re.compile(rf"(?P<term>(?:{_QUOTED}){{1,60}}?)\s*{patterns.DASH}\s*(?P<definition>.+)", re.DOTALL),
    re.compile(
        rf"(?P<term>(?:{_QUOTED}){{1,40}}?)，?(?P<definition>(?:是指|系指|指的是|主要指|主要是指|即指|特指|泛指|指).+)",
        re.DOTALL,
    ),
    re.compile(r"(?P<term>“[^”]{1,30}”[^，。：；“]{0,12}?)，?(?P<definition>(?:是|即|为|包括).+)", re.DOTALL),
)
#: The term alone; its definition stands below.
_TERM = re.compile(rf"(?P<term>(?:{_QUOTED}|，){{1,50}}?)\s*(?:：|:|{patterns.DASH})?")
#: The page that a note cites in its term: “四上”企业（报告第2页）.
_CITED_PAGE = re.compile(r"[（(](?:见?(?:报告|正文)?第|P)\s*(?P<page>\d{1,3})\s*页?[）)]")


class ParsedNotes(Struct, frozen=True):
    """The notes, and the paragraphs that are none."""

    notes: tuple[Note, ...]
    before: tuple[Paragraph, ...]  # above the first note
    other: tuple[Paragraph, ...]  # among the notes


class _NoteStart(Struct, frozen=True):
    """The start of a note."""

    number: int
    printed_number: str
    page: int | None  # cited by the number: （P9）
    rest: Paragraph  # behind the number
    printed_on: int | None = None  # the page that starts with the number


def parse_notes(paragraphs: Sequence[Paragraph]) -> ParsedNotes:
    """Parse the paragraphs below the heading of the notes."""
    number_form = _detect_number_form(paragraphs)
    # Numbered notes may have several paragraphs; those that cite a page have one, and what comes after is no note.
    may_continue = number_form is not None and "page" not in number_form.groupindex
    notes: list[Note] = []
    before: list[Paragraph] = []
    other: list[Paragraph] = []
    for place, paragraph in enumerate(paragraphs):
        start = _match_start(paragraph, number_form, notes[-1].number if notes else 0)
        following = paragraphs[place + 1] if place + 1 < len(paragraphs) else None
        needs_definition = bool(notes) and not notes[-1].definition.text
        is_start = start is not None and not (needs_definition and number_form is None)
        note = _parse_note(start, following, is_numbered=number_form is not None) if start and is_start else None
        if note is not None:
            notes.append(note)
        elif needs_definition:
            warnings = (*notes[-1].warnings, *paragraph.warnings)
            notes[-1] = replace(notes[-1], definition=replace(paragraph, warnings=()), warnings=warnings)
        elif not notes:
            before.append(paragraph)
        elif may_continue or not patterns.ends_sentence(notes[-1].definition.text):
            notes[-1] = _extend_note(notes[-1], paragraph)
        else:
            other.append(paragraph)
    if notes and not notes[-1].definition.text:
        last = notes.pop()
        other.append(Paragraph(last.printed_number + last.term, warnings=last.warnings))
    return ParsedNotes(tuple(_merge_terms(notes)), tuple(before), tuple(other))


def _detect_number_form(paragraphs: Sequence[Paragraph]) -> re.Pattern[str] | None:
    """Return the form in which the first numbered paragraph is numbered; ``None`` if none is."""
    for paragraph in paragraphs[:4]:
        text = paragraph.simplified
        for form in _NUMBER_FORMS:
            match = form.match(text)
            if match and match.end() < len(text) and _read_number(match) in (0, 1):
                return form
    return None


def _match_start(paragraph: Paragraph, form: re.Pattern[str] | None, before: int) -> _NoteStart | None:
    """Match the start of a note; its number must continue from ``before``, or start again."""
    if form is None:
        return _NoteStart(before + 1, "", None, paragraph)
    match = form.match(paragraph.simplified)
    if match is None or match.end() == len(paragraph.text):
        return None
    number = _read_number(match)
    if number and not (before < number <= before + 5 or number == 1):
        return None
    page = int(match["page"]) if "page" in form.groupindex else None
    return _NoteStart(
        number=number or before + 1,
        printed_number="" if page is not None else paragraph.text[: match.end()].strip(),
        page=page,
        rest=slice_paragraph(paragraph, match.end()),
        printed_on=next((number for at, number in paragraph.page_breaks if at < match.end()), None),
    )


def _read_number(match: re.Match[str]) -> int:
    """Return the number of a note, 0 if its sign is no number."""
    text = match["n"] if "n" in match.re.groupindex else ""
    return patterns.parse_ordinal(text) or int(unicodedata.numeric(text, 0) if len(text) == 1 else 0)


def _parse_note(start: _NoteStart, following: Paragraph | None, *, is_numbered: bool) -> Note | None:
    """Parse the note that starts here; ``None`` if the text has not the form of one."""
    rest = start.rest
    text = rest.simplified
    forms = _FORMS if is_numbered else _FORMS[:3]
    match = next((m for form in forms if (m := form.fullmatch(text))), None)
    if match is not None and (is_numbered or len(match["term"]) <= 40):
        definition = slice_paragraph(rest, match.start("definition"))
        breaks = [page for at, page in rest.page_breaks if at < match.start("definition")]
    else:
        match = _TERM.fullmatch(text)
        is_alone = match is not None and (is_numbered or len(text) <= 30) and not re.search("[。；]", text)
        if not is_alone or match is None or following is None:
            return None
        if not is_numbered and not (re.search("[：:]$", text) or patterns.ends_sentence(following.text)):
            return None
        definition, breaks = Paragraph(""), [page for _, page in rest.page_breaks]
    term = rest.text[match.start("term") : match.end("term")].strip()
    page, cited = start.page, _CITED_PAGE.search(term)
    if page is None and cited:
        page, term = int(cited["page"]), term[: cited.start()] + term[cited.end() :]
    return Note(
        term,
        definition,
        page,
        printed_on=start.printed_on or next(iter(breaks), None),
        warnings=rest.warnings,
        number=start.number,
        printed_number=start.printed_number,
    )


def _extend_note(note: Note, paragraph: Paragraph) -> Note:
    """Append a further paragraph to a note, with a warning."""
    warning = f"「{paragraph.text[:8]}…」一段接在了这一条之后，请核对。"
    definition = join_paragraphs([note.definition, paragraph])
    return replace(note, definition=definition, warnings=(*note.warnings, warning))


def _merge_terms(notes: Sequence[Note]) -> list[Note]:
    """Merge two notes of one term: a glossary has room for one."""
    merged: dict[str, Note] = {}
    for note in notes:
        key = remove_whitespace(note.term)
        if key in merged:
            first = _extend_note(merged[key], note.definition)
            merged[key] = replace(first, warnings=(*first.warnings, f"「{note.term}」注了两次，已接成一条，请核对。"))
        else:
            merged[key] = note
    return list(merged.values())
