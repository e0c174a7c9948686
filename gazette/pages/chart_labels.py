"""Choose which labels of a chart are shown, so that none overlap or cover a mark: as many as fit, the newest years first.

A chart is as wide as its column, which the build does not know. So labels are chosen for a few widths; a label that fits
in a narrow chart also fits in a wider one, where the points are further apart and the letters as large.
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
    """The extent of a label, or of a mark, in units."""

    middle: float  #: in percent of the chart's width
    shift: float  #: from there
    half: float  #: half its width in a wide chart
    half_narrow: float  #: half its width in a narrow chart
    top: float
    bottom: float


def text_width(text: Shown) -> float:
    """Return the width of a text in em, in the site's digits; it is equal in all scripts."""
    return sum(1.0 if ord(character) > 0x2E7F or character == "—" else 0.52 for character in first_form(text))


def place_labels(
    labels: Sequence[Label | None], obstacles: Sequence[Label] = (), first: int = 0
) -> tuple[str | None, ...]:
    """Return for each label the class of the width from which it is shown, or ``None``; earlier labels take precedence.

    ``obstacles`` are the extents of what labels must not cover; only the ``first`` labels may.
    """
    shown: dict[int, str] = {}
    for width, name in WIDTHS:
        taken = [_box(label, width) for number, label in enumerate(labels) if label and number in shown]
        in_way = [_box(obstacle, width) for obstacle in obstacles]
        for number, label in enumerate(labels):
            if label is None or number in shown:
                continue
            box = _box(label, width)
            if not any(_overlap(box, other) for other in (*taken, *(in_way if number >= first else ()))):
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
