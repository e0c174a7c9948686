"""Notes at the foot of a page or at the end of a file → notes of the document (附注), as glossary entries carry them.

A note explains a word: the one that it names itself (“两重”：指……), where the document has it; else what stands before its mark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gazette.importing.draft import Draft, Note
from gazette.importing.extracted_text import Footnote, Paragraph

_NAMED = re.compile("(?P<term>[^：:。]{2,40})[：:](?P<definition>.+)", re.DOTALL)
_QUOTED = re.compile("[“《「『][^“”《》「」『』]{1,30}[”》」』][\u3400-\u9fff]{0,6}$")
_CLAUSE = re.compile("[^，。；：、！？（）“”《》]{2,20}$")


def attach(draft: Draft, footnotes: Sequence[Footnote]) -> None:
    """Put the notes into the draft, each with the page of its mark."""
    if not footnotes:
        return
    marks = _marks(draft)
    words = "".join(piece.words.text for piece in draft.pieces)
    for footnote in footnotes:
        page, before = marks.get(footnote.key, (None, ""))
        draft.notes.append(_note(footnote, page, before, words))
    if not any(piece.box == "notes" for piece in draft.pieces):
        draft.boxed("notes")


def _marks(draft: Draft) -> dict[str, tuple[int | None, str]]:
    """For each key the page of its mark and the words before it."""
    found: dict[str, tuple[int | None, str]] = {}
    page: int | None = None
    for piece in draft.pieces:
        turns = piece.words.turns
        for at, key in piece.words.notes:
            here = next((number for place, number in reversed(turns) if place < at or at == 0), page)
            found.setdefault(key, (here, piece.words.text[:at]))
        page = turns[-1][1] if turns else page
    return found


def _note(footnote: Footnote, page: int | None, before: str, words: str) -> Note:
    named = _NAMED.fullmatch(footnote.text)
    if named and named["term"] in words:
        term, definition, doubts = named["term"], named["definition"], footnote.remarks
    else:
        found = _QUOTED.search(before) or _CLAUSE.search(before)
        term, definition = found[0] if found else "", footnote.text
        doubt = (
            f"脚注没有写明解释哪个词，取了标记前面的「{term}」，请核对。"
            if term
            else "没有找到脚注的标记，请补上它解释的词。"
        )
        doubts = (*footnote.remarks, doubt)
    return Note(term, Paragraph(definition.strip()), page, None, doubts)
