"""Converted → Publication: every page with its ready view, in all scripts. Views hold facts; templates decide markup.

The pages of each part are a value of their own, made of as much of the library as they can show: what is kept stays where
something else has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from gazette.conversion.convert_library import Converted
from gazette.jobs import Row
from gazette.memo import Kept, fresh, itself
from gazette.model import Document, Relation, SiteConfig
from gazette.pages import home_and_years, metadata, share_card_contents
from gazette.pages.about import DocumentSummary, build_about_view, summarize_document
from gazette.pages.comparison import build_comparison_view, comparison_path
from gazette.pages.context import Context, link_to
from gazette.pages.document import build_document_search, build_document_view
from gazette.pages.editorial_notes import number_editorial_notes
from gazette.pages.glossary import build_glossary_search, build_glossary_view, find_places
from gazette.pages.indicators import build_indicator_search, build_indicator_view, build_indicators_view
from gazette.pages.library_index import build_index
from gazette.pages.page_frame import PageFactory, list_alternates
from gazette.pages.publication import (
    Link,
    Metadata,
    Page,
    Picture,
    Publication,
    RenderedPage,
    RenderPage,
    Strings,
    all_forms,
)
from gazette.scripts import SCRIPTS
from gazette.shown import Shown, concat, in_script, of_forms


class ChooseView(Struct, frozen=True):
    """``/``: the two editions."""

    editions: tuple[tuple[str, str, str, str], ...]


class LostView(Struct, frozen=True):
    """``/404.html``, in both scripts."""

    editions: tuple[tuple[str, str], ...]
    years: tuple[Link, ...]


def build_pages(
    site: SiteConfig,
    converted: Converted,
    strings: Strings,
    render_page: RenderPage,
    kept: Kept = fresh,
    each: Callable[[Sequence[str]], Iterable[str]] = iter,
) -> Publication:
    """All pages as ``render_page`` prints them, in a fixed order: those that every edition has, then ``/`` and what may be shown at any address.
    ``each`` is told of every part."""
    documents = tuple(
        kept(number_editorial_notes, converted.convert_text, converted.relations.get(d.id, ()), d, at=d.id)
        for d in converted.documents
    )
    numbered = replace(converted, documents=documents)
    known = build_index(numbered, kept)
    threaded = bool(known.threads.points or known.threads.periods)
    context = Context(numbered, all_forms(strings), converted.library.indicators, known, threaded)
    parts: dict[str, Row] = {str(at): (part, render_page, *of) for at, part, *of in _parts(context, kept)}
    made = kept.each(render_pages, parts)
    found = [printed for _, pages in zip(each(tuple(parts)), made, strict=True) for printed in pages]
    front = next(printed.page.picture for printed in found if not printed.page.path)
    for page in _above(context, strings, front):
        found.extend(kept(render_pages, _page, render_page, page, at=page.path))
    return Publication(site, converted.library, converted.uses, converted.relations, tuple(found), strings)


def render_pages(
    part: Callable[..., tuple[Page, ...]], render_page: RenderPage, *of: object
) -> tuple[RenderedPage, ...]:
    """The pages of a part, printed: their views, which are large, go as soon as they are."""
    return tuple(map(render_page, part(*of)))


def _parts(context: Context, kept: Kept) -> Iterator[tuple[object, ...]]:
    """The parts of the publication: the name of each, what makes its pages, and of what."""
    yield "", _front, context.narrow_to_home()
    for number in home_and_years.list_years(context):
        yield f"{number}", _year, context.narrow_to_year(number), number
    told, used = [], []
    for document in context.converted.documents:
        narrow = kept(itself, context.narrow_to_document(document), at=document.id)
        yield document.id, _document, narrow, document.id
        if (report := context.document(document.meta.explains)) is not None:
            relations = context.converted.relations.get(document.id, ())
            yield f"{document.id}/compare", _compared, narrow, document.id, report, relations
        told.append(kept(summarize_document, narrow, document, at=document.id))
        used.append(kept(find_places, narrow, document, at=document.id))
    yield "glossary", _glossary, context.narrow_to_glossary(), tuple(used)
    yield "indicators", _threads, context.narrow_to_indicators()
    yield "data", _page, _data(context)
    yield "about", _page, _about(context, told)


def _page(page: Page) -> tuple[Page, ...]:
    """A page that is made already: it tells a little of everything."""
    return (page,)


def _front(context: Context) -> tuple[Page, ...]:
    """An edition's first page, and that of the search, which shares its picture."""
    factory, word, site = PageFactory(context), context.word, context.converted.library.site
    about, view = word("home_description"), home_and_years.build_home(context)
    title = concat(context.text(site.title), "：", context.text(site.tagline))
    meta, card = metadata.describe_home(context, about, view), share_card_contents.build_home_card(context, view)
    home = factory.page("", "home.html", title, about, view, card, meta=meta)
    title, about = word("nav_search"), word("search_description")
    return home, factory.page("search/", "search.html", title, about, home_and_years.build_search_view(context), card)


def _year(context: Context, number: int) -> tuple[Page, ...]:
    """A year's page."""
    title = context.word("year_link", year=number)
    if motto := home_and_years.find_motto(context, number):
        title = concat(title, "：", motto)
    view, about = home_and_years.build_year(context, number), context.word("year_description", year=number)
    meta, card = (
        metadata.with_keywords(goal.name for goal in view.cards),
        share_card_contents.build_year_card(context, view),
    )
    return (PageFactory(context).page(f"{number}/", "year.html", title, about, view, card, meta=meta),)


def _document(context: Context, name: str) -> tuple[Page, ...]:
    """A document's page."""
    factory, word, document = PageFactory(context), context.word, context.index.documents[name]
    shown = build_document_view(context, document)
    card = share_card_contents.build_document_card(context, document)
    template = "explainer.html" if document.meta.kind == "explainer" else "report.html"
    about = metadata.describe_document(context, document)
    meta = metadata.describe_document_page(context, document, about)
    crumbs = (link_to(f"{document.id}/", f"{document.year}/", word("year_link", year=document.year)),)
    search = build_document_search(context, document, shown)
    titled = factory.titled(document.year, context.front(document, "title"))
    return (factory.page(f"{document.id}/", template, titled, about, shown, card, search, crumbs, meta),)


def _compared(context: Context, name: str, report: Document, relations: tuple[Relation, ...]) -> tuple[Page, ...]:
    """The page that shows a document beside the report that it explains."""
    factory, word, document = PageFactory(context), context.word, context.index.documents[name]
    path = comparison_path(document)
    title = word("compare_title", publisher=context.front(document, "publisher"))
    card, title = (
        share_card_contents.build_comparison_card(context, document, title),
        factory.titled(document.year, title),
    )
    year = link_to(path, f"{document.year}/", word("year_link", year=document.year))
    crumbs = (year, link_to(path, f"{document.id}/", context.short(document)))
    view, about = (
        build_comparison_view(context, document, report, relations),
        word("compare_description", year=document.year),
    )
    meta = metadata.with_terms_as_keywords(context, document)
    return (factory.page(path, "compare.html", title, about, view, card, crumbs=crumbs, meta=meta),)


def _glossary(context: Context, used: tuple[Mapping[str, tuple[Link, ...]], ...]) -> tuple[Page, ...]:
    """The glossary; ``used`` are the places of each document that use its terms."""
    view = build_glossary_view(context, used)
    about = context.word("glossary_description", count=len(view.entries))
    search, card = build_glossary_search(context, view), share_card_contents.build_glossary_card(context, view)
    meta, title = metadata.describe_glossary(context, about), context.word("nav_glossary")
    return (PageFactory(context).page("glossary/", "glossary.html", title, about, view, card, search, meta=meta),)


def _threads(context: Context) -> tuple[Page, ...]:
    """The indicators' index and a page for each that has a figure."""
    factory, word = PageFactory(context), context.word
    index = build_indicators_view(context, "indicators/")
    if not index.count:
        return ()
    about = word("indicators_description", count=index.count)
    card, title = share_card_contents.build_indicators_card(context, index), word("nav_indicators")
    meta = metadata.with_keywords(group.name for group in index.groups)
    found = [factory.page("indicators/", "indicators.html", title, about, index, card, meta=meta)]
    crumbs = (link_to("indicators/-/", "indicators/", word("nav_indicators")),)
    groups = {row.id: group.name for group in index.groups for row in group.rows}
    for indicator in context.indicators:
        view = build_indicator_view(context, indicator)
        path, about = f"indicators/{view.id}/", word("indicator_description", name=view.name)
        search, card = build_indicator_search(context, view), share_card_contents.build_indicator_card(context, view)
        meta = metadata.with_keywords((view.name, groups[view.id]))
        found.append(factory.page(path, "indicator.html", view.name, about, view, card, search, crumbs, meta))
    return tuple(found)


def _data(context: Context) -> Page:
    """The page of the files for re-users."""
    view, meta, about = (
        home_and_years.build_data_view(context),
        metadata.describe_data(context),
        context.word("data_description"),
    )
    title, card = context.word("nav_data"), share_card_contents.build_data_card(context)
    return PageFactory(context).page("data/", "data.html", title, about, view, card, meta=meta)


def _about(context: Context, documents: Sequence[DocumentSummary]) -> Page:
    """The page about the publication."""
    view, title = build_about_view(context, documents), context.word("nav_about")
    about, card = context.word("about_description"), share_card_contents.build_about_card(context, view)
    return PageFactory(context).page("about/", "about.html", title, about, view, card)


def _above(context: Context, strings: Strings, front: Picture | None) -> Iterator[Page]:
    """``/``, which chooses the edition and shows the ``front`` picture of the first, then what may be shown at any address and so
    links from the root: ``/404.html``, and the message to a reader without a network."""
    site = context.converted.library.site
    places = sorted(range(len(SCRIPTS)), key=lambda place: SCRIPTS[place].folder != site.first)
    first = SCRIPTS[places[0]]

    def own(text: Shown) -> str:
        return in_script(text, places[0])

    titles = [in_script(context.text(site.title), place) for place in places]
    named = zip((SCRIPTS[place] for place in places), titles, strict=True)
    choices = tuple((f"{script.folder}/", script.lang, script.own_name, title) for script, title in named)
    title = "｜".join(dict.fromkeys(titles))
    yield Page(
        path="index.html", script=first, template="choose.html", title=title,
        description=own(context.word("home_description")), view=ChooseView(choices), alternates=list_alternates(site, ""),
        canonical=f"{site.base_url}/", home=f"{site.first}/", meta=Metadata(site=title),
        picture=replace(front, path=own(front.path), alt=own(front.alt)) if front else None,
    )  # fmt: skip
    base = site.root
    numbers = tuple(
        Link(f"{base}{site.first}/{n}/", own(context.word("year_link", year=n)))
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
            title=concat(context.word("offline_title"), "｜", context.text(site.title)),
            description=context.word("offline_text"), view=None, root=base,
            home=of_forms([f"{base}{script.folder}/" for script in SCRIPTS]),
        )  # fmt: skip
