"""Build the pages of the publication, in all scripts. Views contain facts; templates decide the markup.

A page is built from the part of the publication that it shows (:class:`~gazette.pages.context.Context`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from gazette.model import Document, Indicator
from gazette.pages import home_and_years, metadata, share_card_contents
from gazette.pages.about import build_about_view
from gazette.pages.comparison import build_comparison_view, comparison_path
from gazette.pages.context import Context, link_to
from gazette.pages.document import build_document_search, build_document_view
from gazette.pages.drawings import make_chart_drawing, make_infographic_drawing
from gazette.pages.glossary import TermYear, build_glossary_search, build_glossary_view
from gazette.pages.indicator_lists import INDEX as INDICATORS
from gazette.pages.indicator_lists import build_indicators_view
from gazette.pages.indicators import build_indicator_search, build_indicator_view
from gazette.pages.infographic import DocumentContents
from gazette.pages.infographic_contents import (
    build_explainer_infographic,
    build_topic_infographic,
    build_year_infographic,
)
from gazette.pages.page_frame import PageFactory, list_alternates
from gazette.pages.publication import Drawing, Link, Metadata, Page, Picture, Strings, Totals
from gazette.pages.summary import DocumentSummary
from gazette.pages.targets import build_targets_view, targets_path
from gazette.pages.topic_quotes import DocumentTopic, topic_path
from gazette.pages.topics import INDEX, build_topic_search, build_topic_view, build_topics_view
from gazette.scripts import SCRIPTS
from gazette.settings import Topic
from gazette.shown import Shown, concat, in_script, join, of_forms
from gazette.sources.links import LinkTarget


class ChooseView(Struct, frozen=True):
    """``/``, which offers the editions."""

    editions: tuple[tuple[str, str, str, str], ...]  #: (folder, language, name of the script, title)


class LostView(Struct, frozen=True):
    """``/404.html``, in all scripts."""

    editions: tuple[tuple[str, str], ...]  #: (address, language)
    years: tuple[Link, ...]


def build_home_pages(
    context: Context, topics: Sequence[Topic], short_words: Mapping[str, Sequence[Shown]]
) -> tuple[Page, ...]:
    """Build the home page, and the search page, which shares its picture."""
    factory, word, site = PageFactory(context), context.get_word, context.site
    about, view = word("home_description"), home_and_years.build_home(context, topics, short_words)
    title = concat(context.convert_text(site.title), "：", context.convert_text(site.tagline))
    meta, card = metadata.describe_home(context, about, view), share_card_contents.build_home_card(context, view)
    home = factory.make_page("", "home.html", title, about, view, card, meta=meta)
    title, about = word("nav_search"), word("search_description")
    return home, factory.make_page(
        "search/", "search.html", title, about, home_and_years.build_search_view(context), card
    )


def build_year_page(
    context: Context, number: int, documents: Sequence[DocumentSummary], reports: Sequence[Document], has_targets: bool
) -> Page:
    """Build a year's page from the summaries of its documents; ``reports`` are those beside the main one, ``has_targets`` says
    whether it has a table of all targets."""
    title = context.get_word("year_link", year=number)
    if motto := home_and_years.find_motto(context, number):
        title = concat(title, "：", motto)
    view = home_and_years.build_year(context, number, documents, reports, has_targets=has_targets)
    about = context.get_word("year_description", year=number)
    meta = metadata.with_keywords(goal.name for goal in view.cards)
    card = share_card_contents.build_year_card(context, view)
    contents = documents[0].contents if documents[0].is_main else DocumentContents("", "", (), ())
    infographic = build_year_infographic(
        context, number, view.motto, contents, own_result=number < context.holdings.newest
    )
    drawings = make_infographic_drawing(context, infographic, context.get_word("year_link", year=number))
    page = f"{number}/"
    return PageFactory(context).make_page(page, "year.html", title, about, view, card, meta=meta, drawings=drawings)


def build_targets_page(context: Context, year: int, topics: Sequence[Topic]) -> Page:
    """Build a year's table of targets and results, which can be filtered by ``topics``."""
    view, path, title = (
        build_targets_view(context, year, topics),
        targets_path(year),
        context.get_word("targets_title", year=year),
    )
    about = context.get_word("targets_description", year=year, count=view.count)
    crumbs = (link_to(path, f"{year}/", context.get_word("year_link", year=year)),)
    card = share_card_contents.build_targets_card(context, view)
    meta = metadata.with_keywords(row.name for group in view.groups for row in group.rows)
    return PageFactory(context).make_page(path, "targets.html", title, about, view, card, crumbs=crumbs, meta=meta)


def build_document_pages(context: Context, document: Document, contents: DocumentContents) -> Iterator[Page]:
    """Yield a document's page, and its comparison with the report that it explains, if that is in the library."""
    yield _build_document_page(context, document, contents)
    if report := context.find_document(document.meta.explains):
        yield _build_comparison_page(context, document, report)


def _build_document_page(context: Context, document: Document, contents: DocumentContents) -> Page:
    factory, word = PageFactory(context), context.get_word
    view = build_document_view(context, document)
    card = share_card_contents.build_document_card(context, document)
    template = "explainer.html" if document.meta.kind == "explainer" else "report.html"
    about = metadata.describe_document(context, document)
    meta = metadata.describe_document_page(context, document, about)
    crumbs = (link_to(f"{document.id}/", f"{document.year}/", word("year_link", year=document.year)),)
    search = build_document_search(context, document, view)
    title = factory.add_year(document.year, context.convert_front_matter(document, "title"))
    drawings: tuple[Drawing, ...] = ()
    if document.meta.kind == "explainer":
        infographic = build_explainer_infographic(context, document, contents)
        drawings = make_infographic_drawing(context, infographic, context.make_short_name(document))
    return factory.make_page(f"{document.id}/", template, title, about, view, card, search, crumbs, meta, drawings)


def _build_comparison_page(context: Context, document: Document, report: Document) -> Page:
    factory, word = PageFactory(context), context.get_word
    path = comparison_path(document)
    of, publisher = report.meta.distinction, context.convert_front_matter(document, "publisher")
    title = word("compare_title", publisher=publisher, of=context.convert_text(of))
    card = share_card_contents.build_document_card(context, document)  # it shows the same: one picture for both
    title = factory.add_year(document.year, title)
    year = link_to(path, f"{document.year}/", word("year_link", year=document.year))
    crumbs = (year, link_to(path, f"{document.id}/", context.make_short_name(document)))
    view = build_comparison_view(context, document, report, context.index.relations.get(document.id, ()))
    about = word("compare_description", report=context.name_report(report.year, of))
    meta = metadata.with_terms_as_keywords(context, document)
    return factory.make_page(path, "compare.html", title, about, view, card, crumbs=crumbs, meta=meta)


def build_topics_page(context: Context, topics: Sequence[Topic], short_words: Mapping[str, Sequence[Shown]]) -> Page:
    """Build the list of topics; ``short_words`` are a few of each document's words on each, the newest first."""
    path, view = INDEX, build_topics_view(context, topics, short_words)
    names = [cell.name for cell in view.cells]
    about = context.get_word("topics_description", names=join(context.get_word("listing"), names))
    card, title = share_card_contents.build_topics_card(context, view), context.get_word("nav_topics")
    return PageFactory(context).make_page(
        path, "topics.html", title, about, view, card, meta=metadata.with_keywords(names)
    )


def build_topic_page(
    context: Context, topic: Topic, topics: Sequence[Topic], said: Mapping[str, DocumentTopic]
) -> Page:
    """Build a topic's page from what each document says of it; ``topics`` are all."""
    view = build_topic_view(context, topic, topics, said)
    path, about = topic_path(topic.id), context.get_word("topic_description", name=view.name)
    crumbs = (link_to(path, INDEX, context.get_word("nav_topics")),)
    search, card = build_topic_search(context, view), share_card_contents.build_topic_card(context, view)
    meta = metadata.with_keywords((view.name, *(thread.name for thread in view.threads)))
    drawings = make_infographic_drawing(context, build_topic_infographic(context, view), view.name)
    return PageFactory(context).make_page(
        path, "topic.html", view.name, about, view, card, search, crumbs, meta, drawings
    )


def build_glossary_page(context: Context, uses: Sequence[Mapping[str, TermYear]]) -> Page:
    """Build the glossary; ``uses`` of its terms are those of each document."""
    view = build_glossary_view(context, uses)
    about = context.get_word("glossary_description", count=len(view.entries))
    search, card = build_glossary_search(context, view), share_card_contents.build_glossary_card(context, view)
    meta, title = metadata.describe_glossary(context, about), context.get_word("nav_glossary")
    return PageFactory(context).make_page("glossary/", "glossary.html", title, about, view, card, search, meta=meta)


def build_indicators_page(context: Context, paths: Mapping[str, str], place: str | None) -> Page:
    """Build the list of indicators of a place, or of all; ``paths`` are those of all places' lists."""
    path = INDICATORS if place is None else paths[place]
    view = build_indicators_view(context, path, paths, place)
    about = context.get_word("indicators_description", count=view.count)
    card = share_card_contents.build_indicators_card(context, view)
    crumbs = () if place is None else (link_to(path, INDICATORS, context.get_word("nav_indicators")),)
    meta = metadata.with_keywords(group.name for group in view.groups)
    return PageFactory(context).make_page(
        path, "indicators.html", view.name, about, view, card, crumbs=crumbs, meta=meta
    )


def build_indicator_page(context: Context, indicator: Indicator) -> Page:
    """Build the page of an indicator that has a figure."""
    view = build_indicator_view(context, indicator)
    path, about = f"indicators/{view.id}/", context.get_word("indicator_description", name=view.name)
    crumbs = (link_to(path, "indicators/", context.get_word("nav_indicators")),)
    search, card = (
        build_indicator_search(context, indicator, view),
        share_card_contents.build_indicator_card(context, view),
    )
    meta = metadata.with_keywords((view.name, context.convert_text(indicator.group)))
    drawings = make_chart_drawing(context, view)
    return PageFactory(context).make_page(
        path, "indicator.html", view.name, about, view, card, search, crumbs, meta, drawings
    )


def build_data_page(context: Context, totals: Totals, example: str) -> Page:
    """Build the page of the files for re-users; ``example`` is the id of an indicator."""
    view, meta = home_and_years.build_data_view(context, totals, example), metadata.describe_data(context)
    about = context.get_word("data_description")
    title, card = context.get_word("nav_data"), share_card_contents.build_data_card(context, totals)
    return PageFactory(context).make_page("data/", "data.html", title, about, view, card, meta=meta)


def build_about_page(
    context: Context, documents: Sequence[DocumentSummary], corrections: Sequence[LinkTarget], totals: Totals
) -> Page:
    """Build the page about the publication; ``corrections`` are the places of those in the settings."""
    view, title = build_about_view(context, documents, corrections, totals), context.get_word("nav_about")
    about, card = context.get_word("about_description"), share_card_contents.build_about_card(context, view)
    return PageFactory(context).make_page("about/", "about.html", title, about, view, card)


def build_root_pages(context: Context, strings: Strings, home_picture: Picture | None) -> Iterator[Page]:
    """Yield the pages above the editions: ``/``, which offers the editions and has the first one's picture, then
    ``/404.html`` and the offline page, which may be shown at any address and so link from the root."""
    site = context.site
    places = sorted(range(len(SCRIPTS)), key=lambda place: SCRIPTS[place].folder != site.first)
    first = SCRIPTS[places[0]]

    def in_first_script(text: Shown) -> str:
        return in_script(text, places[0])

    titles = [in_script(context.convert_text(site.title), place) for place in places]
    named = zip((SCRIPTS[place] for place in places), titles, strict=True)
    choices = tuple((f"{script.folder}/", script.lang, script.own_name, title) for script, title in named)
    title = "｜".join(dict.fromkeys(titles))
    yield Page(
        path="index.html", script=first, template="choose.html", title=title,
        description=in_first_script(context.get_word("home_description")), view=ChooseView(choices), alternates=list_alternates(site, ""),
        canonical=f"{site.base_url}/", home=f"{site.first}/", meta=Metadata(site=title),
        picture=replace(home_picture, path=in_first_script(home_picture.path), alt=in_first_script(home_picture.alt)) if home_picture else None,
    )  # fmt: skip
    base = site.root
    numbers = tuple(
        Link(f"{base}{site.first}/{n}/", in_first_script(context.get_word("year_link", year=n)))
        for n in home_and_years.list_years(context)
    )
    lost = " ".join(strings[SCRIPTS[place].lang]["lost_title"] for place in places)
    yield Page(
        path="404.html", script=first, template="404.html", title=f"{lost}｜{title}",
        description=lost, view=LostView(tuple((f"{base}{s.folder}/", s.lang) for s in SCRIPTS), numbers),
        root=base, home=f"{base}{site.first}/",
    )  # fmt: skip
    if site.offline:
        yield Page(
            path="offline.html", template="offline.html",
            title=concat(context.get_word("offline_title"), "｜", context.convert_text(site.title)),
            description=context.get_word("offline_text"), view=None, root=base,
            home=of_forms([f"{base}{script.folder}/" for script in SCRIPTS]),
        )  # fmt: skip
