"""Notes at the foot of pages: their words, and their marks in the text. Pure geometry on the pieces of pages.

A note begins with its mark, raised or in small type, below the last line of the text; what follows it is the same note, on the
next page as well. A raised sign in the text is the mark of a note, unless it belongs to a unit or a power (m², 10⁸).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from gazette.importing.extracted_text import Footnote, Line
from gazette.importing.glyphs import Glyph, Piece, levelled, of
from gazette.importing.note_marks import IN_WORDS, SIGN, key_of, mark, plain
from gazette.importing.numbering_patterns import CLOSED
from gazette.importing.page_numbers import number_of

#: Type of a note is smaller than this part of the text's.
SMALL = 0.89
Row = list[Piece]


@dataclass(slots=True)
class Feet:
    """What was found: notes in order, and the signs of notes that stand on no page's foot."""

    notes: list[Footnote] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Note:
    key: str
    sign: str
    text: str
    remarks: list[str] = field(default_factory=list)


def split(pages: Sequence[list[Piece]], em: float) -> Feet:
    """Take the notes out of the pages and put their marks into the words; ``em`` is the size of the text's type."""
    feet = Feet()
    taken = list(_taken(pages, em))
    for number, (pieces, notes) in enumerate(zip(pages, taken, strict=True), 1):
        _mark(pieces, notes, taken[number] if number < len(taken) else [], feet)
        feet.notes += [Footnote(note.key, note.text, tuple(note.remarks)) for note in notes]
    return feet


def rows(pieces: Sequence[Piece]) -> list[Row]:
    """Pieces on one base line together, from the top, each row from the left."""
    found: list[Row] = []
    for piece in sorted(pieces, key=lambda p: (p.base, p.left)):
        if found and abs(piece.base - found[-1][0].base) < 0.5 * max(piece.size, found[-1][0].size):
            found[-1].append(piece)
        else:
            found.append([piece])
    return [sorted(row, key=lambda p: p.left) for row in found]


# ---------------------------------------------------------------- the notes


def _taken(pages: Sequence[list[Piece]], em: float) -> Iterator[list[_Note]]:
    """The notes of each page; their pieces leave it."""
    last: _Note | None = None  # the note that may go on on the next page
    for number, pieces in enumerate(pages, 1):
        lines = rows(pieces)
        tail = _tail(lines, em)
        signs = {plain(_raised(piece.glyphs, at)) for line in lines for piece in line for at in _raised_places(piece)}
        notes: list[_Note] = []
        for place, line in enumerate(tail):
            found = _start(line, signs, notes[-1].sign if notes else "")
            if found is None and not notes and not (last is not None and not CLOSED.search(last.text)):
                if _goes_on(lines, line) and number < len(pages):
                    _set_aside(pieces, line)
                continue
            if found is not None:
                notes.append(_Note(f"{number}.{found[0]}", *found))
            else:
                open_note = notes[-1] if notes else last
                assert open_note is not None
                if not notes and not place:
                    open_note.remarks.append(f"这条脚注接到了第{number}页，请核对。")
                open_note.text += _words(line)
            for piece in line:
                pieces.remove(piece)
        last = notes[-1] if notes else (last if any(tail) and last and not CLOSED.search(last.text) else None)
        yield notes


def _tail(lines: Sequence[Row], em: float) -> list[Row]:
    """The rows at the foot that may be notes; page numbers below them are none."""
    if any(piece.lines for row in lines[-1:] for piece in row):
        return []
    end = len(lines)
    while end and number_of(_words(lines[end - 1]), bare=True) is not None:
        end -= 1
    start = end
    while start and _is_small(lines[start - 1], em):
        start -= 1
    for place in range(len(lines) // 2, end):  # notes in the text's own size, by their raised signs
        first = lines[place][0].glyphs
        if first and first[0].script == 1 and SIGN.match(_raised(first, 0)) and place < start:
            start = place
    return list(lines[start:end]) if start else []


def _is_small(row: Row, em: float) -> bool:
    return all(not piece.lines and piece.size <= SMALL * em for piece in row)


def _start(row: Row, signs: set[str], before: str) -> tuple[str, str] | None:
    """The sign with which a note begins in a row, and the note's first words; ``before`` is the sign of the note above."""
    glyphs = [glyph for glyph in row[0].glyphs if not glyph.char.isspace()]
    match = SIGN.match("".join(glyph.char for glyph in glyphs))
    if match is None or match.end() >= len(glyphs):
        return None
    sign = next(filter(None, match.groups()))
    follows = sign.isdecimal() and before.isdecimal() and int(sign) == int(before) + 1
    bare = sign.isdecimal() and len(match[0].rstrip(".．、：:")) == len(sign)
    if bare and not glyphs[0].script and not follows and (sign not in signs or before):
        return None
    rest = [replace(glyph, script=0) if glyph.script and n < match.end() else glyph for n, glyph in enumerate(glyphs)]
    return sign, _words([of(rest[match.end() :]), *row[1:]])


def _words(row: Row) -> str:
    return "   ".join(piece.text for piece in row)


def _goes_on(lines: Sequence[Row], row: Row) -> bool:
    """Whether the sentence above a row of small type is not over."""
    place = next(n for n, other in enumerate(lines) if other is row)
    above = next((other for other in reversed(lines[:place]) if other[0].size > row[0].size / SMALL), None)
    return above is not None and not CLOSED.search(_words(above))


def _set_aside(pieces: list[Piece], row: Row) -> None:
    """Small type that is no note must not tear the sentence that goes on behind it."""
    remark = "这是页脚的小字，没有认出是哪个词的附注，请核对。"
    row[0].lines = (Line(_words(row), begins=True, ends=True, boxed=True, remarks=(remark,)),)
    for piece in row[1:]:
        pieces.remove(piece)


# ---------------------------------------------------------------- the marks


def _mark(pieces: Sequence[Piece], notes: Sequence[_Note], later: Sequence[_Note], feet: Feet) -> None:
    """Put the marks of a page's notes in place of their signs."""
    keys = {note.sign: note.key for note in (*later, *notes)}
    found: set[str] = set()
    for piece in pieces:
        for at in reversed(_raised_places(piece)):
            shown = _raised(piece.glyphs, at)
            sign = plain(shown)
            before = "".join(glyph.char for glyph in piece.glyphs[max(at - 4, 0) : at] if not glyph.char.isspace())
            key = key_of(sign, before, keys)
            if key is None:
                continue
            if sign not in keys:
                feet.missing.append(shown)
            found.add(key)
            _put(piece, at, len(shown), key)
    for piece in pieces:
        if piece.glyphs and any(glyph.script for glyph in piece.glyphs):
            piece.glyphs = levelled(piece.glyphs)
            piece.refresh()
    for note in notes:
        if note.key not in found and not _put_in_words(pieces, note):
            note.remarks.append(f"正文里没有找到这条脚注的标记「{note.sign}」，请核对它解释的词。")
            last = next((piece for piece in reversed(pieces) if piece.glyphs), None)
            if last is not None:
                _put(last, len(last.glyphs), 0, note.key)


def _raised_places(piece: Piece) -> list[int]:
    """Where in a piece raised type begins, other than at its very start with words behind it in the same group."""
    scripts = [0, *(glyph.script for glyph in piece.glyphs)]
    return [n for n in range(len(piece.glyphs)) if scripts[n + 1] == 1 and scripts[n] != 1]


def _raised(glyphs: Sequence[Glyph], at: int) -> str:
    """The raised characters from a place on."""
    text = ""
    for glyph in glyphs[at:]:
        if glyph.script != 1:
            break
        text += glyph.char
    return text


def _put(piece: Piece, at: int, length: int, key: str) -> None:
    """Put the mark of a note in place of characters."""
    model = piece.glyphs[min(at, len(piece.glyphs) - 1)]
    piece.glyphs[at : at + length] = [replace(model, char=mark(key), script=1)]
    piece.refresh()


def _put_in_words(pieces: Sequence[Piece], note: _Note) -> bool:
    """Find a sign that is not raised: ① or [1] in the middle of a sentence."""
    in_brackets = [f"{left}{note.sign}{right}" for left, right in ("[]", "［］", "〔〕", "【】")]
    shapes = in_brackets if note.sign.isdecimal() else [note.sign]
    for piece in pieces:
        chars = [glyph.char if len(glyph.char) == 1 else "\0" for glyph in piece.glyphs]
        text = "".join(chars)
        for shape in shapes:
            at = text.find(shape)
            if at > 0 and IN_WORDS.search(text[:at].rstrip()):
                _put(piece, at, len(shape), note.key)
                return True
    return False
