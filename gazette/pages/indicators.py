"""Indicators followed over the years: charts and tables, gathered from the figures that documents state. No verdicts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from gazette.grouping import group_by
from gazette.model import Figure, Indicator, Role
from gazette.pages import chart_labels
from gazette.pages.chart_labels import Label
from gazette.pages.context import Context, link_to, relative_path
from gazette.pages.goal_cards import Amount, find_first_figure, make_amount
from gazette.pages.publication import Link, SearchDocument, SearchText
from gazette.shown import Shown, concat, join


class Point(Struct, frozen=True):
    """A mark of a chart: its middle stands at ``middle`` percent of the width and ``shift`` units beside that, ``y`` units
    below the top; ``amount`` is what stands on it, and ``label`` the class of the widths at which it is written there.

    ``amount`` is ``None`` where no document says it: then the words 未载 stand in its place, never a zero. ``label`` is
    ``None`` where there is no room at any width.
    """

    role: str
    middle: float
    shift: float
    y: float
    amount: Amount | None
    label: str | None = None


class ChartYear(Struct, frozen=True):
    """A year of a chart at ``middle`` percent of its width; ``label`` as a point's."""

    year: int
    middle: float
    points: tuple[Point, ...]
    label: str | None = None


class Tick(Struct, frozen=True):
    """A grid line at ``y`` with its number."""

    y: float
    label: Shown


class Chart(Struct, frozen=True):
    """Targets and results by year; zero at the bottom, at ``base``. ``title`` says all of it in words.

    Heights are in units, 16 to a rem; ``mark`` is half a mark. ``is_thinned``: some figures are never written at their marks.
    """

    id: str
    title: Shown
    base: float
    mark: float
    ticks: tuple[Tick, ...]
    years: tuple[ChartYear, ...]
    is_thinned: bool = False


class Comparison(Struct, frozen=True):
    """A year's target and result side by side, and their difference in words (+0.5个百分点), empty where one is missing."""

    year: int
    target: Amount | None
    result: Amount | None
    difference: Shown


class QuotedFigure(Struct, frozen=True):
    """A figure with its sentence, where it is said, and the ``qualifier`` that is printed with it (预计，以上); ``when`` is its
    year, or the years of which it is first_figures together (2026—2030)."""

    when: str
    role: str
    amount: Amount
    qualifier: Shown
    quote: Shown
    link: Link


class IndicatorRow(Struct, frozen=True):
    """An indicator in a list, with a chart in small."""

    id: str
    name: Shown
    href: str
    year: int
    latest: Amount | None
    role: str
    chart: Chart | None


class IndicatorView(Struct, frozen=True):
    """An indicator's page. ``differs`` tells of documents that say different numbers of one year; ``periods`` are figures of several
    years together."""

    id: str
    name: Shown
    unit: str
    note: Shown
    chart: Chart | None
    comparisons: tuple[Comparison, ...]
    figures: tuple[QuotedFigure, ...]
    differs: tuple[Shown, ...]
    periods: tuple[QuotedFigure, ...] = ()


class IndicatorGroup(Struct, frozen=True):
    """Indicators of one subject."""

    id: str
    name: Shown
    rows: tuple[IndicatorRow, ...]


class IndicatorsView(Struct, frozen=True):
    """All indicators by group."""

    groups: tuple[IndicatorGroup, ...]
    count: int


class _Drawing(Struct, frozen=True):
    """Measures of a chart in units (16 to a rem): base line, height of the highest tick, half a mark, and a mark's distance from
    its year's middle; the sizes of figures in a wide and a narrow chart, 0 where there are none, and of years."""

    base: float
    top: float
    mark: float
    beside: float
    figures: tuple[float, float]
    years: tuple[float, float]


LARGE = _Drawing(base=350, top=84, mark=9, beside=8, figures=(22, 18), years=(22, 18))
SMALL = _Drawing(base=50, top=15.6, mark=5, beside=4, figures=(0, 0), years=(16, 16))
#: Up to so many years target and result stand a fixed distance apart, and part of their column's width besides.
FEW = 4
#: Ranks have no zero to stand on: a chart of them would show the worse as the higher.
RANK = "位"
ROLES: tuple[Role, ...] = ("target", "result")


def tracked_figures(context: Context, indicator: Indicator) -> tuple[Figure, ...]:
    """The figures of an indicator that have a role and a year."""
    return context.index.indicator_figures.points.get(indicator.id, ())


def period_figures(context: Context, indicator: Indicator) -> tuple[Figure, ...]:
    """The figures of an indicator that are of several years together, the latest first."""
    own = context.index.indicator_figures.periods.get(indicator.id, ())
    return tuple(sorted(own, key=lambda f: f.period, reverse=True))


def years_with_figures(context: Context) -> tuple[int, ...]:
    """Every year of which an indicator says something: the axis that all small charts share."""
    return tuple(sorted({f.year or 0 for i in context.indicators for f in tracked_figures(context, i)}))


def build_chart(
    context: Context, indicator: Indicator, years: Sequence[int], page: str, drawing: _Drawing
) -> Chart | None:
    """The chart of an indicator over ``years``; ``None`` where there is nothing to draw."""
    own = tracked_figures(context, indicator)
    if indicator.unit == RANK or not own:
        return None
    base, column = drawing.base, 100 / len(years)
    few = len(years) <= FEW
    mark = drawing.mark if few else max(3, round(drawing.mark * 6 / len(years)))
    shift, part = (drawing.beside, 0.15) if few else (0.0, 0.22)
    steps = choose_ticks(max(f.normalized_value for f in own))
    scale = (base - drawing.top) / float(steps[-1])
    points: dict[int, list[Point]] = {year: [] for year in years}
    told = []
    for place, year in enumerate(years):
        for role, side in zip(ROLES, (-1, 1), strict=True):
            figure = find_first_figure(context, indicator.id, role, year)
            shown = make_amount(context, figure, page) if figure else None
            y = base - float(figure.normalized_value) * scale if figure else base
            middle = column * (place + 0.5 + side * part)
            points[year].append(Point(role, round(middle, 2), side * shift, round(y, 1), shown))
            if shown:
                told.append(context.get_word(f"chart_{role}", year=year, amount=shown.whole))
    title = context.get_word(
        "chart_title", name=context.convert_text(indicator.name), told=join(context.get_word("chart_and"), told)
    )
    lines = tuple(
        Tick(round(base - float(step) * scale, 1), _tick(context, step, indicator.unit, step == steps[-1]))
        for step in steps
    )
    made = [ChartYear(year, round(column * (place + 0.5), 2), tuple(points[year])) for place, year in enumerate(years)]
    return _labelled(Chart(f"c-{indicator.id}", title, base, mark, lines, tuple(made)), drawing)


def _labelled(drawn: Chart, drawing: _Drawing) -> Chart:
    """The chart with the labels that fit: the newest year's first, then the oldest's, then back through the years."""
    years = list(reversed(drawn.years))
    years[1:1] = [years.pop()] if len(years) > 2 else []
    marks = [point for year in years for point in (reversed(year.points) if drawing.figures[0] else ())]
    half, narrow = (chart_labels.text_width("0000") * size / 2 for size in drawing.years)
    axis = iter(chart_labels.place_labels([Label(year.middle, 0, half, narrow, 0, 1) for year in years]))
    shown = iter(chart_labels.place_labels([_label(point, drawn, drawing) for point in marks]))
    classes = {id(point): name for point, name in zip(marks, shown, strict=True)}
    named = [
        replace(
            year,
            label=next(axis),
            points=tuple(replace(point, label=classes.get(id(point))) for point in year.points),
        )
        for year in years
    ]
    thinned = any(point.label is None for year in named for point in year.points) and bool(drawing.figures[0])
    return replace(drawn, years=tuple(sorted(named, key=lambda year: year.year)), is_thinned=thinned)


def _label(point: Point, drawn: Chart, drawing: _Drawing) -> Label:
    """Where what is written at a mark would stand: the figure with its qualifiers, or the words 未载 above the base line."""
    if point.amount is None:
        return Label(point.middle, point.shift, 8, 8, drawn.base - 40, drawn.base)
    qualifiers = [words for words in (point.amount.before, point.amount.after) if words]
    number, words = (
        chart_labels.text_width(point.amount.number),
        max(map(chart_labels.text_width, qualifiers), default=0.0),
    )
    large, small = (max(number * size, words * (16 if size > 20 else 13)) / 2 for size in drawing.figures)
    bottom = point.y - drawn.mark
    return Label(point.middle, point.shift, large, small, bottom - 29 - 17 * len(qualifiers), bottom)


def choose_ticks(highest: Decimal) -> tuple[Decimal, ...]:
    """Three to five round steps from above zero to at least ``highest``: 1, 2, 2.5 or 5 times a power of ten apart."""
    if highest <= 0:
        return (Decimal(1),)
    power = Decimal(10) ** (highest.adjusted() - 1)
    for factor in (Decimal(f) for f in ("2", "2.5", "5", "10", "20", "25", "50")):
        step = factor * power
        count = math.ceil(highest / step)
        if count <= 5:
            return tuple(step * n for n in range(1, count + 1))
    return (highest,)


def _tick(context: Context, value: Decimal, unit: str, last: bool) -> Shown:
    number: Shown = format_number(value)
    if value >= 10000 and value % 1000 == 0:
        number = concat(format_number(value / 10000), context.get_word("ten_thousand"))
    return concat(number, unit) if unit == "%" or last else number


def format_number(value: Decimal) -> str:
    """A number without an exponent or needless zeros."""
    return format(value.normalize(), "f")


def build_indicator_view(context: Context, indicator: Indicator) -> IndicatorView:
    """The view of an indicator's page."""
    page = f"indicators/{indicator.id}/"
    own = tracked_figures(context, indicator)
    years = tuple(range(min(f.year or 0 for f in own), max(f.year or 0 for f in own) + 1)) if own else ()
    order = sorted(own, key=lambda f: (-(f.year or 0), f.role == "target"))
    return IndicatorView(
        id=indicator.id,
        name=context.convert_text(indicator.name),
        unit=indicator.unit,
        note=context.convert_text(indicator.note),
        chart=build_chart(context, indicator, years, page, LARGE),
        comparisons=tuple(_comparison(context, indicator, year, page) for year in reversed(years)),
        figures=tuple(_quote_figure(context, figure, page) for figure in order),
        differs=tuple(_differs(context, indicator, years, page)),
        periods=tuple(_quote_figure(context, figure, page) for figure in period_figures(context, indicator)),
    )


def _comparison(context: Context, indicator: Indicator, year: int, page: str) -> Comparison:
    target, result = (find_first_figure(context, indicator.id, role, year) for role in ROLES)
    difference: Shown = ""
    if target and result:
        gap = result.normalized_value - target.normalized_value
        sign = "+" if gap > 0 else "−" if gap < 0 else ""
        unit = context.get_word("points") if indicator.unit == "%" else indicator.unit
        difference = concat(sign, format_number(abs(gap)), unit)
    shown: list[Amount | None] = [make_amount(context, f, page) if f else None for f in (target, result)]
    return Comparison(year, shown[0], shown[1], difference)


def _quote_figure(context: Context, figure: Figure, page: str) -> QuotedFigure:
    words = [context.get_word("expected")] if figure.expected else []
    words += [context.convert_figure_text(figure, word) for word in (figure.before, figure.after) if word]
    shown, quote = make_amount(context, figure, page), context.convert_figure_text(figure, figure.quote)
    place = link_to(page, f"{context.make_path(figure.document)}#{figure.id}", shown.label)
    when = figure.period.replace("-", "—") or str(figure.year)
    return QuotedFigure(when, figure.role or "", shown, join(context.get_word("comma"), words), quote, place)


def _differs(context: Context, indicator: Indicator, years: Sequence[int], page: str) -> Iterator[Shown]:
    """Documents that say different numbers of one role and year, as 31万户 and 30万户."""
    points = group_by(tracked_figures(context, indicator), lambda f: (f.role, f.year))
    for year in years:
        for role in ROLES:
            said = points.get((role, year), ())
            if len({figure.normalized_value for figure in said}) > 1:
                each = (make_amount(context, figure, page) for figure in said)
                told = (context.get_word("differs_one", amount=a.whole, place=a.label) for a in each)
                yield context.get_word(
                    "differs",
                    year=year,
                    role=context.get_word(role),
                    told=join(context.get_word("chart_and"), dict.fromkeys(told)),
                )


def build_indicator_row(context: Context, indicator: Indicator, page: str, years: Sequence[int]) -> IndicatorRow:
    """An indicator in a list: its latest target, or its latest result where it has none."""
    own = tracked_figures(context, indicator)
    latest = next(
        (f for y in reversed(years) for role in ROLES for f in [find_first_figure(context, indicator.id, role, y)] if f), None
    )  # fmt: skip
    return IndicatorRow(
        id=indicator.id,
        name=context.convert_text(indicator.name),
        href=relative_path(page, f"indicators/{indicator.id}/"),
        year=latest.year or 0 if latest else 0,
        latest=make_amount(context, latest, page) if latest else None,
        role=(latest.role or "") if latest else "",
        chart=build_chart(context, indicator, years, page, SMALL) if own else None,
    )


def build_indicators_view(context: Context, page: str) -> IndicatorsView:
    """All indicators that have a figure, by group, in the order of indicators.yml."""
    years = years_with_figures(context)
    groups: dict[str, list[IndicatorRow]] = {}
    for indicator in context.indicators:
        if tracked_figures(context, indicator) or period_figures(context, indicator):
            groups.setdefault(indicator.group, []).append(build_indicator_row(context, indicator, page, years))
    made = tuple(
        IndicatorGroup(f"g{place}", context.convert_text(name), tuple(rows))
        for place, (name, rows) in enumerate(groups.items(), 1)
    )
    return IndicatorsView(made, sum(len(group.rows) for group in made))


def build_indicator_search(context: Context, view: IndicatorView) -> SearchDocument:
    """An indicator's page as the search sees it: its name and its note; the sentences are found in their documents."""
    pieces = [SearchText("name", 2, view.name)]
    if view.note:
        pieces.append(SearchText("note", 0, view.note))
    kind = context.get_word("nav_indicators")
    return SearchDocument(view.name, tuple(pieces), {"title": view.name, "kind": kind}, {"kind": "indicator"})
