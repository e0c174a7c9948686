"""Find the notes at the foot of PDF pages: their text, and their marks in the body. Pure geometry on fragments.

A note starts with its sign, raised or in small type, below the last line of the body; what follows it is the same note, on the
next page as well. A raised sign in the body is the mark of a note, unless it belongs to a unit or a power (m², 10⁸).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from msgspec.structs import replace

from gazette.importing.extracted_text import Footnote, Line
from gazette.importing.glyphs import (
    Fragment,
    Glyph,
    Row,
    drop_spaces,
    group_rows,
    level_scripts,
    make_fragment,
    row_text,
)
from gazette.importing.note_marks import SIGN, WORD_END, encode_mark, find_key, strip_brackets
from gazette.importing.numbering_patterns import ends_sentence
from gazette.importing.page_numbers import parse_page_number

#: The type of a note is at most this part of the body's size.
SMALL = 0.89


@dataclass(slots=True)
class PageFootnotes:
    """The notes that were found."""

    notes: list[Footnote] = field(default_factory=list)  # in order
    missing: list[str] = field(default_factory=list)  # signs in the body without a note


@dataclass(slots=True)
class _OpenNote:
    """A note that is being read."""

    key: str
    sign: str
    text: str
    warnings: list[str] = field(default_factory=list)


def extract_footnotes(pages: Sequence[list[Fragment]], em: float) -> PageFootnotes:
    """Remove the notes from the pages, and put their marks into the body; ``em`` is the type size of the body."""
    footnotes = PageFootnotes()
    by_page = list(_extract_notes(pages, em))
    for fragments, notes, later in zip(pages, by_page, [*by_page[1:], []], strict=True):
        _place_marks(fragments, notes, later, footnotes)
        footnotes.notes += [Footnote(note.key, note.text, tuple(note.warnings)) for note in notes]
    return footnotes


def _extract_notes(pages: Sequence[list[Fragment]], em: float) -> Iterator[list[_OpenNote]]:
    """Yield the notes of each page; their fragments are removed from it."""
    last: _OpenNote | None = None  # the note that may go on on the next page
    for number, fragments in enumerate(pages, 1):
        rows = group_rows(fragments)
        foot = _find_foot(rows, em)
        raised = (_raised_text(f.glyphs, at) for row in rows for f in row for at in _raised_places(f))
        signs = set(map(strip_brackets, raised))
        notes: list[_OpenNote] = []
        for n, row in enumerate(foot):
            start = _match_note_start(row, signs, notes[-1].sign if notes else "")
            open_note = notes[-1] if notes else last if last and not ends_sentence(last.text) else None
            if start is not None:
                notes.append(_OpenNote(f"{number}.{start[0]}", *start))
            elif open_note is None:
                if number < len(pages) and _interrupts_sentence(rows, row):
                    _set_aside(fragments, row)
                continue
            else:
                if not notes and not n:
                    open_note.warnings.append(f"这条脚注接到了第{number}页，请核对。")
                open_note.text += row_text(row)
            for fragment in row:
                fragments.remove(fragment)
        goes_on = any(foot) and last and not ends_sentence(last.text)
        last = notes[-1] if notes else last if goes_on else None
        yield notes


def _find_foot(rows: Sequence[Row], em: float) -> list[Row]:
    """Return the rows at the foot that may be notes; page numbers below them are none."""
    if any(fragment.lines for row in rows[-1:] for fragment in row):
        return []
    end = len(rows)
    while end and parse_page_number(row_text(rows[end - 1]), bare=True) is not None:
        end -= 1
    start = end
    while start and all(not f.lines and f.size <= SMALL * em for f in rows[start - 1]):
        start -= 1
    for n in range(len(rows) // 2, start):  # notes in the body's own size, by their raised signs
        first = rows[n][0].glyphs
        if first and first[0].script == 1 and SIGN.match(_raised_text(first, 0)):
            start = n
            break
    return list(rows[start:end]) if start else []


def _match_note_start(row: Row, signs: set[str], before: str) -> tuple[str, str] | None:
    """Return the sign with which a note starts in a row, and the note's first text; ``before`` is the sign of the note above."""
    glyphs = drop_spaces(row[0].glyphs)
    match = SIGN.match("".join(glyph.char for glyph in glyphs))
    if match is None or match.end() >= len(glyphs):
        return None
    sign = next(filter(None, match.groups()))
    follows = sign.isdecimal() and before.isdecimal() and int(sign) == int(before) + 1
    is_bare = sign.isdecimal() and len(match[0].rstrip(".．、：:")) == len(sign)
    if is_bare and not glyphs[0].script and not follows and (sign not in signs or before):
        return None
    return sign, row_text([make_fragment(glyphs[match.end() :]), *row[1:]])


def _interrupts_sentence(rows: Sequence[Row], row: Row) -> bool:
    """Whether the sentence above a row of small type is not finished."""
    n = next(n for n, other in enumerate(rows) if other is row)
    above = next((other for other in reversed(rows[:n]) if other[0].size > row[0].size / SMALL), None)
    return above is not None and not ends_sentence(row_text(above))


def _set_aside(fragments: list[Fragment], row: Row) -> None:
    """Put small type that is no note into a box, so that it does not interrupt the sentence that goes on behind it."""
    warning = "这是页脚的小字，没有认出是哪个词的附注，请核对。"
    line = Line(row_text(row), starts_paragraph=True, ends_paragraph=True, in_box=True, warnings=(warning,))
    row[0].lines = (line,)
    for fragment in row[1:]:
        fragments.remove(fragment)


def _place_marks(
    fragments: Sequence[Fragment], notes: Sequence[_OpenNote], later: Sequence[_OpenNote], footnotes: PageFootnotes
) -> None:
    """Replace the signs of a page's notes by their marks; ``later`` are the notes of the next page."""
    keys = {note.sign: note.key for note in (*later, *notes)}
    placed: set[str] = set()
    for fragment in fragments:
        for at in reversed(_raised_places(fragment)):
            raised = _raised_text(fragment.glyphs, at)
            sign = strip_brackets(raised)
            before = "".join(glyph.char for glyph in drop_spaces(fragment.glyphs[max(at - 4, 0) : at]))
            key = find_key(sign, before, keys)
            if key is None:
                continue
            if sign not in keys:
                footnotes.missing.append(raised)
            placed.add(key)
            _replace_by_mark(fragment, at, len(raised), key)
    for fragment in fragments:
        if any(glyph.script for glyph in fragment.glyphs):
            fragment.glyphs = level_scripts(fragment.glyphs)
            fragment.update()
    for note in notes:
        if note.key not in placed and not _place_by_text(fragments, note):
            note.warnings.append(f"正文里没有找到这条脚注的标记「{note.sign}」，请核对它解释的词。")
            last = next((fragment for fragment in reversed(fragments) if fragment.glyphs), None)
            if last is not None:
                _replace_by_mark(last, len(last.glyphs), 0, note.key)


def _raised_places(fragment: Fragment) -> list[int]:
    """Return where in a fragment raised type starts."""
    scripts = [0, *(glyph.script for glyph in fragment.glyphs)]
    return [n for n in range(len(fragment.glyphs)) if scripts[n + 1] == 1 and scripts[n] != 1]


def _raised_text(glyphs: Sequence[Glyph], at: int) -> str:
    """Return the raised characters from a place on."""
    return "".join(glyph.char for glyph in takewhile(lambda glyph: glyph.script == 1, glyphs[at:]))


def _replace_by_mark(fragment: Fragment, at: int, length: int, key: str) -> None:
    """Replace characters by the mark of a note."""
    model = fragment.glyphs[min(at, len(fragment.glyphs) - 1)]
    fragment.glyphs[at : at + length] = [replace(model, char=encode_mark(key), script=1)]
    fragment.update()


def _place_by_text(fragments: Sequence[Fragment], note: _OpenNote) -> bool:
    """Place the mark at a sign that is not raised: ① or [1] inside a sentence."""
    in_brackets = [f"{left}{note.sign}{right}" for left, right in ("[]", "［］", "〔〕", "【】")]
    forms = in_brackets if note.sign.isdecimal() else [note.sign]
    for fragment in fragments:
        text = "".join(glyph.char if len(glyph.char) == 1 else "\0" for glyph in fragment.glyphs)
        for form in forms:
            at = text.find(form)
            if at > 0 and WORD_END.search(text[:at].rstrip()):
                _replace_by_mark(fragment, at, len(form), note.key)
                return True
    return False
