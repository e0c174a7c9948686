"""Export the targets and results of each indicator and year as CSV for people: heads in Chinese, one script, one unit.

``targets.csv`` has all, ``indicators/ID.csv`` those of one indicator, ``years/2024.csv`` those of one year. The words are the printed ones, in Simplified characters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

from gazette.conversion.converter import fold
from gazette.exports.open_data import BYTE_ORDER_MARK, FOLDER, format_table, make_url, number
from gazette.grouping import group_by
from gazette.model import Document, Figure, Indicator
from gazette.pages.publication import Artifact

FILE = f"{FOLDER}/targets.csv"
COLUMNS = ("指标", "年份", "目标", "限定词", "完成", "是否预计", "相差", "单位", "目标出处", "完成出处")

Row = tuple[object, ...]


def render_target_tables(
    base: str,
    indicators: Iterable[Indicator],
    find_figures: Callable[[str], Iterable[Figure]],
    documents: Mapping[str, Document],
    names: Mapping[str, str],
    wording: Mapping[str, str],
) -> Iterator[Artifact]:
    """Render the tables; ``find_figures`` returns the figures of an indicator, ``names`` tell documents apart that are alike,
    ``wording`` is the Simplified one."""
    every: list[tuple[int, Row]] = []
    for indicator in indicators:
        figures = [figure for figure in find_figures(indicator.id) if figure.is_in_series]
        if figures:
            rows = [
                (each[0], _make_row(indicator, *each, base, documents, names, wording))
                for each in _pair_figures(figures)
            ]
            every += rows
            yield Artifact(f"{FOLDER}/indicators/{indicator.id}.csv", _render(row for _, row in rows))
    for year, own in sorted(group_by(every, lambda each: each[0]).items()):
        yield Artifact(f"{FOLDER}/years/{year}.csv", _render(row for _, row in own))
    yield Artifact(FILE, _render(row for _, row in every))


def _render(rows: Iterable[Row]) -> bytes:
    return BYTE_ORDER_MARK + format_table([COLUMNS, *rows])


def _pair_figures(figures: Iterable[Figure]) -> Iterator[tuple[int, Figure | None, Figure | None]]:
    """Yield by year its target and its result; the report's comes before a newspaper's."""
    for year, own in sorted(group_by(figures, lambda figure: figure.year or 0).items()):
        target, result = (next((f for f in own if f.role == role), None) for role in ("target", "result"))
        yield year, target, result


def _make_row(
    indicator: Indicator, year: int, target: Figure | None, result: Figure | None, base: str,
    documents: Mapping[str, Document], names: Mapping[str, str], wording: Mapping[str, str],
) -> Row:  # fmt: skip
    gap: Decimal | None = result.normalized_value - target.normalized_value if target and result else None
    qualifiers = [fold(f.comparator) if f else "" for f in (target, result)]
    if qualifiers[1]:
        qualifiers[1] = f"{wording['result']}：{qualifiers[1]}"
    places = (
        f"{_name_place(figure, documents[figure.document], names, wording)} {make_url(base, documents[figure.document], figure.id)}"
        if figure
        else ""
        for figure in (target, result)
    )
    return (
        indicator.full_name,
        year,
        number(target.normalized_value) if target else "",
        "；".join(filter(None, qualifiers)),
        number(result.normalized_value) if result else "",
        ("是" if result.expected else "否") if result else "",
        number(gap) if gap is not None else "",
        indicator.unit,
        *places,
    )


def _name_place(figure: Figure, document: Document, names: Mapping[str, str], wording: Mapping[str, str]) -> str:
    """Return 2024年报告P9, 2024年东港镇报告P9."""
    kind, label = document.meta.kind, fold(document.meta.distinction + names.get(document.id, ""))
    name = wording[f"short_{kind}"].format(year=document.year)
    if label:
        name = wording["short_labelled"].format(
            year=document.year, name=wording[f"labelled_{kind}"].format(label=label)
        )
    return wording["use_page"].format(document=name, page=figure.page) if figure.page else name
