"""Characters of a page → pieces of its lines: what stands side by side, in reading order. Pure geometry, measured in points.

The order of a PDF's own characters is right nearly always, so it holds; where the ink says that a character stands on the other
side of its neighbour (``·（`` in a serif face, squeezed until their boxes cross) the ink wins. Boxes of characters never decide:
printers squeeze punctuation (``”，“``) by half an em, so they overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from statistics import median

from gazette.importing import note_marks
from gazette.importing.extracted_text import Line

#: Parts of an em: what parts words, what parts pieces of a line, by how much squeezed characters overlap.
WORD, PIECE, SQUEEZED = 0.2, 1.4, 0.65
#: Type smaller than this part of its neighbour's, and off its base line by this part, is raised or lowered.
SMALL, OFF = 0.88, 0.08
#: How far raised and lowered type may be off.
RAISED, LOWERED = 0.75, 0.35


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character: its place in the file's order, the left and right edge of its box, its base line (from the top of the page), the
    height of its type, and the left and right edge of its ink. ``script``: 1 where it is raised, -1 where lowered. The mark of a note
    (:func:`notesigns.mark`) stands for its sign."""

    char: str
    place: int
    left: float
    right: float
    base: float
    size: float
    ink: tuple[float, float]
    script: int = 0

    @property
    def middle(self) -> float:
        """The middle of its ink."""
        return (self.ink[0] + self.ink[1]) / 2


@dataclass(slots=True)
class Piece:
    """Characters that stand side by side, or with ``lines`` something that is no line (a table, a picture, a box)."""

    glyphs: list[Glyph]
    left: float
    right: float
    base: float
    size: float
    text: str = ""
    lines: tuple[Line, ...] = ()
    remarks: list[str] = field(default_factory=list)

    def refresh(self) -> None:
        """Set its text, its edges and its size by its characters."""
        self.text = _text(self.glyphs)
        words = [glyph for glyph in self.glyphs if not glyph.char.isspace()]
        main = [glyph for glyph in words if not glyph.script] or words
        self.left, self.right = min(g.left for g in words), max(g.right for g in words)
        self.base, self.size = median(g.base for g in main), median(g.size for g in main)


def of(glyphs: Iterable[Glyph]) -> Piece:
    """A piece of characters that are in order."""
    piece = Piece(list(glyphs), 0, 0, 0, 0)
    piece.refresh()
    return piece


def pieces(glyphs: Iterable[Glyph]) -> list[Piece]:
    """The pieces of a page, from its top to its foot."""
    groups: list[list[Glyph]] = []
    for glyph in glyphs:
        if not (groups and _add(groups[-1], glyph)):
            groups.append([glyph])
    found = [of(group) for group in groups if any(not glyph.char.isspace() for glyph in group)]
    found.sort(key=lambda p: (p.base, p.left))
    return _side_by_side(found)


def disorder(glyphs: Sequence[Glyph]) -> str:
    """The words around the first place where the order differs from the file's; empty where it is the same."""
    words = [glyph for glyph in glyphs if not glyph.char.isspace()]
    for n, (before, glyph) in enumerate(pairwise(words)):
        if glyph.place < before.place:
            return "".join(g.char for g in words[max(n - 4, 0) : n + 6])
    return ""


# ---------------------------------------------------------------- in the file's order


def _add(group: list[Glyph], glyph: Glyph) -> bool:
    """Put a character into the group of the one before it in the file, where they are neighbours on the page."""
    last = group[-1]
    main = next((other for other in reversed(group) if not other.script), last)
    size = max(glyph.size, main.size)
    gap = glyph.left - last.right
    level = abs(glyph.base - main.base) < 0.25 * size
    script = _script(glyph, main.base, main.size)
    if script and -SQUEEZED * size <= gap < 0.6 * size:
        group.append(replace(glyph, script=script))
        return True
    above = _script(last, glyph.base, glyph.size)
    if (
        above
        and all(_script(other, glyph.base, glyph.size) == above for other in group)
        and -SQUEEZED * size <= gap < 0.6 * size
    ):
        group[:] = [replace(other, script=above) for other in group]
        group.append(glyph)
        return True
    if not level:
        return False
    if _is_ligature(glyph, last):
        group.append(glyph)
        return True
    if glyph.char == last.char and abs(glyph.left - last.left) < 0.3 * size:
        return True  # bold type that is printed twice
    if _stands_before(glyph, last):
        before = group[-2] if len(group) > 1 else None
        if glyph.ink[1] > last.ink[0] - 1.5 * size and (before is None or before.ink[0] < glyph.middle):
            group.insert(-1, glyph)
            return True
    if -SQUEEZED * size <= gap < PIECE * size:
        group.append(glyph)
        return True
    return False


def _is_ligature(glyph: Glyph, last: Glyph) -> bool:
    """Whether one sign of the font stands for both characters (fi, ——): they have one origin, and the ink of all or a part each."""
    if glyph.left != last.left or glyph.place != last.place + 1:
        return False
    whole = glyph.ink == last.ink and (glyph.char != last.char or glyph.right - glyph.left > 1.4 * glyph.size)
    return whole or glyph.ink[0] >= last.ink[1] - 0.02 * glyph.size


def _stands_before(glyph: Glyph, last: Glyph) -> bool:
    """Whether all of a character's ink is left of the other's."""
    if glyph.char.isspace() or last.char.isspace():
        return False
    return glyph.ink[1] <= last.ink[0] + 0.02 * glyph.size and glyph.middle < last.middle


def _script(glyph: Glyph, base: float, size: float) -> int:
    """1 for type that is raised next to type of this base line and size, -1 for lowered, 0 for neither."""
    shift = (base - glyph.base) / size
    if glyph.char.isspace() or glyph.size >= SMALL * size or abs(shift) < OFF:
        return 0
    return 1 if 0 < shift <= RAISED else -1 if -LOWERED <= shift < 0 else 0


# ---------------------------------------------------------------- on the page


def _side_by_side(pieces: list[Piece]) -> list[Piece]:
    """Pieces of one line that touch, though the file has other words between them, become one."""
    found: list[Piece] = []
    for piece in pieces:
        for other in reversed(found[-40:]):
            if _joins(other, piece):
                break
        else:
            found.append(piece)
    return found


def _joins(other: Piece, piece: Piece) -> bool:
    """Put a piece into another one of its line, if they touch."""
    size = max(piece.size, other.size)
    small, large = sorted((piece, other), key=lambda p: p.size)
    script = _script(small.glyphs[0], large.base, large.size) if len(small.text) <= 4 else 0
    if abs(piece.base - other.base) > 0.3 * size and not script:
        return False
    reach = (0.6 if script else PIECE) * size
    if piece.left - other.right >= reach or other.left - piece.right >= reach:
        return False
    if script:
        small.glyphs = [replace(glyph, script=script) for glyph in small.glyphs]
    if piece.left - other.right >= -SQUEEZED * size:
        other.glyphs = [*other.glyphs, *piece.glyphs]
    elif other.left - piece.right >= -SQUEEZED * size:
        other.glyphs = [*piece.glyphs, *other.glyphs]
    elif not _woven(other, piece):
        return False
    other.refresh()
    return True


def _woven(other: Piece, piece: Piece) -> bool:
    """Put the characters of a piece between those of another: a gap that the file fills later. False where they lie on each other."""
    rest = []
    for glyph in piece.glyphs:
        same = (g for g in other.glyphs if g.char == glyph.char and abs(g.left - glyph.left) < 0.3 * glyph.size)
        if next(same, None) is None:  # else it is printed twice
            rest.append(glyph)
    words = [glyph for glyph in rest if not glyph.char.isspace()]
    for glyph in words:
        hidden = (
            min(g.ink[1], glyph.ink[1]) - max(g.ink[0], glyph.ink[0]) for g in other.glyphs if not g.char.isspace()
        )
        if max(hidden, default=0) > 0.5 * (glyph.ink[1] - glyph.ink[0]):
            return False
    other.glyphs = sorted([*other.glyphs, *words], key=lambda g: g.middle) if words else other.glyphs
    return True


def _text(glyphs: Sequence[Glyph]) -> str:
    """The characters with a space where a gap parts words, and three where it parts more."""
    words = [glyph for glyph in glyphs if not glyph.char.isspace()]
    if not words:
        return ""
    spaced = {id(after) for before, after in pairwise(glyphs) if before.char.isspace()}
    gaps = [max(b.left - a.right, 0) for a, b in pairwise(words)]
    usual = median(gaps) if gaps else 0.0
    text = shown(words[0])
    for before, glyph in pairwise(words):
        gap = (0.0 if glyph.left == before.left else glyph.left - before.right) - usual
        size = max(glyph.size, before.size)
        wide = not glyph.script and not before.script
        between = (
            "   " if gap > 2 * PIECE * size else " " if wide and (gap > WORD * size or id(glyph) in spaced) else ""
        )
        text += between + shown(glyph)
    return text


def shown(glyph: Glyph) -> str:
    """The character as it is printed: a raised 2 is ²."""
    return note_marks.formed(glyph.char, glyph.script) if glyph.script and len(glyph.char) == 1 else glyph.char


def levelled(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The characters, those raised or lowered next to one that has no such form (PM2.5) as ordinary ones."""
    found: list[Glyph] = []
    for script, group in groupby(glyphs, key=lambda glyph: glyph.script):
        same = list(group)
        whole = all(len(glyph.char) > 1 or note_marks.has_form(glyph.char, script) for glyph in same)
        found += same if whole or not script else [replace(glyph, script=0) for glyph in same]
    return found
