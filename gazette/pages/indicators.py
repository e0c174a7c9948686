"""Build the pages of indicators: charts and tables of the figures that documents state, without verdicts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from gazette.grouping import group_by
from gazette.model import Figure, Indicator, Role
from gazette.pages import chart_labels
from gazette.pages.chart_labels import Label
from gazette.pages.context import Context, link_to, relative_path
from gazette.pages.goal_cards import Amount, Pair, build_pair, find_first_figure, make_amount
from gazette.pages.missing import abbreviate_missing
from gazette.pages.publication import Link, SearchDocument, SearchText
from gazette.shown import Shown, concat, join

T = TypeVar("T")


class Point(Struct, frozen=True):
    """A mark of a chart. Heights and shifts are in units, 16 to a rem."""

    role: str
    middle: float  #: of its year and role, in percent of the width
    shift: float  #: from there
    y: float  #: below the top
    amount: Amount | None  #: ``None`` if no document states it: then the reason is shown, never a zero
    missing: Shown = ""  #: the reason, in two characters: 未收
    number: Shown = ""  #: of the amount, in the chart's unit
    label: str | None = None  #: class of the widths at which the amount is written; ``None`` if there is never room


class ChartYear(Struct, frozen=True):
    """A year of a chart."""

    year: int
    middle: float  #: in percent of the width
    points: tuple[Point, ...]
    label: str | None = None  #: as a point's


class Tick(Struct, frozen=True):
    """A grid line with its number."""

    y: float
    label: Shown


class Chart(Struct, frozen=True):
    """Targets and results by year. Heights are in units, 16 to a rem."""

    id: str
    title: Shown  #: the whole content in words
    base: float  #: of the zero line
    mark: float  #: half the size of a mark
    ticks: tuple[Tick, ...]
    years: tuple[ChartYear, ...]
    is_thinned: bool = False  #: whether some amounts are never written at their marks


class Comparison(Pair, frozen=True):
    """A year's target and result."""

    difference: Shown = ""  #: +0.5个百分点; empty if one is missing


class QuotedFigure(Struct, frozen=True):
    """A figure with its sentence."""

    when: str  #: its year, or the years of which it is stated together: 2026—2030
    role: str
    amount: Amount
    qualifier: Shown  #: as printed: 预计，以上
    quote: Shown
    link: Link  #: to the place in the document


class IndicatorRow(Struct, frozen=True):
    """An indicator in a list, with a small chart."""

    id: str
    name: Shown
    href: str
    year: int
    latest: Amount | None
    role: str
    chart: Chart | None


class IndicatorView(Struct, frozen=True):
    """An indicator's page."""

    id: str
    name: Shown
    unit: Shown
    note: Shown
    chart: Chart | None
    comparisons: tuple[Comparison, ...]
    figures: tuple[QuotedFigure, ...]
    differs: tuple[Shown, ...]  #: sentences about documents that state different numbers of one year
    periods: tuple[QuotedFigure, ...] = ()  #: figures of several years together


class _Drawing(Struct, frozen=True):
    """The measures of a chart in units, 16 to a rem."""

    base: float  #: of the zero line, from the top
    top: float  #: of the highest tick
    mark: float  #: half the size of a mark
    shift: float  #: of a mark from the middle of its year
    figures: tuple[float, float]  #: their size in a wide and in a narrow chart; 0 if they are not written
    years: tuple[float, float]  #: their size likewise


LARGE = _Drawing(base=350, top=84, mark=9, shift=8, figures=(22, 18), years=(22, 18))
SMALL = _Drawing(base=50, top=15.6, mark=5, shift=4, figures=(0, 0), years=(16, 16))
#: Up to this many years, marks are shifted from their year's middle by a fixed distance as well as by part of the width.
FEW = 4
#: In a chart of more years, how much of its width is left of them, for the numbers of the axis; in percent.
MARGIN = 5
#: The unit of ranks, of which no chart is drawn: it would show the worse as the higher.
RANK = "位"
ROLES: tuple[Role, ...] = ("target", "result")


def tracked_figures(context: Context, indicator: Indicator) -> tuple[Figure, ...]:
    """Return the figures of an indicator that have a role and a year."""
    return context.figures.points.get(indicator.id, ())


def series_figures(context: Context, indicator: Indicator) -> tuple[Figure, ...]:
    """Return of the figures of an indicator those that may stand for their year."""
    return tuple(figure for figure in tracked_figures(context, indicator) if figure.is_in_series)


def period_figures(context: Context, indicator: Indicator) -> tuple[Figure, ...]:
    """Return the figures of an indicator that are of several years together, the latest first."""
    own = context.figures.periods.get(indicator.id, ())
    return tuple(sorted(own, key=lambda f: f.period, reverse=True))


def years_with_figures(context: Context, place: str = "") -> tuple[int, ...]:
    """Return every year of which an indicator of a place has a figure: the axis of its small charts."""
    return tuple(
        sorted({f.year or 0 for i in context.indicators if i.place == place for f in series_figures(context, i)})
    )


def build_chart(
    context: Context, indicator: Indicator, years: Sequence[int], page: str, drawing: _Drawing
) -> Chart | None:
    """Build the chart of an indicator over ``years``; ``None`` if there is nothing to draw."""
    own = series_figures(context, indicator)
    if indicator.unit == RANK or not own:
        return None
    base, few = drawing.base, len(years) <= FEW
    margin = 0 if few or not drawing.figures[0] else MARGIN
    column = (100 - margin) / len(years)
    mark = drawing.mark if few else max(3, round(drawing.mark * 6 / len(years)))
    shift, part = (drawing.shift, 0.15) if few else (0.0, 0.22)
    steps = choose_ticks(max(f.normalized_value for f in own))
    scale = (base - drawing.top) / float(steps[-1])
    points: dict[int, list[Point]] = {year: [] for year in years}
    descriptions = []
    for place, year in enumerate(years):
        for role, side in zip(ROLES, (-1, 1), strict=True):
            figure = find_first_figure(context, indicator.id, role, year)
            amount = make_amount(context, figure, page) if figure else None
            y = base - float(figure.normalized_value) * scale if figure else base
            middle = margin + column * (place + 0.5 + side * part)
            missing = "" if amount else abbreviate_missing(context, role, year, indicator.place)
            number = write_in_chart(context, figure) if figure else ""
            points[year].append(Point(role, round(middle, 2), side * shift, round(y, 1), amount, missing, number))
            if amount:
                descriptions.append(context.get_word(f"chart_{role}", year=year, amount=amount.whole))
    values = join(context.get_word("chart_and"), descriptions)
    title = context.get_word("chart_title", name=context.convert_text(indicator.full_name), values=values)
    unit = context.convert_text(indicator.unit)
    lines = tuple(
        Tick(round(base - float(step) * scale, 1), _label_tick(context, step, unit, step == steps[-1]))
        for step in steps
    )
    chart_years = tuple(
        ChartYear(year, round(margin + column * (place + 0.5), 2), tuple(points[year]))
        for place, year in enumerate(years)
    )
    return _place_labels(Chart(f"c-{indicator.id}", title, base, mark, lines, chart_years), drawing)


def _place_labels(chart: Chart, drawing: _Drawing) -> Chart:
    """Add the labels that fit to a chart: the newest year's first, then the oldest's, then back through the years."""
    years = list(reversed(chart.years))
    years[1:1] = [years.pop()] if len(years) > 2 else []
    marks = [point for year in years for point in (reversed(year.points) if drawing.figures[0] else ())]
    half, narrow = (chart_labels.text_width("0000") * size / 2 for size in drawing.years)
    axis = iter(chart_labels.place_labels([Label(year.middle, 0, half, narrow, 0, 1) for year in years]))
    obstacles = [each for point in marks if point.amount for each in _measure_mark(point, chart)]
    labels = [_measure_label(point, chart, drawing) for point in marks]
    names = chart_labels.place_labels(labels, obstacles, first=len(ROLES))  # the newest year's are always written
    classes = {id(point): name for point, name in zip(marks, names, strict=True)}
    labelled = [
        replace(
            year,
            label=next(axis),
            points=tuple(replace(point, label=classes.get(id(point))) for point in year.points),
        )
        for year in years
    ]
    is_thinned = any(point.label is None for year in labelled for point in year.points) and bool(drawing.figures[0])
    return replace(chart, years=tuple(sorted(labelled, key=lambda year: year.year)), is_thinned=is_thinned)


def _measure_label(point: Point, chart: Chart, drawing: _Drawing) -> Label:
    """Return the extent of a mark's label: the figure with its qualifiers, or 未收 above the zero line."""
    if point.amount is None:
        return Label(point.middle, point.shift, 8, 8, chart.base - 40, chart.base)
    qualifiers = [words for words in (point.amount.before, point.amount.after) if words]
    number = chart_labels.text_width(point.number)
    words = max(map(chart_labels.text_width, qualifiers), default=0.0)
    large, small = (max(number * size, words * (16 if size > 20 else 13)) / 2 for size in drawing.figures)
    bottom = point.y - chart.mark
    return Label(point.middle, point.shift, large, small, bottom - 29 - 17 * len(qualifiers), bottom)


def _measure_mark(point: Point, chart: Chart) -> tuple[Label, Label]:
    """Return the extents of a mark and of its stem."""
    half, stem = chart.mark, 1.5
    return (
        Label(point.middle, point.shift, half, half, point.y - half, point.y + half),
        Label(point.middle, point.shift, stem, stem, point.y, chart.base),
    )


def choose_ticks(highest: Decimal) -> tuple[Decimal, ...]:
    """Return three to five round steps above zero up to at least ``highest``: 1, 2, 2.5 or 5 times a power of ten apart."""
    if highest <= 0:
        return (Decimal(1),)
    power = Decimal(10) ** (highest.adjusted() - 1)
    for factor in (Decimal(f) for f in ("2", "2.5", "5", "10", "20", "25", "50")):
        step = factor * power
        count = math.ceil(highest / step)
        if count <= 5:
            return tuple(step * n for n in range(1, count + 1))
    return (highest,)


def _label_tick(context: Context, value: Decimal, unit: Shown, last: bool) -> Shown:
    number = _shorten_number(context, value)
    return concat(number, unit) if unit == "%" or last else number


def _shorten_number(context: Context, value: Decimal) -> Shown:
    if value >= 10000 and value % 1000 == 0:
        return concat(format_number(value / 10000), context.get_word("ten_thousand"))
    return format_number(value)


def write_in_chart(context: Context, figure: Figure) -> Shown:
    """Return a figure's number as it stands in a chart, which has one unit: as it is printed (1.2万), or converted if the
    document has another unit (366 兆伏安 of 36.6万千伏安)."""
    if figure.value == figure.normalized_value:
        return context.convert_figure(figure).number
    return _shorten_number(context, figure.normalized_value)


def format_number(value: Decimal) -> str:
    """Format a number without an exponent or needless zeros."""
    return format(value.normalize(), "f")


def build_indicator_view(context: Context, indicator: Indicator) -> IndicatorView:
    """Build the view of an indicator's page."""
    page = f"indicators/{indicator.id}/"
    own, stated = tracked_figures(context, indicator), [f.year or 0 for f in series_figures(context, indicator)]
    years = tuple(range(min(stated), max(stated) + 1)) if stated else ()
    order = sorted(own, key=lambda f: (-(f.year or 0), f.role == "target"))
    return IndicatorView(
        id=indicator.id,
        name=context.convert_text(indicator.full_name),
        unit=context.convert_text(indicator.unit),
        note=context.convert_text(indicator.note),
        chart=build_chart(context, indicator, years, page, LARGE),
        comparisons=tuple(_compare_year(context, indicator, year, page) for year in reversed(years)),
        figures=tuple(_quote_figure(context, figure, page) for figure in order),
        differs=tuple(_describe_differences(context, indicator, years, page)),
        periods=tuple(_quote_figure(context, figure, page) for figure in period_figures(context, indicator)),
    )


def _compare_year(context: Context, indicator: Indicator, year: int, page: str) -> Comparison:
    difference = describe_gap(
        context, indicator, *(find_first_figure(context, indicator.id, role, year) for role in ROLES)
    )
    pair = build_pair(context, indicator.id, year, page, place=indicator.place)
    return Comparison(year, pair.target, pair.result, pair.no_target, pair.no_result, difference=difference)


def describe_gap(context: Context, indicator: Indicator, target: Figure | None, result: Figure | None) -> Shown:
    """Return the result minus the target, as printed: +0.5个百分点; empty if one is missing."""
    if target is None or result is None:
        return ""
    gap = result.normalized_value - target.normalized_value
    sign = "+" if gap > 0 else "−" if gap < 0 else ""
    unit = context.get_word("points") if indicator.unit == "%" else context.convert_text(indicator.unit)
    return concat(sign, format_number(abs(gap)), unit)


def _quote_figure(context: Context, figure: Figure, page: str) -> QuotedFigure:
    texts, amount = context.convert_figure(figure), make_amount(context, figure, page)
    words = [context.get_word("expected")] if figure.expected else []
    words += [word for word in (texts.before, texts.after) if word]
    place = link_to(page, f"{context.make_path(figure.document)}#{figure.id}", amount.label)
    when = figure.period.replace("-", "—") or str(figure.year)
    return QuotedFigure(when, figure.role or "", amount, join(context.get_word("comma"), words), texts.quote, place)


def _describe_differences(context: Context, indicator: Indicator, years: Sequence[int], page: str) -> Iterator[Shown]:
    """Yield a sentence for each role and year of which documents state different numbers, as 31万户 and 30万户."""
    points = group_by(tracked_figures(context, indicator), lambda f: (f.role, f.year))
    for year in years:
        for role in ROLES:
            figures = points.get((role, year), ())
            if len({figure.normalized_value for figure in figures}) > 1:
                amounts = (make_amount(context, figure, page) for figure in figures)
                parts = (context.get_word("differs_one", amount=a.whole, place=a.label) for a in amounts)
                values = join(context.get_word("chart_and"), dict.fromkeys(parts))
                yield context.get_word("differs", year=year, role=context.get_word(role), values=values)


def build_indicator_row(context: Context, indicator: Indicator, page: str, years: Sequence[int]) -> IndicatorRow:
    """Build an indicator's row in a list, with its latest target, or its latest result if it has no target."""
    latest = next(
        (f for y in reversed(years) for role in ROLES for f in [find_first_figure(context, indicator.id, role, y)] if f), None
    )  # fmt: skip
    return IndicatorRow(
        id=indicator.id,
        name=context.convert_text(indicator.full_name),
        href=relative_path(page, f"indicators/{indicator.id}/"),
        year=latest.year or 0 if latest else 0,
        latest=make_amount(context, latest, page) if latest else None,
        role=(latest.role or "") if latest else "",
        chart=build_chart(context, indicator, years, page, SMALL),
    )


def sort_groups(groups: Mapping[tuple[str, str], list[T]]) -> dict[tuple[str, str], list[T]]:
    """Return groups, whose keys are place and subject, with those of the publication's place first."""
    return dict(sorted(groups.items(), key=lambda row: row[0][0]))


def name_group(context: Context, place: str, subject: str) -> Shown:
    """Return the heading of indicators of a place and a subject: 民生, 东港镇·民生."""
    return join("·", (context.convert_text(words) for words in (place, subject) if words))


def build_indicator_search(context: Context, indicator: Indicator, view: IndicatorView) -> SearchDocument:
    """Return an indicator's page for the search: its name and note; the sentences are found in their documents."""
    pieces = [SearchText("name", 2, view.name)]
    if view.note:
        pieces.append(SearchText("note", 0, view.note))
    kind = concat(context.convert_text(indicator.place), context.get_word("nav_indicators"))
    meta, filters = {"title": view.name, "kind": kind}, {"kind": context.make_filter("indicator", indicator.place)}
    return SearchDocument(view.name, tuple(pieces), meta, filters)
