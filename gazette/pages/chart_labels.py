"""Which labels of a chart are shown, so that none stands on another: as many as fit, the newest years first.

A chart is as wide as its column, which the build does not know. So labels are chosen for a few widths; what stands in a
narrow chart also stands in a wider one, for there the places are further apart and the letters as large.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from gazette.shown import Shown, first_form

#: Width of a chart in units of its drawing (16 to a rem), and the class of labels that are shown from that width on
#: (static/css/chart.css). A page of 320 px in large type, of 18 and 40 rem.
WIDTHS = ((203, ""), (248, "from-18"), (600, "from-40"))
#: Narrower than this, figures are set smaller.
NARROW = 600
_GAP = 3.0


class Label(Struct, frozen=True):
    """What is to be shown: ``middle`` percent of the chart's width and ``shift`` units from there; its half width in a wide
    and in a narrow chart, its upper and lower edge in units."""

    middle: float
    shift: float
    half: float
    half_narrow: float
    top: float
    bottom: float


def text_width(text: Shown) -> float:
    """Width of a text in em, in our digits; no conversion changes it."""
    return sum(1.0 if ord(character) > 0x2E7F or character == "—" else 0.52 for character in first_form(text))


def place_labels(labels: Sequence[Label | None]) -> tuple[str | None, ...]:
    """For each label the class of the width from which it is shown, ``None`` where it never is; the first come first."""
    shown: dict[int, str] = {}
    for width, name in WIDTHS:
        taken = [_box(label, width) for number, label in enumerate(labels) if label and number in shown]
        for number, label in enumerate(labels):
            if label is None or number in shown:
                continue
            box = _box(label, width)
            if not any(_overlap(box, other) for other in taken):
                shown[number] = name
                taken.append(box)
    return tuple(shown.get(number) for number in range(len(labels)))


_Box = tuple[float, float, float, float]


def _box(label: Label, width: float) -> _Box:
    half = label.half_narrow if width < NARROW else label.half
    middle = label.middle / 100 * width + label.shift
    return middle - half, middle + half, label.top, label.bottom


def _overlap(one: _Box, other: _Box) -> bool:
    across = one[0] < other[1] + _GAP and other[0] < one[1] + _GAP
    return across and one[2] < other[3] and other[2] < one[3]
