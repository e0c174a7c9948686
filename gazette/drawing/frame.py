"""Lay out what all pictures that readers can save have: the plate at the top, the double rule, and the end with sources and QR code."""

from __future__ import annotations

from collections.abc import Iterable

from gazette.drawing.line_breaking import split_unbreakable
from gazette.drawing.qr_code import MARGIN, encode_address
from gazette.drawing.sheet import BOLD, HAN_DROP, INKS, SANS, Sheet
from gazette.shown import Shown

WIDTH, LEFT, RIGHT = 1080, 60, 1020
INNER, HALF, GAP = 960, 468, 24
#: The side of the QR code.
CODE = 216


def put_wenwu(sheet: Sheet, x: float = LEFT, width: float = INNER) -> None:
    """Put the thick and the thin rule (文武线)."""
    sheet.put_box(x, sheet.y, width, 8)
    sheet.put_box(x, sheet.y + 14, width, 2)
    sheet.y += 16


def put_plate(sheet: Sheet, tag: str, name: str, *, is_large: bool) -> None:
    """Put a name and the ``tag`` in a frame over the double rule; a large name stands left of the tag, a small one right of it."""
    face = sheet.face(30, BOLD, tracking=6)
    width = face.measure(tag) + 32
    x = RIGHT - width if is_large else LEFT
    sheet.put_frame(x, 37, width, 54)
    sheet.put(x + 19, 64 + 30 * HAN_DROP, tag, face)
    room = INNER - width - 40
    if is_large:
        sizes = (64, 56, 48, 40)
        size = next((s for s in sizes if sheet.face(s, tracking=6).measure(name) <= room), 32)
        face = sheet.face(size, tracking=6)
        sheet.put_lines(LEFT, 24, sheet.break_text(name, room, face, 1), face, 80, "zhu")
    else:
        face = sheet.face(30, SANS)
        sheet.put(RIGHT - face.measure(name), 64 + 30 * HAN_DROP, name, face, "grey")
    sheet.put_box(LEFT, 128, INNER, 2)
    sheet.put_box(LEFT, 136, INNER, 8)
    sheet.y = 144


def put_end(
    sheet: Sheet,
    words: tuple[Shown, Shown] | None,
    sources: Iterable[tuple[Shown, Shown]],
    address: str = "",
    label: str = "",
) -> None:
    """Put the key to the signs with its ``words``, if there are signs, the paragraphs of the sources, and the QR code of an
    address, if there is one."""
    sheet.y += 80
    sheet.cuts.append(sheet.y)
    put_wenwu(sheet)
    top = y = sheet.y + 40
    x, key = float(LEFT), sheet.face(32, BOLD)
    for role, word in zip(("target", "result"), words or (), strict=False):
        sheet.put_sign(x + 14, y + 24, role)
        x = sheet.put(x + 42, y + 24 + 32 * HAN_DROP, str(word), key, INKS[role]) + 40
    y += 62 if words else 0
    width, plain, bold = INNER - (CODE + 48 if address else 0), sheet.face(30, SANS), sheet.face(30, BOLD)
    for head, text in sources:
        indent = bold.measure(str(head)) + 30 if head else 0
        lines = _break_paragraph(sheet, str(text), width, indent)
        sheet.put(LEFT, y + 24 + 30 * HAN_DROP, str(head), bold)
        for k, line in enumerate(lines):
            sheet.put(LEFT + indent * (k == 0), y + 24 + 30 * HAN_DROP, line, plain, "grey")
            y += 48
        y += 6
    sheet.y = max(y, _put_code(sheet, top, address, label) if address else y) + 60


def _break_paragraph(sheet: Sheet, text: str, width: float, indent: float) -> tuple[str, ...]:
    """Fill the lines of a paragraph, of which the first is shorter by ``indent``."""
    face = sheet.face(30, SANS)
    lines, room = [""], width - indent
    for piece in split_unbreakable(text):
        if lines[-1] and face.measure(lines[-1] + piece) > room:
            lines.append("")
            room = width
        lines[-1] += piece
    return tuple(lines)


def _put_code(sheet: Sheet, y: float, address: str, label: str) -> float:
    rows = encode_address(address)
    x = RIGHT - CODE
    module = CODE // (len(rows) + 2 * MARGIN)
    edge = (CODE - module * len(rows)) // 2
    sheet.put_frame(x, y, CODE, CODE)
    sheet.put_grid(x + edge, y + edge, module, rows)
    face = sheet.face(30, SANS)
    sheet.put(x + (CODE - face.measure(label)) / 2, y + CODE + 30 + 30 * HAN_DROP, label, face, "grey")
    return y + CODE + 54
