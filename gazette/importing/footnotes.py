"""Turn footnotes and endnotes into notes of the document (附注), which become glossary entries.

A footnote explains the term that it names itself (“两重”：指……), if the document has it; else the text before its mark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gazette.importing.draft import Draft, Note
from gazette.importing.extracted_text import Footnote, Paragraph

_TERM_AND_DEFINITION = re.compile("(?P<term>[^：:。]{2,40})[：:](?P<definition>.+)", re.DOTALL)
_QUOTED = re.compile("[“《「『][^“”《》「」『』]{1,30}[”》」』][\u3400-\u9fff]{0,6}$")
_CLAUSE = re.compile("[^，。；：、！？（）“”《》]{2,20}$")


def attach_footnotes(draft: Draft, footnotes: Sequence[Footnote]) -> None:
    """Add the footnotes to the draft's notes, each with the page of its mark."""
    if not footnotes:
        return
    marks = _find_marks(draft)
    text = "".join(block.paragraph.text for block in draft.blocks)
    for footnote in footnotes:
        page, before = marks.get(footnote.key, (None, ""))
        draft.notes.append(_make_note(footnote, page, before, text))
    if not any(block.container == "notes" for block in draft.blocks):
        draft.add_to_container("notes")


def _find_marks(draft: Draft) -> dict[str, tuple[int | None, str]]:
    """Map each key to the page of its mark and the text before it."""
    marks: dict[str, tuple[int | None, str]] = {}
    last_page: int | None = None
    for paragraph in (block.paragraph for block in draft.blocks):
        breaks = paragraph.page_breaks
        for at, key in paragraph.note_marks:
            page = next((number for place, number in reversed(breaks) if place < at or at == 0), last_page)
            marks.setdefault(key, (page, paragraph.text[:at]))
        last_page = breaks[-1][1] if breaks else last_page
    return marks


def _make_note(footnote: Footnote, page: int | None, before: str, text: str) -> Note:
    match = _TERM_AND_DEFINITION.fullmatch(footnote.text)
    if match and match["term"] in text:
        return Note(match["term"], Paragraph(match["definition"].strip()), page, warnings=footnote.warnings)
    guess = _QUOTED.search(before) or _CLAUSE.search(before)
    term = guess[0] if guess else ""
    warning = (
        f"脚注没有写明解释哪个词，取了标记前面的「{term}」，请核对。"
        if term
        else "没有找到脚注的标记，请补上它解释的词。"
    )
    return Note(term, Paragraph(footnote.text.strip()), page, warnings=(*footnote.warnings, warning))
