"""Build and render every page of the publication, in all scripts. Views contain facts; templates decide the markup.

The pages of a part are built from the part of the library that they show, so that a cache can reuse them if only others
have changed.
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
    """``/``, which offers the editions."""

    editions: tuple[tuple[str, str, str, str], ...]  #: (folder, language, name of the script, title)


class LostView(Struct, frozen=True):
    """``/404.html``, in all scripts."""

    editions: tuple[tuple[str, str], ...]  #: (address, language)
    years: tuple[Link, ...]


def build_pages(
    site: SiteConfig,
    converted: Converted,
    strings: Strings,
    render_page: RenderPage,
    kept: Kept = fresh,
    each: Callable[[Sequence[str]], Iterable[str]] = iter,
) -> Publication:
    """Build and render all pages in a fixed order: those of every edition, then ``/``, 404 and the offline page.

    ``each`` yields the names of the parts that it is given, one as each is finished, and so can report progress.
    """
    documents = tuple(
        kept(number_editorial_notes, converted.convert_text, converted.relations.get(d.id, ()), d, at=d.id)
        for d in converted.documents
    )
    numbered = replace(converted, documents=documents)
    index = build_index(numbered, kept)
    has_indicator_pages = bool(index.indicator_figures.points or index.indicator_figures.periods)
    context = Context(numbered, all_forms(strings), converted.library.indicators, index, has_indicator_pages)
    parts: dict[str, Row] = {
        str(name): (build, render_page, *arguments) for name, build, *arguments in _list_parts(context, kept)
    }
    results = kept.each(render_pages, parts)
    rendered = [page for _, pages in zip(each(tuple(parts)), results, strict=True) for page in pages]
    home_picture = next(each.page.picture for each in rendered if not each.page.path)
    for page in _build_root_pages(context, strings, home_picture):
        rendered.extend(kept(render_pages, _get_page, render_page, page, at=page.path))
    return Publication(site, converted.library, converted.uses, converted.relations, tuple(rendered), strings)


def render_pages(
    build: Callable[..., tuple[Page, ...]], render_page: RenderPage, *arguments: object
) -> tuple[RenderedPage, ...]:
    """Build and render the pages of a part; their views, which are large, are freed at once."""
    return tuple(map(render_page, build(*arguments)))


def _list_parts(context: Context, kept: Kept) -> Iterator[tuple[object, ...]]:
    """Yield the parts of the publication: the name of each, the function that builds its pages, and its arguments."""
    yield "", _build_home_pages, context.narrow_to_home()
    for number in home_and_years.list_years(context):
        yield f"{number}", _build_year_page, context.narrow_to_year(number), number
    summaries, uses = [], []
    for document in context.converted.documents:
        narrow = kept(itself, context.narrow_to_document(document), at=document.id)
        yield document.id, _build_document_page, narrow, document.id
        if (report := context.find_document(document.meta.explains)) is not None:
            relations = context.converted.relations.get(document.id, ())
            yield f"{document.id}/compare", _build_comparison_page, narrow, document.id, report, relations
        summaries.append(kept(summarize_document, narrow, document, at=document.id))
        uses.append(kept(find_places, narrow, document, at=document.id))
    yield "glossary", _build_glossary_page, context.narrow_to_glossary(), tuple(uses)
    yield "indicators", _build_indicator_pages, context.narrow_to_indicators()
    yield "data", _get_page, _build_data_page(context)
    yield "about", _get_page, _build_about_page(context, summaries)


def _get_page(page: Page) -> tuple[Page, ...]:
    """Return a page that is built already, because it depends on the whole library."""
    return (page,)


def _build_home_pages(context: Context) -> tuple[Page, ...]:
    """Build the home page, and the search page, which shares its picture."""
    factory, word, site = PageFactory(context), context.get_word, context.converted.library.site
    about, view = word("home_description"), home_and_years.build_home(context)
    title = concat(context.convert_text(site.title), "：", context.convert_text(site.tagline))
    meta, card = metadata.describe_home(context, about, view), share_card_contents.build_home_card(context, view)
    home = factory.make_page("", "home.html", title, about, view, card, meta=meta)
    title, about = word("nav_search"), word("search_description")
    return home, factory.make_page(
        "search/", "search.html", title, about, home_and_years.build_search_view(context), card
    )


def _build_year_page(context: Context, number: int) -> tuple[Page, ...]:
    title = context.get_word("year_link", year=number)
    if motto := home_and_years.find_motto(context, number):
        title = concat(title, "：", motto)
    view, about = home_and_years.build_year(context, number), context.get_word("year_description", year=number)
    meta = metadata.with_keywords(goal.name for goal in view.cards)
    card = share_card_contents.build_year_card(context, view)
    return (PageFactory(context).make_page(f"{number}/", "year.html", title, about, view, card, meta=meta),)


def _build_document_page(context: Context, name: str) -> tuple[Page, ...]:
    factory, word, document = PageFactory(context), context.get_word, context.index.documents[name]
    view = build_document_view(context, document)
    card = share_card_contents.build_document_card(context, document)
    template = "explainer.html" if document.meta.kind == "explainer" else "report.html"
    about = metadata.describe_document(context, document)
    meta = metadata.describe_document_page(context, document, about)
    crumbs = (link_to(f"{document.id}/", f"{document.year}/", word("year_link", year=document.year)),)
    search = build_document_search(context, document, view)
    title = factory.add_year(document.year, context.convert_front_matter(document, "title"))
    return (factory.make_page(f"{document.id}/", template, title, about, view, card, search, crumbs, meta),)


def _build_comparison_page(
    context: Context, name: str, report: Document, relations: tuple[Relation, ...]
) -> tuple[Page, ...]:
    """Build the page that compares a document with the report that it explains."""
    factory, word, document = PageFactory(context), context.get_word, context.index.documents[name]
    path = comparison_path(document)
    title = word("compare_title", publisher=context.convert_front_matter(document, "publisher"))
    card = share_card_contents.build_comparison_card(context, document, title)
    title = factory.add_year(document.year, title)
    year = link_to(path, f"{document.year}/", word("year_link", year=document.year))
    crumbs = (year, link_to(path, f"{document.id}/", context.make_short_name(document)))
    view = build_comparison_view(context, document, report, relations)
    about = word("compare_description", year=document.year)
    meta = metadata.with_terms_as_keywords(context, document)
    return (factory.make_page(path, "compare.html", title, about, view, card, crumbs=crumbs, meta=meta),)


def _build_glossary_page(context: Context, places: tuple[Mapping[str, tuple[Link, ...]], ...]) -> tuple[Page, ...]:
    """Build the glossary; ``places`` are those of each document that use its terms."""
    view = build_glossary_view(context, places)
    about = context.get_word("glossary_description", count=len(view.entries))
    search, card = build_glossary_search(context, view), share_card_contents.build_glossary_card(context, view)
    meta, title = metadata.describe_glossary(context, about), context.get_word("nav_glossary")
    return (PageFactory(context).make_page("glossary/", "glossary.html", title, about, view, card, search, meta=meta),)


def _build_indicator_pages(context: Context) -> tuple[Page, ...]:
    """Build the list of indicators, and a page for each that has a figure."""
    factory, word = PageFactory(context), context.get_word
    index = build_indicators_view(context, "indicators/")
    if not index.count:
        return ()
    about = word("indicators_description", count=index.count)
    card, title = share_card_contents.build_indicators_card(context, index), word("nav_indicators")
    meta = metadata.with_keywords(group.name for group in index.groups)
    pages = [factory.make_page("indicators/", "indicators.html", title, about, index, card, meta=meta)]
    crumbs = (link_to("indicators/-/", "indicators/", word("nav_indicators")),)
    groups = {row.id: group.name for group in index.groups for row in group.rows}
    for indicator in context.indicators:
        view = build_indicator_view(context, indicator)
        path, about = f"indicators/{view.id}/", word("indicator_description", name=view.name)
        search, card = build_indicator_search(context, view), share_card_contents.build_indicator_card(context, view)
        meta = metadata.with_keywords((view.name, groups[view.id]))
        pages.append(factory.make_page(path, "indicator.html", view.name, about, view, card, search, crumbs, meta))
    return tuple(pages)


def _build_data_page(context: Context) -> Page:
    """Build the page of the files for re-users."""
    view, meta = home_and_years.build_data_view(context), metadata.describe_data(context)
    about = context.get_word("data_description")
    title, card = context.get_word("nav_data"), share_card_contents.build_data_card(context)
    return PageFactory(context).make_page("data/", "data.html", title, about, view, card, meta=meta)


def _build_about_page(context: Context, documents: Sequence[DocumentSummary]) -> Page:
    """Build the page about the publication."""
    view, title = build_about_view(context, documents), context.get_word("nav_about")
    about, card = context.get_word("about_description"), share_card_contents.build_about_card(context, view)
    return PageFactory(context).make_page("about/", "about.html", title, about, view, card)


def _build_root_pages(context: Context, strings: Strings, home_picture: Picture | None) -> Iterator[Page]:
    """Yield the pages above the editions: ``/``, which offers the editions and has the first one's picture, then
    ``/404.html`` and the offline page, which may be shown at any address and so link from the root."""
    site = context.converted.library.site
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
