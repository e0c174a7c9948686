"""The pages that are not documents: home, years, search, and the two that stand above the editions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import quote

from msgspec import Struct

from gazette.grouping import count_all
from gazette.model import Document, Heading, Indicator, Run
from gazette.pages.context import CHINESE_NUMERALS, Context, link_to, relative_path
from gazette.pages.glossary import EntryView, build_entry_view
from gazette.pages.goal_cards import Amount, GoalCard, build_goal_cards, build_pair
from gazette.pages.indicators import RANK, IndicatorRow, build_indicator_row, tracked_figures, years_with_figures
from gazette.pages.publication import Link
from gazette.shown import Shown, concat, join, map_forms, strip_end

_AREA = re.compile(r"（([一二三四五六七八九十]+)）(.*)")
_POINT = re.compile(r"(?:[0-9]+[、.]|[①-⑳])(.*)")
HOME_ENTRIES = 3
HOME_INDICATORS = 5


class DocumentRow(Struct, frozen=True):
    """A document in a list: its kind in words, title, where, a line about it, its extent (28页, 11条)."""

    kind: Shown
    title: Shown
    href: str
    meta: Shown
    extent: Shown


class YearCard(Struct, frozen=True):
    """A year on the home page's timeline. ``pending``: no later document is held that could report its result."""

    year: int
    href: str
    motto: Shown
    name: Shown
    target: Amount | None
    result: Amount | None
    pending: bool
    documents: tuple[Link, ...]


class DataFile(Struct, frozen=True):
    """A file for re-users, and its schema."""

    href: str
    name: str
    about: Shown
    schema: str


class DataView(Struct, frozen=True):
    """The page for reporters and programmers: the files, the table as CSV, and the site's address for the examples."""

    files: tuple[DataFile, ...]
    csv: str
    base_url: str


class Home(Struct, frozen=True):
    """The latest year's targets, the years, ways in."""

    year: int
    year_link: Link
    source: Link
    cards: tuple[GoalCard, ...]
    years: tuple[YearCard, ...]
    examples: tuple[Link, ...]
    entries: tuple[EntryView, ...]
    indicators: tuple[IndicatorRow, ...]
    indicator_count: int


class Area(Struct, frozen=True):
    """One of a report's areas of work: 一, its name in two halves, its pages, how much of it explainers tell, what stands
    under it."""

    numeral: str
    halves: tuple[Shown, ...]
    href: str
    pages: Shown
    explained_lines: Shown
    points: tuple[Link, ...]


class Year(Struct, frozen=True):
    """A year: cards, documents, areas of work (empty where we hold no report)."""

    year: int
    motto: Shown
    about: Shown
    source: Link | None
    cards: tuple[GoalCard, ...]
    documents: tuple[DocumentRow, ...]
    areas_title: Shown
    areas: tuple[Area, ...]


class SearchView(Struct, frozen=True):
    """The search page: ``bundle`` is where the index lies, ``folds`` the map between the scripts, both relative to the page."""

    bundle: str
    examples: tuple[Link, ...]


def list_years(context: Context) -> tuple[int, ...]:
    """The years that have a document, earliest first."""
    return tuple(sorted(context.index.years))


def link_to_search(path: str, words: Shown) -> Link:
    """A link to the search for ``words``, as a reader would type them."""
    return Link(map_forms(words, lambda form: relative_path(path, f"search/?q={quote(form)}")), words)


def build_home(context: Context) -> Home:
    """The latest year's targets as cards, the years, ways in."""
    latest = list_years(context)[-1]
    axis = years_with_figures(context)
    shown = build_goal_cards(context, latest, "", own_result=False)
    main = _main(context, latest)
    site = context.converted.library.site
    examples = (context.convert_text(word) for word in site.examples)
    return Home(
        year=latest,
        year_link=link_to("", f"{latest}/", context.get_word("year_link", year=latest)),
        source=link_to("", context.make_path(main.id), context.convert_front_matter(main, "title")),
        cards=shown,
        years=tuple(_year_card(context, year) for year in list_years(context)),
        examples=tuple(link_to_search("", word) for word in examples),
        entries=tuple(build_entry_view(context, entry, "") for entry in context.converted.entries[:HOME_ENTRIES]),
        indicators=tuple(build_indicator_row(context, indicator, "", axis) for indicator in _lively(context)),
        indicator_count=sum(bool(tracked_figures(context, indicator)) for indicator in context.indicators),
    )


def _lively(context: Context) -> tuple[Indicator, ...]:
    """The first headline indicator, then those of which the documents say most; their order is the file's."""
    known = context.indicators
    count = {indicator.id: len({(f.role, f.year) for f in tracked_figures(context, indicator)}) for indicator in known}
    first = [indicator for indicator in known if indicator.headline and count[indicator.id]][:1]
    others = sorted((i for i in known if not i.headline and i.unit != RANK), key=lambda i: -count[i.id])
    return tuple(first + [i for i in others if count[i.id]][: HOME_INDICATORS - len(first)])


def _year_card(context: Context, year: int) -> YearCard:
    first = next((i for i in context.indicators if i.headline), None)
    told = build_pair(context, first.id if first else "", year, "", "", show_target=True)
    documents = tuple(
        link_to("", context.make_path(d.id), context.get_word(f"kind_{d.meta.kind}")) for d in context.index.years[year]
    )
    return YearCard(
        year,
        f"{year}/",
        find_motto(context, year),
        context.convert_text(first.name) if first else "",
        told.target,
        told.result,
        year == list_years(context)[-1],
        documents,
    )


def find_motto(context: Context, year: int) -> Shown:
    """The year's words, from site.yml."""
    return context.convert_text(context.converted.library.site.mottos.get(year, ""))


def _main(context: Context, year: int) -> Document:
    """The document that a year is known by: the report, else the newspaper's explainer."""
    return context.index.years[year][0]


def build_year(context: Context, number: int) -> Year:
    """A year's cards, documents, and areas of work."""
    path = f"{number}/"
    main = _main(context, number)
    shown = build_goal_cards(context, number, path, own_result=number != list_years(context)[-1])
    areas = tuple(_areas(context, main, path))
    count = CHINESE_NUMERALS[len(areas)] if len(areas) <= 10 else str(len(areas))
    return Year(
        year=number,
        motto=find_motto(context, number),
        about=_about(context, main),
        source=Link(shown[0].target.href, shown[0].target.label) if shown else None,
        cards=shown,
        documents=tuple(build_document_row(context, d, path) for d in context.index.years[number]),
        areas_title=context.get_word("areas_report", count=count) if areas else "",
        areas=areas,
    )


def _about(context: Context, document: Document) -> Shown:
    if document.meta.kind == "report":
        meeting, speaker = (
            context.convert_front_matter(document, "meeting"),
            context.convert_front_matter(document, "speaker"),
        )
        place = context.get_word("about_place", meeting=meeting) if meeting else ""
        told = context.get_word("about_report", speaker=speaker, place=place) if speaker else meeting
        return _sentence(context, context.format_date(document.meta.date), told)
    title, publisher = (
        context.convert_front_matter(document, "title"),
        context.convert_front_matter(document, "publisher"),
    )
    return context.get_word(
        "about_year", title=title, publisher=publisher, unheld=context.describe_missing_report(document)
    )


def _sentence(context: Context, *parts: Shown) -> Shown:
    """What is known, as a sentence; nothing where nothing is."""
    words = join(context.get_word("comma"), (part for part in parts if part))
    return context.get_word("sentence", words=words) if words else ""


def _areas(context: Context, document: Document, path: str) -> Iterator[Area]:
    """The areas of work: a report's （一）（二）… under its tasks, or the numbered sections of a newspaper page."""
    report = document.meta.kind == "report"
    level = 3 if report else 2
    chosen = [
        (place, heading)
        for place, heading in enumerate(document.headings)
        if heading.level == level
        and (
            heading.role == "target" and _AREA.fullmatch(heading.run.text)
            if report
            else re.fullmatch(r"e\d{2}", heading.id)
        )
    ]
    for place, heading in chosen:
        title, numeral = heading.run, heading.id[1:]
        if report:
            match = _AREA.fullmatch(title.text)
            if match:
                numeral, title = match[1], title.cut(*match.span(2))
        else:
            start = len(numeral) if title.text.startswith(numeral) else 0
            end = len(title.text) - (len(numeral) if title.text.endswith(numeral) else 0)
            title = title.cut(start, end)
        words = title.text.rstrip("。")
        cuts = [0, *(match.end() for match in re.finditer(r"(?<=，)|\s", words)), len(words)]
        halves = tuple(_stripped(title.cut(a, b)).shown for a, b in pairwise(cuts) if words[a:b].strip())
        later = document.headings[place + 1 :]
        following = next((other for other in later if other.level <= level), None)
        points = []
        for other in later[: later.index(following)] if following else later:
            match = _POINT.fullmatch(other.run.text)
            point = other.run.cut(*match.span(1)) if match else other.run
            points.append(
                link_to(path, context.make_path(document.id, other.id), strip_end(_stripped(point).shown, "。"))
            )
        pages, seen = (
            _pages(heading, following),
            context.index.explained_line_counts.get(document.id, {}).get(heading.id, 0),
        )
        yield Area(
            numeral, halves, relative_path(path, context.make_path(document.id, heading.id)),
            context.get_word("areas_pages", pages=pages) if pages else "",
            context.get_word("areas_seen", count=seen) if seen else "", tuple(points),
        )  # fmt: skip


def _stripped(run: Run) -> Run:
    """The run without white space around its words."""
    text = run.text
    return run.cut(len(text) - len(text.lstrip()), len(text.rstrip()))


def _pages(heading: Heading, following: Heading | None) -> str:
    """9–13: from the heading to where the next one begins, or to the page before if that begins with it."""
    if heading.page is None:
        return ""
    last = (following.page or heading.page) if following else heading.page
    if following and any(mark.kind == "page" and mark.start == 0 for mark in following.run.marks):
        last -= 1
    return f"{heading.page}–{last}" if last > heading.page else str(heading.page)


def build_document_row(context: Context, document: Document, path: str) -> DocumentRow:
    """A document in a list."""
    kind = document.meta.kind
    title = context.convert_front_matter(document, "title")
    subtitle = context.convert_front_matter(document, "subtitle")
    if kind == "explainer" and subtitle:
        title = concat(title, subtitle)
    if kind == "report":
        notes, count = context.index.entries.get(document.id, ()), context.index.last_pages[document.id]
        told = context.get_word("notes_count", count=len(notes)) if notes else ""
        meta = concat(
            _sentence(
                context, context.format_date(document.meta.date), context.convert_front_matter(document, "meeting")
            ),
            told,
        )
    else:
        headings = [h for h in document.headings if h.level == 2]
        count = sum(bool(re.fullmatch(r"e\d{2}", h.id)) for h in headings) if kind == "explainer" else len(headings)
        meta = _newspaper_line(context, document)
    return DocumentRow(
        context.get_word(f"kind_{kind}"), title, relative_path(path, context.make_path(document.id)), meta,
        context.get_word(f"extent_{kind}", count=count) if count else "",
    )  # fmt: skip


def _newspaper_line(context: Context, document: Document) -> Shown:
    """晋江经济报菲律宾版第3490期，2023年1月4日，本报记者 李玲玲; what the source does not tell is told as missing."""
    meta = document.meta
    paper = concat(*(context.convert_front_matter(document, key) for key in ("publisher", "edition", "issue")))
    known_date = meta.date and "date" not in meta.inferred
    parts = [
        paper,
        context.format_date(meta.date) if known_date else "",
        context.convert_front_matter(document, "byline"),
    ]
    missing = [context.get_word("label_issue")] if not meta.issue else []
    missing += [context.get_word("label_date")] if not known_date else []
    if missing:
        parts.append(context.get_word("row_unknown", what=join(context.get_word("listing"), missing)))
    return join(context.get_word("comma"), (part for part in parts if part))


def build_data_view(context: Context) -> DataView:
    """The files for re-users; the fields stand in their schemas."""
    library = context.converted.library
    counts = (
        ("documents", len(library.documents)), ("figures", count_all(library.figures)),
        ("indicators", len(library.indicators)), ("alignment", count_all(context.converted.relations)), ("glossary", len(library.entries)),
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
    return DataView(files, "../../data/figures.csv", library.site.base_url)


def build_search_view(context: Context) -> SearchView:
    """The search page."""
    examples = (context.convert_text(word) for word in context.converted.library.site.examples)
    return SearchView("../pagefind/", tuple(link_to_search("search/", word) for word in examples))
