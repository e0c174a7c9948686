"""Join the characters of a page to fragments of its lines: what stands side by side, in reading order. Pure geometry, in points.

The order of a PDF's own characters is nearly always right, so it is used; where the ink shows that a character stands on the other
side of its neighbour (``·（`` in a serif face, squeezed until their boxes cross) the ink wins. Boxes of characters never decide:
typesetters squeeze punctuation (``”，“``) by half an em, so they overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from msgspec import Struct
from msgspec.structs import replace

from gazette.importing import note_marks
from gazette.importing.extracted_text import Line

#: In ems: the gap between words, between fragments, to raised or lowered type; by how much squeezed characters overlap.
WORD_GAP, FRAGMENT_GAP, SCRIPT_GAP, SQUEEZED = 0.2, 1.4, 0.6, 0.65
#: Type smaller than this part of its neighbour's size, and off its base line by this part, is raised or lowered.
SMALL, OFF = 0.88, 0.08
#: Raised and lowered type may be off by so much.
RAISED, LOWERED = 0.75, 0.35


class Glyph(Struct, frozen=True):
    """A character on a page."""

    char: str  # or the encoded mark of a note, in place of its sign
    place: int  # in the file's order
    left: float  # edges of its box
    right: float
    base: float  # base line, from the top of the page
    size: float  # of the type
    ink: tuple[float, float]  # left and right edge of its ink
    script: int = 0  # 1 if it is raised, -1 if lowered

    @property
    def middle(self) -> float:
        """The middle of its ink."""
        return (self.ink[0] + self.ink[1]) / 2


@dataclass(slots=True)
class Fragment:
    """Characters that stand side by side, or with ``lines`` a table, a picture or a box."""

    glyphs: list[Glyph]
    left: float
    right: float
    base: float
    size: float
    text: str = ""
    lines: tuple[Line, ...] = ()

    def update(self) -> None:
        """Set its text, its edges and its size by its characters."""
        self.text = _build_text(self.glyphs)
        visible = drop_spaces(self.glyphs)
        main = [glyph for glyph in visible if not glyph.script] or visible
        self.left, self.right = min(g.left for g in visible), max(g.right for g in visible)
        self.base, self.size = median(g.base for g in main), median(g.size for g in main)


Row = list[Fragment]


def drop_spaces(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Return the characters that are no white space."""
    return [glyph for glyph in glyphs if not glyph.char.isspace()]


def make_fragment(glyphs: Iterable[Glyph]) -> Fragment:
    """Make a fragment of characters that are in order."""
    fragment = Fragment(list(glyphs), 0, 0, 0, 0)
    fragment.update()
    return fragment


def build_fragments(glyphs: Iterable[Glyph]) -> list[Fragment]:
    """Build the fragments of a page, from its top to its foot."""
    groups: list[list[Glyph]] = []
    for glyph in glyphs:
        if not (groups and _add(groups[-1], glyph)):
            groups.append([glyph])
    fragments = [make_fragment(group) for group in groups if drop_spaces(group)]
    fragments.sort(key=lambda fragment: (fragment.base, fragment.left))
    return _join_neighbours(fragments)


def group_rows(fragments: Sequence[Fragment]) -> list[Row]:
    """Group fragments on one base line to rows, from the top, each row from the left."""
    rows: list[Row] = []
    for fragment in sorted(fragments, key=lambda f: (f.base, f.left)):
        if rows and abs(fragment.base - rows[-1][0].base) < 0.5 * max(fragment.size, rows[-1][0].size):
            rows[-1].append(fragment)
        else:
            rows.append([fragment])
    return [sorted(row, key=lambda f: f.left) for row in rows]


def row_text(row: Sequence[Fragment]) -> str:
    """Return the text of a row; three spaces stand between its fragments."""
    return "   ".join(fragment.text for fragment in row)


def row_steps(rows: Sequence[Row]) -> list[float]:
    """Return the distances between the base lines of rows."""
    return [b[0].base - a[0].base for a, b in pairwise(rows)]


def remove_fragments(fragments: Iterable[Fragment], removed: Sequence[Fragment]) -> list[Fragment]:
    """Return the fragments without those that were removed, by identity."""
    return [fragment for fragment in fragments if all(fragment is not other for other in removed)]


def find_reordered_text(glyphs: Sequence[Glyph]) -> str:
    """Return the text around the first place where the order differs from the file's; empty if it is the same."""
    visible = drop_spaces(glyphs)
    for n, (before, glyph) in enumerate(pairwise(visible)):
        if glyph.place < before.place:
            return "".join(g.char for g in visible[max(n - 4, 0) : n + 6])
    return ""


def _add(group: list[Glyph], glyph: Glyph) -> bool:
    """Add a character to the group of the one before it in the file, if they are neighbours on the page."""
    last = group[-1]
    main = next((other for other in reversed(group) if not other.script), last)
    size = max(glyph.size, main.size)
    gap = glyph.left - last.right
    if -SQUEEZED * size <= gap < SCRIPT_GAP * size:
        if script := _detect_script(glyph, main.base, main.size):
            group.append(replace(glyph, script=script))
            return True
        script = _detect_script(last, glyph.base, glyph.size)
        if script and all(_detect_script(other, glyph.base, glyph.size) == script for other in group):
            group[:] = [*(replace(other, script=script) for other in group), glyph]
            return True
    if abs(glyph.base - main.base) >= 0.25 * size:
        return False
    if _is_ligature(glyph, last):
        group.append(glyph)
    elif _is_overprint(glyph, last, size):
        pass
    elif _stands_before(glyph, last, size) and all(before.ink[0] < glyph.middle for before in group[-2:-1]):
        group.insert(-1, glyph)
    elif -SQUEEZED * size <= gap < FRAGMENT_GAP * size:
        group.append(glyph)
    else:
        return False
    return True


def _is_overprint(glyph: Glyph, other: Glyph, size: float) -> bool:
    """Whether a character is printed twice, as some programs do for bold type; of II, the second begins where the first ends."""
    return glyph.char == other.char and abs(glyph.left - other.left) <= min(0.3 * size, (other.right - other.left) / 2)


def _is_ligature(glyph: Glyph, last: Glyph) -> bool:
    """Whether one glyph of the font stands for both characters (fi, ——): they have one origin, and the same ink or a part each."""
    if glyph.left != last.left or glyph.place != last.place + 1:
        return False
    is_whole = glyph.ink == last.ink and (glyph.char != last.char or glyph.right - glyph.left > 1.4 * glyph.size)
    return is_whole or glyph.ink[0] >= last.ink[1] - 0.02 * glyph.size


def _stands_before(glyph: Glyph, last: Glyph, size: float) -> bool:
    """Whether all of a character's ink is left of the other's, and near it."""
    if glyph.char.isspace() or last.char.isspace() or glyph.middle >= last.middle:
        return False
    return -1.5 * size < glyph.ink[1] - last.ink[0] <= 0.02 * glyph.size


def _detect_script(glyph: Glyph, base: float, size: float) -> int:
    """Return 1 for type that is raised next to type of this base line and size, -1 for lowered, 0 for neither."""
    shift = (base - glyph.base) / size
    if glyph.char.isspace() or glyph.size >= SMALL * size or abs(shift) < OFF:
        return 0
    return 1 if 0 < shift <= RAISED else -1 if -LOWERED <= shift < 0 else 0


def _join_neighbours(fragments: list[Fragment]) -> list[Fragment]:
    """Join fragments of one line that touch, though the file has other text between them."""
    result: list[Fragment] = []
    for fragment in fragments:
        if not any(_join(other, fragment) for other in reversed(result[-40:])):
            result.append(fragment)
    return result


def _join(other: Fragment, fragment: Fragment) -> bool:
    """Join a fragment to another one of its line, if they touch."""
    size = max(fragment.size, other.size)
    small, large = sorted((fragment, other), key=lambda f: f.size)
    script = _detect_script(small.glyphs[0], large.base, large.size) if len(small.text) <= 4 else 0
    if abs(fragment.base - other.base) > 0.3 * size and not script:
        return False
    reach = (SCRIPT_GAP if script else FRAGMENT_GAP) * size
    if fragment.left - other.right >= reach or other.left - fragment.right >= reach:
        return False
    if script:
        small.glyphs = [replace(glyph, script=script) for glyph in small.glyphs]
    if fragment.left - other.right >= -SQUEEZED * size:
        other.glyphs = [*other.glyphs, *fragment.glyphs]
    elif other.left - fragment.right >= -SQUEEZED * size:
        other.glyphs = [*fragment.glyphs, *other.glyphs]
    elif not _interleave(other, fragment):
        return False
    other.update()
    return True


def _interleave(other: Fragment, fragment: Fragment) -> bool:
    """Put the characters of a fragment between those of another: a gap that the file fills later. False if they overlap."""
    visible = [
        glyph
        for glyph in drop_spaces(fragment.glyphs)
        if not any(_is_overprint(glyph, own, glyph.size) for own in other.glyphs)
    ]
    for glyph in visible:
        overlaps = (min(own.ink[1], glyph.ink[1]) - max(own.ink[0], glyph.ink[0]) for own in drop_spaces(other.glyphs))
        if max(overlaps, default=0) > 0.5 * (glyph.ink[1] - glyph.ink[0]):
            return False
    if visible:
        other.glyphs = sorted([*other.glyphs, *visible], key=lambda glyph: glyph.middle)
    return True


def _build_text(glyphs: Sequence[Glyph]) -> str:
    """Return the characters with a space where a gap separates words, and three where it is wider."""
    visible = drop_spaces(glyphs)
    if not visible:
        return ""
    after_space = {id(after) for before, after in pairwise(glyphs) if before.char.isspace()}
    gaps = [max(b.left - a.right, 0) for a, b in pairwise(visible)]
    usual = median(gaps) if gaps else 0.0
    text = _display(visible[0])
    for before, glyph in pairwise(visible):
        gap = (0.0 if glyph.left == before.left else glyph.left - before.right) - usual
        size = max(glyph.size, before.size)
        if gap > 2 * FRAGMENT_GAP * size:
            text += "   "
        elif not glyph.script and not before.script and (gap > WORD_GAP * size or id(glyph) in after_space):
            text += " "
        text += _display(glyph)
    return text


def _display(glyph: Glyph) -> str:
    """Return the character as it is printed: a raised 2 is ²."""
    return note_marks.to_script_form(glyph.char, glyph.script) if glyph.script and len(glyph.char) == 1 else glyph.char


def level_scripts(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Return raised or lowered characters as ordinary ones if one next to them has no such form in Unicode (PM2.5)."""
    result: list[Glyph] = []
    for script, group in groupby(glyphs, key=lambda glyph: glyph.script):
        same = list(group)
        has_forms = all(len(glyph.char) > 1 or note_marks.has_script_form(glyph.char, script) for glyph in same)
        result += same if has_forms or not script else [replace(glyph, script=0) for glyph in same]
    return result
