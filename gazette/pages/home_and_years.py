"""Build the home page, the pages of years, of the search and of the data files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from gazette.model import Document, Indicator
from gazette.pages.context import CHINESE_NUMERALS, Context, link_to, link_to_search
from gazette.pages.glossary import EntryView, build_entry_view
from gazette.pages.goal_cards import GoalCard, Pair, build_goal_cards, build_pair
from gazette.pages.indicators import (
    RANK,
    IndicatorRow,
    build_indicator_row,
    series_figures,
    tracked_figures,
    years_with_figures,
)
from gazette.pages.publication import Link, Totals
from gazette.pages.summary import Area, DocumentRow, DocumentSummary, name_source
from gazette.pages.topics import TopicCell, build_topic_cells
from gazette.settings import Topic
from gazette.shown import Shown

HOME_ENTRIES = 3
FEW_YEARS, OPEN_YEARS = 3, 6
HOME_INDICATORS = 5


class YearCard(Struct, frozen=True):
    """A year on the home page's timeline."""

    year: int
    href: str
    motto: Shown
    name: Shown  #: of the first headline indicator, with its target and result
    pair: Pair
    documents: tuple[Link, ...]


class DataFile(Struct, frozen=True):
    """A file for re-users."""

    href: str
    name: str
    about: Shown
    schema: str  #: address of its schema; a table has none of its own


class DataView(Struct, frozen=True):
    """The page for reporters and programmers."""

    files: tuple[DataFile, ...]
    tables: tuple[DataFile, ...]  #: for spreadsheets
    package: str  #: address of the description of all of them
    has_indicators: bool  #: whether any has a page
    base_url: str  #: for the examples
    example: str  #: the id of an indicator


class Home(Struct, frozen=True):
    """The home page."""

    year: int  #: the latest
    year_link: Link
    source: Link  #: to the document that sets its targets: 《晋江经济报》解读《努力拼！一定赢！》
    cards: tuple[GoalCard, ...]
    topics: tuple[TopicCell, ...]
    has_targets: bool  #: whether the latest year has a table of all targets
    years: tuple[YearCard, ...]  #: from the earliest on; if they are many, the newest first
    earlier: tuple[YearCard, ...]  #: the others then
    examples: tuple[Link, ...]  #: of searches
    entries: tuple[EntryView, ...]
    indicators: tuple[IndicatorRow, ...]
    indicator_count: int


class OtherGoals(Struct, frozen=True):
    """The targets of a report that is not the year's main one."""

    id: str
    source: Link
    cards: tuple[GoalCard, ...]


class Year(Struct, frozen=True):
    """A year's page."""

    year: int
    motto: Shown
    about: Shown
    has_targets: bool  #: whether it has a table of all targets and results
    source: Link | None  #: of its targets
    cards: tuple[GoalCard, ...]
    others: tuple[OtherGoals, ...]
    documents: tuple[DocumentRow, ...]
    areas_title: Shown
    areas: tuple[Area, ...]


class SearchView(Struct, frozen=True):
    """The search page."""

    bundle: str  #: address of the index
    examples: tuple[Link, ...]


def list_years(context: Context) -> tuple[int, ...]:
    """Return the years that have a document, earliest first."""
    return context.years


def build_home(context: Context, topics: Sequence[Topic], short_words: Mapping[str, Sequence[Shown]]) -> Home:
    """Build the home page; ``short_words`` are a few of each document's words on each topic, the newest first."""
    latest = context.holdings.newest
    axis = years_with_figures(context)
    main = _list_documents(context, latest)[0]  # the report, else the explainer; those of other bodies come after
    shown, earlier = _divide_years(list_years(context))
    site = context.site
    examples = (context.convert_text(word) for word in site.examples)
    return Home(
        year=latest,
        year_link=link_to("", f"{latest}/", context.get_word("year_link", year=latest)),
        source=link_to("", context.make_path(main.id), name_source(context, main)),
        cards=build_goal_cards(context, latest, "", own_result=False),
        topics=build_topic_cells(context, topics, short_words, ""),
        has_targets=any(year == latest for _, _, year in context.figures.first_figures),
        years=tuple(_build_year_card(context, year) for year in shown),
        earlier=tuple(_build_year_card(context, year) for year in earlier),
        examples=tuple(link_to_search("", word) for word in examples),
        entries=tuple(build_entry_view(context, entry, "") for entry in context.entries[:HOME_ENTRIES]),
        indicators=tuple(build_indicator_row(context, each, "", axis) for each in _select_indicators(context)),
        indicator_count=sum(bool(tracked_figures(context, indicator)) for indicator in context.indicators),
    )


def _divide_years(years: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the years that are shown at once, and those that wait behind a line: a few years are a row to be read from the first
    on, of many the newest are looked for."""
    if len(years) <= FEW_YEARS:
        return years, ()
    newest = years[::-1]
    return newest[:OPEN_YEARS], newest[OPEN_YEARS:]


def _select_indicators(context: Context) -> tuple[Indicator, ...]:
    """Return the first headline indicator of the publication's place, then its others with the most figures."""
    known = [indicator for indicator in context.indicators if not indicator.place]
    count = {indicator.id: len({(f.role, f.year) for f in series_figures(context, indicator)}) for indicator in known}
    first = [indicator for indicator in known if indicator.headline and count[indicator.id]][:1]
    others = sorted((i for i in known if not i.headline and i.unit != RANK), key=lambda i: -count[i.id])
    return tuple(first + [i for i in others if count[i.id]][: HOME_INDICATORS - len(first)])


def _build_year_card(context: Context, year: int) -> YearCard:
    first = next((i for i in context.indicators if i.headline and not i.place), None)
    documents = tuple(
        link_to("", context.make_path(d.id), context.name_kind(d)) for d in _list_documents(context, year)
    )
    return YearCard(
        year=year,
        href=f"{year}/",
        motto=find_motto(context, year),
        name=context.convert_text(first.full_name) if first else "",
        pair=build_pair(context, first.id if first else "", year, ""),
        documents=documents,
    )


def find_motto(context: Context, year: int) -> Shown:
    """Return the year's motto in site.yml."""
    return context.convert_text(context.site.mottos.get(year, ""))


def _list_documents(context: Context, year: int) -> tuple[Document, ...]:
    """Return the documents of a year."""
    return tuple(document for document in context.documents.values() if document.year == year)


def build_year(
    context: Context,
    number: int,
    documents: Sequence[DocumentSummary],
    reports: Sequence[Document],
    *,
    has_targets: bool,
) -> Year:
    """Build a year's page from its ``documents``, of which the first is the main one (the report, else the explainer) unless the
    year has only other bodies', and from the ``reports`` beside that one."""
    main = documents[0] if documents[0].is_main else None
    page, newest_of = f"{number}/", context.holdings.newest_of
    cards = build_goal_cards(context, number, page, own_result=number < newest_of(""))
    others = (
        OtherGoals(
            report.id.rpartition("/")[2],
            link_to(page, context.make_path(report.id), context.name_kind(report)),
            build_goal_cards(context, number, page, report, own_result=number < newest_of(report.meta.place)),
        )
        for report in reports
    )
    areas = main.areas if main else ()
    count = CHINESE_NUMERALS[len(areas)] if len(areas) <= 10 else str(len(areas))
    return Year(
        year=number,
        motto=find_motto(context, number),
        about=main.year_about if main else "",
        has_targets=has_targets,
        source=Link(cards[0].target.href, cards[0].target.label) if cards else None,
        cards=cards,
        others=tuple(goals for goals in others if goals.cards),
        documents=tuple(document.year_row for document in documents),
        areas_title=context.get_word("areas_report", count=count) if areas else "",
        areas=areas,
    )


def build_data_view(context: Context, totals: Totals, example: str) -> DataView:
    """Build the page of the files for re-users; ``example`` is the id of an indicator."""
    counts = (
        ("documents", totals.documents), ("figures", totals.figures), ("indicators", totals.indicators),
        ("alignment", totals.relations), ("glossary", totals.entries),
    )  # fmt: skip
    files = tuple(
        DataFile(
            f"../../data/{name}.json",
            name,
            context.get_word(f"data_{name}", count=count),
            f"../../data/{name}.schema.json",
        )
        for name, count in counts
    )
    tables = tuple(
        DataFile(f"../../data/{name}.csv", name, context.get_word(f"data_{name}_csv"), "")
        for name in ("targets", "figures")
    )
    return DataView(
        files, tables, "../../data/datapackage.json", "indicators" in context.nav, context.site.base_url, example
    )


def build_search_view(context: Context) -> SearchView:
    """Build the search page."""
    examples = (context.convert_text(word) for word in context.site.examples)
    return SearchView("../pagefind/", tuple(link_to_search("search/", word) for word in examples))
