"""Which labels of a chart are shown at which width."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gazette.pages.chart_labels import NARROW, WIDTHS, Label, place_labels

labels = st.builds(
    Label,
    middle=st.floats(0, 100),
    shift=st.floats(-8, 8),
    half=st.floats(8, 60),
    half_narrow=st.floats(8, 60),
    top=st.integers(0, 300).map(float),
    bottom=st.integers(301, 340).map(float),
)


def _reach(label: Label, width: float) -> tuple[float, float]:
    half = label.half_narrow if width < NARROW else label.half
    middle = label.middle / 100 * width + label.shift
    return middle - half, middle + half


def test_the_first_is_always_shown_and_what_stands_on_it_is_not() -> None:
    far, near = Label(10, 0, 20, 20, 0, 20), Label(11, 0, 20, 20, 10, 30)
    assert place_labels([far, near]) == ("", None)
    assert place_labels([near, far]) == ("", None)


def test_what_has_room_in_a_wide_chart_alone_is_shown_there() -> None:
    assert place_labels([Label(40, 0, 20, 20, 0, 20), Label(50, 0, 20, 20, 0, 20)]) == ("", "from-40")


def test_labels_at_different_heights_do_not_disturb_each_other() -> None:
    assert place_labels([Label(40, 0, 20, 20, 0, 20), Label(40, 0, 20, 20, 20, 40)]) == ("", "")


@given(st.lists(labels, max_size=12))
def test_no_two_labels_of_one_width_overlap(given: list[Label]) -> None:
    """What is shown in a narrow chart is so in a wide one, too."""
    shown = place_labels(given)
    names: list[str] = []
    for width, name in WIDTHS:
        names.append(name)
        there = sorted(_reach(label, width) for label, at in zip(given, shown, strict=True) if at == name)
        assert all(left[1] <= right[0] for left, right in pairwise(there))
    assert set(shown) <= {*names, None}


def test_a_label_covers_no_mark_but_for_the_first() -> None:
    label, mark = Label(50, 0, 20, 20, 0, 20), Label(52, 0, 3, 3, 10, 16)
    assert place_labels([label], [mark]) == (None,)
    assert place_labels([label], [mark], first=1) == ("",)
    assert place_labels([label], [replace(mark, middle=60)]) == ("from-40",)
