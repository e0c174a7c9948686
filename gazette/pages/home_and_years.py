"""Build the home page, the pages of years, of the search and of the data files."""

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
    """A document in a list."""

    kind: Shown
    title: Shown
    href: str
    meta: Shown  #: where and when it was given or printed
    extent: Shown  #: 28页, 11条


class YearCard(Struct, frozen=True):
    """A year on the home page's timeline."""

    year: int
    href: str
    motto: Shown
    name: Shown  #: of the first headline indicator, with its target and result
    target: Amount | None
    result: Amount | None
    pending: bool  #: whether no later document is there that could state its result
    documents: tuple[Link, ...]


class DataFile(Struct, frozen=True):
    """A file for re-users."""

    href: str
    name: str
    about: Shown
    schema: str  #: address of its schema


class DataView(Struct, frozen=True):
    """The page for reporters and programmers."""

    files: tuple[DataFile, ...]
    csv: str  #: address of the table of figures
    base_url: str  #: for the examples


class Home(Struct, frozen=True):
    """The home page."""

    year: int  #: the latest
    year_link: Link
    source: Link  #: to the document that sets its targets
    cards: tuple[GoalCard, ...]
    years: tuple[YearCard, ...]
    examples: tuple[Link, ...]  #: of searches
    entries: tuple[EntryView, ...]
    indicators: tuple[IndicatorRow, ...]
    indicator_count: int


class Area(Struct, frozen=True):
    """An area of work of a report, or a section of an explainer."""

    numeral: str  #: 一
    halves: tuple[Shown, ...]  #: its name, divided where a line may break
    href: str
    pages: Shown
    explained_lines: Shown  #: how many lines of explainers explain it
    points: tuple[Link, ...]  #: to the headings under it


class Year(Struct, frozen=True):
    """A year's page."""

    year: int
    motto: Shown
    about: Shown
    source: Link | None  #: of its targets
    cards: tuple[GoalCard, ...]
    documents: tuple[DocumentRow, ...]
    areas_title: Shown
    areas: tuple[Area, ...]


class SearchView(Struct, frozen=True):
    """The search page."""

    bundle: str  #: address of the index
    examples: tuple[Link, ...]


def list_years(context: Context) -> tuple[int, ...]:
    """Return the years that have a document, earliest first."""
    return tuple(sorted(context.index.years))


def link_to_search(path: str, words: Shown) -> Link:
    """Link to the search for ``words``."""
    return Link(map_forms(words, lambda form: relative_path(path, f"search/?q={quote(form)}")), words)


def build_home(context: Context) -> Home:
    """Build the home page."""
    latest = list_years(context)[-1]
    axis = years_with_figures(context)
    main = _find_main_document(context, latest)
    site = context.converted.library.site
    examples = (context.convert_text(word) for word in site.examples)
    return Home(
        year=latest,
        year_link=link_to("", f"{latest}/", context.get_word("year_link", year=latest)),
        source=link_to("", context.make_path(main.id), context.convert_front_matter(main, "title")),
        cards=build_goal_cards(context, latest, "", own_result=False),
        years=tuple(_build_year_card(context, year) for year in list_years(context)),
        examples=tuple(link_to_search("", word) for word in examples),
        entries=tuple(build_entry_view(context, entry, "") for entry in context.converted.entries[:HOME_ENTRIES]),
        indicators=tuple(build_indicator_row(context, each, "", axis) for each in _select_indicators(context)),
        indicator_count=sum(bool(tracked_figures(context, indicator)) for indicator in context.indicators),
    )


def _select_indicators(context: Context) -> tuple[Indicator, ...]:
    """Return the first headline indicator, then the others with the most figures."""
    known = context.indicators
    count = {indicator.id: len({(f.role, f.year) for f in tracked_figures(context, indicator)}) for indicator in known}
    first = [indicator for indicator in known if indicator.headline and count[indicator.id]][:1]
    others = sorted((i for i in known if not i.headline and i.unit != RANK), key=lambda i: -count[i.id])
    return tuple(first + [i for i in others if count[i.id]][: HOME_INDICATORS - len(first)])


def _build_year_card(context: Context, year: int) -> YearCard:
    first = next((i for i in context.indicators if i.headline), None)
    pair = build_pair(context, first.id if first else "", year, "", "", show_target=True)
    documents = tuple(
        link_to("", context.make_path(d.id), context.get_word(f"kind_{d.meta.kind}")) for d in context.index.years[year]
    )
    return YearCard(
        year=year,
        href=f"{year}/",
        motto=find_motto(context, year),
        name=context.convert_text(first.name) if first else "",
        target=pair.target,
        result=pair.result,
        pending=year == list_years(context)[-1],
        documents=documents,
    )


def find_motto(context: Context, year: int) -> Shown:
    """Return the year's motto in site.yml."""
    return context.convert_text(context.converted.library.site.mottos.get(year, ""))


def _find_main_document(context: Context, year: int) -> Document:
    """Return the main document of a year: the report, else the explainer."""
    return context.index.years[year][0]


def build_year(context: Context, number: int) -> Year:
    """Build a year's page."""
    path = f"{number}/"
    main = _find_main_document(context, number)
    cards = build_goal_cards(context, number, path, own_result=number != list_years(context)[-1])
    areas = tuple(_build_areas(context, main, path))
    count = CHINESE_NUMERALS[len(areas)] if len(areas) <= 10 else str(len(areas))
    return Year(
        year=number,
        motto=find_motto(context, number),
        about=_describe_main_document(context, main),
        source=Link(cards[0].target.href, cards[0].target.label) if cards else None,
        cards=cards,
        documents=tuple(build_document_row(context, d, path) for d in context.index.years[number]),
        areas_title=context.get_word("areas_report", count=count) if areas else "",
        areas=areas,
    )


def _describe_main_document(context: Context, document: Document) -> Shown:
    if document.meta.kind == "report":
        meeting, speaker = (
            context.convert_front_matter(document, "meeting"),
            context.convert_front_matter(document, "speaker"),
        )
        place = context.get_word("about_place", meeting=meeting) if meeting else ""
        occasion = context.get_word("about_report", speaker=speaker, place=place) if speaker else meeting
        return _make_sentence(context, context.format_date(document.meta.date), occasion)
    title, publisher = (
        context.convert_front_matter(document, "title"),
        context.convert_front_matter(document, "publisher"),
    )
    return context.get_word(
        "about_year", title=title, publisher=publisher, unheld=context.describe_missing_report(document)
    )


def _make_sentence(context: Context, *parts: Shown) -> Shown:
    """Join the parts that are not empty to a sentence."""
    words = join(context.get_word("comma"), (part for part in parts if part))
    return context.get_word("sentence", words=words) if words else ""


def _build_areas(context: Context, document: Document, path: str) -> Iterator[Area]:
    """Yield the areas of work: a report's （一）（二）… under its tasks, or the numbered sections of an explainer."""
    is_report = document.meta.kind == "report"
    level = 3 if is_report else 2
    chosen = [
        (place, heading)
        for place, heading in enumerate(document.headings)
        if heading.level == level
        and (
            heading.role == "target" and _AREA.fullmatch(heading.run.text)
            if is_report
            else re.fullmatch(r"e\d{2}", heading.id)
        )
    ]
    for place, heading in chosen:
        title, numeral = heading.run, heading.id[1:]
        if is_report:
            match = _AREA.fullmatch(title.text)
            if match:
                numeral, title = match[1], title.cut(*match.span(2))
        else:
            start = len(numeral) if title.text.startswith(numeral) else 0
            end = len(title.text) - (len(numeral) if title.text.endswith(numeral) else 0)
            title = title.cut(start, end)
        words = title.text.rstrip("。")
        cuts = [0, *(match.end() for match in re.finditer(r"(?<=，)|\s", words)), len(words)]
        halves = tuple(_strip(title.cut(a, b)).shown for a, b in pairwise(cuts) if words[a:b].strip())
        later = document.headings[place + 1 :]
        following = next((other for other in later if other.level <= level), None)
        points = []
        for other in later[: later.index(following)] if following else later:
            match = _POINT.fullmatch(other.run.text)
            point = other.run.cut(*match.span(1)) if match else other.run
            points.append(link_to(path, context.make_path(document.id, other.id), strip_end(_strip(point).shown, "。")))
        pages = _format_pages(heading, following)
        lines = context.index.explained_line_counts.get(document.id, {}).get(heading.id, 0)
        yield Area(
            numeral, halves, relative_path(path, context.make_path(document.id, heading.id)),
            context.get_word("areas_pages", pages=pages) if pages else "",
            context.get_word("areas_seen", count=lines) if lines else "", tuple(points),
        )  # fmt: skip


def _strip(run: Run) -> Run:
    """Return the run without surrounding white space."""
    text = run.text
    return run.cut(len(text) - len(text.lstrip()), len(text.rstrip()))


def _format_pages(heading: Heading, following: Heading | None) -> str:
    """Return the pages of a section: 9–13, to the page of the next heading, or to the one before if that begins its page."""
    if heading.page is None:
        return ""
    last = (following.page or heading.page) if following else heading.page
    if following and any(mark.kind == "page" and mark.start == 0 for mark in following.run.marks):
        last -= 1
    return f"{heading.page}–{last}" if last > heading.page else str(heading.page)


def build_document_row(context: Context, document: Document, path: str) -> DocumentRow:
    """Build a document's row in a list."""
    kind = document.meta.kind
    title = context.convert_front_matter(document, "title")
    subtitle = context.convert_front_matter(document, "subtitle")
    if kind == "explainer" and subtitle:
        title = concat(title, subtitle)
    if kind == "report":
        notes, count = context.index.entries.get(document.id, ()), context.index.last_pages[document.id]
        note_count = context.get_word("notes_count", count=len(notes)) if notes else ""
        meeting = context.convert_front_matter(document, "meeting")
        meta = concat(_make_sentence(context, context.format_date(document.meta.date), meeting), note_count)
    else:
        headings = [h for h in document.headings if h.level == 2]
        count = sum(bool(re.fullmatch(r"e\d{2}", h.id)) for h in headings) if kind == "explainer" else len(headings)
        meta = _describe_newspaper(context, document)
    return DocumentRow(
        context.get_word(f"kind_{kind}"), title, relative_path(path, context.make_path(document.id)), meta,
        context.get_word(f"extent_{kind}", count=count) if count else "",
    )  # fmt: skip


def _describe_newspaper(context: Context, document: Document) -> Shown:
    """Describe a newspaper page: 晋江经济报菲律宾版第3490期，2023年1月4日，本报记者 李玲玲; a missing issue or date is named."""
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
    """Build the page of the files for re-users."""
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
    """Build the search page."""
    examples = (context.convert_text(word) for word in context.converted.library.site.examples)
    return SearchView("../pagefind/", tuple(link_to_search("search/", word) for word in examples))
