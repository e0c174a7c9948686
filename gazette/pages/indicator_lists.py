"""Build the lists of indicators: of all, and of each place if there are several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from gazette.model import Indicator
from gazette.pages.context import Context, link_to
from gazette.pages.indicators import (
    IndicatorRow,
    build_indicator_row,
    name_group,
    period_figures,
    sort_groups,
    tracked_figures,
    years_with_figures,
)
from gazette.pages.publication import Link
from gazette.settings import SiteConfig
from gazette.shown import Shown, concat

INDEX = "indicators/"


class IndicatorGroup(Struct, frozen=True):
    """Indicators of one subject."""

    id: str
    name: Shown
    rows: tuple[IndicatorRow, ...]


class IndicatorsView(Struct, frozen=True):
    """All indicators by group."""

    name: Shown
    groups: tuple[IndicatorGroup, ...]
    count: int
    places: tuple[Link, ...]  #: to the lists of each place, after that of all; empty if there is one place


def list_places(site: SiteConfig, indicators: Iterable[Indicator]) -> dict[str, str]:
    """Return the places that indicators have, each with the path of its list, the publication's first; none if there is only one."""
    places = sorted({indicator.place for indicator in indicators})
    if len(places) < 2:
        return {}
    from gazette.pinyin import make_slug  # late, because its dictionary is slow to load

    paths: dict[str, str] = {}
    for place in places:
        slug = make_slug(place or site.place) or "place"
        path, number = f"{INDEX}place/{slug}/", 2
        while path in paths.values():
            path, number = f"{INDEX}place/{slug}-{number}/", number + 1
        paths[place] = path
    return paths


def build_indicators_view(
    context: Context, page: str, paths: Mapping[str, str], place: str | None = None
) -> IndicatorsView:
    """Build the list of all indicators that have a figure, or of those of a place, by place and group, in the order of
    indicators.yml; ``paths`` are those of all places' lists."""
    axes = {name: years_with_figures(context, name) for name in {each.place for each in context.indicators}}
    groups: dict[tuple[str, str], list[IndicatorRow]] = {}
    for indicator in context.indicators:
        if place is not None and indicator.place != place:
            continue
        if tracked_figures(context, indicator) or period_figures(context, indicator):
            key = (indicator.place if place is None else "", indicator.group)
            row = build_indicator_row(context, indicator, page, axes[indicator.place])
            groups.setdefault(key, []).append(row)
    indicator_groups = tuple(
        IndicatorGroup(f"g{number}", name_group(context, *key), tuple(rows))
        for number, (key, rows) in enumerate(sort_groups(groups).items(), 1)
    )
    names = {each: context.convert_text(each or context.site.place) for each in paths}
    links = [link_to(page, path, names[each], current=page == path) for each, path in paths.items()]
    links[:0] = [link_to(page, INDEX, context.get_word("places_all"), current=page == INDEX)] if links else []
    name = context.get_word("nav_indicators")
    return IndicatorsView(
        name=name if place is None else concat(names[place], name),
        groups=indicator_groups,
        count=sum(len(group.rows) for group in indicator_groups),
        places=tuple(links),
    )
