"""Build the contents of the picture of an indicator from the view of its page."""

from __future__ import annotations

from gazette.conversion.word_ends import mark_word_ends
from gazette.model import Role
from gazette.pages.chart_picture import ChartPicture, PicturePoint, PictureYear
from gazette.pages.context import Context
from gazette.pages.goal_cards import Amount
from gazette.pages.indicators import Chart, IndicatorView, Point
from gazette.pages.infographic_figures import make_figure
from gazette.pages.share_card import CardFigure
from gazette.scripts import SCRIPTS
from gazette.shown import Shown, concat, join, map_forms, of_forms
from gazette.text import WORD_END


def build_chart_picture(context: Context, view: IndicatorView) -> ChartPicture:
    """Build the contents: the chart's marks where the page has them, and the rows of its table."""
    word, chart = context.get_word, view.chart
    known = [c for c in reversed(view.comparisons) if c.target or c.result]
    points = {year.year: year for year in chart.years} if chart else {}
    labels = [each.label for comparison in known for each in (comparison.target, comparison.result) if each]
    address = context.make_address(f"indicators/{view.id}/")
    places = join(word("listing"), dict.fromkeys(labels))
    return ChartPicture(
        lang=of_forms([f"zh-{script.base}" for script in SCRIPTS]),
        tag=word("target_and_result"),
        plate=context.convert_text(context.site.title),
        key=(word("target"), word("result")),
        title=mark_word_ends(view.name),
        unit=concat(word("unit"), view.unit),
        ticks=tuple((_measure_height(chart, tick.y), tick.label) for tick in chart.ticks) if chart else (),
        years=tuple(
            PictureYear(
                str(each.year),
                points[each.year].middle if chart else 0,
                tuple(_make_point(chart, point) for point in points[each.year].points) if chart else (),
                (_figure(each.target, "target", each.no_target.words), _figure(each.result, "result", each.no_result.words)),
                each.difference,
            )
            for each in known
        ),
        columns=tuple(map(word, ("column_year", "target", "result", "difference"))),
        sources=(
            (word("infographic_source"), mark_word_ends(places)),
            (context.convert_text(context.site.title), mark_word_ends(word("foot_independent"))),
            ("", map_forms(address, _split_address)),
        ),
    )  # fmt: skip


def _split_address(address: str) -> str:
    """Return an address without its scheme, which may be broken after each slash."""
    return address.partition("://")[2].replace("/", f"/{WORD_END}").rstrip(WORD_END)


def _make_point(chart: Chart, point: Point) -> PicturePoint:
    role: Role = "target" if point.role == "target" else "result"
    amount = point.amount
    figure = (
        CardFigure(role, amount.before, point.number, "", amount.after) if amount else CardFigure(after=point.missing)
    )
    return PicturePoint(role, point.middle, _measure_height(chart, point.y), figure)


def _measure_height(chart: Chart, y: float) -> float:
    """Return the height of a place of the chart in percent of its highest tick."""
    return round((chart.base - y) / (chart.base - chart.ticks[-1].y) * 100, 1)


def _figure(amount: Amount | None, role: Role, missing: Shown) -> CardFigure:
    return make_figure(amount, role) if amount else CardFigure(after=missing)
