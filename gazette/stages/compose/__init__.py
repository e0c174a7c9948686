"""Editions → Publication: every page of every edition with its ready view. Views hold facts; templates decide markup."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from urllib.parse import urlsplit

from gazette.memo import Kept, fresh, itself
from gazette.model import Document, SiteConfig
from gazette.publication import NO_METADATA, Link, Metadata, Page, Picture, Publication, SearchDocument
from gazette.scripts import SCRIPTS
from gazette.stages.compose import metadata, pages, share
from gazette.stages.compose.about import about as about_view
from gazette.stages.compose.compare import compare_path, compare_view
from gazette.stages.compose.context import Context, link, up
from gazette.stages.compose.documents import document_view, search_document
from gazette.stages.compose.glossary import glossary_search, glossary_view
from gazette.stages.compose.index import index
from gazette.stages.compose.indicators import indicator_search, indicator_view, indicators_view
from gazette.stages.compose.readings import collate
from gazette.stages.edition import Edition
from gazette.views import ChooseView, LostView
from gazette.views.share import ShareCard

Strings = Mapping[str, Mapping[str, str]]
T = TypeVar("T")


def compose(site: SiteConfig, editions: Sequence[Edition], strings: Strings, kept: Kept = fresh) -> Publication:
    """All pages, in a fixed order: the editions' in the order of their scripts, then ``/`` and what may be shown at any address."""
    found: list[Page] = []
    for edition in editions:
        words = strings[edition.script.lang]
        context = Context(edition, words, index(edition))
        documents = tuple(
            kept(collate, context.of_document(document), document, at=f"{edition.script.folder}/{document.id}")
            for document in edition.documents
        )
        numbered = replace(edition, documents=documents)
        found.extend(_Binder(site, Context(numbered, words, index(numbered)), kept).pages())
    front = next(page.picture for page in found if page.path == f"{site.first}/")
    found.extend(_above(site, editions, strings, front))
    return Publication(site, editions[0].library, editions[0].uses, editions[0].relations, tuple(found), strings)


def _threads(site: SiteConfig, followed: Context) -> tuple[Page, ...]:
    """The pages of the indicators."""
    return tuple(_Binder(site, followed, fresh).threads())


@dataclass(frozen=True, slots=True)
class _Binder:
    """Binds the views of one edition to pages: address, title, navigation, crumbs, the switch to the other script."""

    site: SiteConfig
    context: Context
    kept: Kept

    def pages(self) -> Iterator[Page]:
        context, word = self.context, self.context.word
        site_title = context.edition.say(self.site.title, "Hans")
        about = word("home_description")
        view = pages.home(context)
        meta = metadata.home(context, about, view)
        front = share.home(context, view)
        yield self.page("", "home.html", f"{site_title}：{self.tagline}", about, view, front, meta=meta)
        for number in pages.years(context):
            title = word("year_link", year=number)
            if motto := pages.motto(context, number):
                title = f"{title}：{motto}"
            year, about = pages.year(context, number), word("year_description", year=number)
            meta = metadata.about_these(goal.name for goal in year.cards)
            yield self.page(f"{number}/", "year.html", title, about, year, share.year(context, year), meta=meta)
        for document in context.edition.documents:
            narrow = self.view(itself, context.of_document(document), at=document.id)
            shown = self.view(document_view, narrow, document, at=document.id)
            card = share.document(context, document)
            template = "explainer.html" if document.meta.kind == "explainer" else "report.html"
            title = context.say(document, "title")
            about = metadata.describe(context, document)
            meta = metadata.document(context, document, about)
            crumbs = (link(f"{document.id}/", f"{document.year}/", word("year_link", year=document.year)),)
            search = self.view(search_document, narrow, document, shown, at=document.id)
            titled = self.titled(document.year, title)
            yield self.page(f"{document.id}/", template, titled, about, shown, card, search, crumbs, meta)
            yield from self.compared(narrow, document, metadata.about_these(meta.keywords))
        glossary = glossary_view(context, "glossary/")
        description = word("glossary_description", count=len(glossary.entries))
        search, card = glossary_search(context, glossary), share.glossary(context, glossary)
        meta = metadata.glossary(context, description)
        title = word("nav_glossary")
        yield self.page("glossary/", "glossary.html", title, description, glossary, card, search, meta=meta)
        yield from self.view(_threads, self.site, context.followed())
        title, about = word("nav_search"), word("search_description")
        yield self.page("search/", "search.html", title, about, pages.search(context), front)
        data, meta, about = pages.data(context), metadata.data(context), word("data_description")
        yield self.page("data/", "data.html", word("nav_data"), about, data, share.data(context), meta=meta)
        told, title = about_view(context), word("nav_about")
        yield self.page("about/", "about.html", title, word("about_description"), told, share.about(context, told))

    def compared(self, narrow: Context, document: Document, meta: Metadata) -> Iterator[Page]:
        """The page that shows a document beside the report that it explains, where we hold that."""
        report = self.context.document(document.meta.explains)
        if report is not None:
            path, word = compare_path(document), self.context.word
            title = word("compare_title", publisher=self.context.say(document, "publisher"))
            card, title = share.compared(self.context, document, title), self.titled(document.year, title)
            year = link(path, f"{document.year}/", word("year_link", year=document.year))
            own = (year, link(path, f"{document.id}/", self.context.short(document)))
            view = self.view(compare_view, narrow, document, report, at=document.id)
            about = word("compare_description", year=document.year)
            yield self.page(path, "compare.html", title, about, view, card, crumbs=own, meta=meta)

    def threads(self) -> Iterator[Page]:
        """The indicators' index and a page for each that has a figure; the context is the part that they can show."""
        context, word = self.context, self.context.word
        index = indicators_view(context, "indicators/")
        if not index.count:
            return
        about = word("indicators_description", count=index.count)
        card, title = share.indicators(context, index), word("nav_indicators")
        meta = metadata.about_these(group.name for group in index.groups)
        yield self.page("indicators/", "indicators.html", title, about, index, card, meta=meta)
        crumbs = (link("indicators/-/", "indicators/", word("nav_indicators")),)
        groups = {row.id: group.name for group in index.groups for row in group.rows}
        for indicator in context.edition.indicators:
            view = indicator_view(context, indicator)
            path, about = f"indicators/{view.id}/", word("indicator_description", name=view.name)
            search, card = indicator_search(context, view), share.indicator(context, view)
            meta = metadata.about_these((view.name, groups[view.id]))
            yield self.page(path, "indicator.html", view.name, about, view, card, search, crumbs, meta)

    def view(self, made: Callable[..., T], *of: object, at: str = "") -> T:
        """A view, made anew only where something that it shows has changed."""
        return self.kept(made, *of, at=f"{self.context.edition.script.folder}/{at}")

    @property
    def tagline(self) -> str:
        return self.context.edition.say(self.site.tagline, "Hans")

    def titled(self, year: int, title: str) -> str:
        """A title that tells its year, which a report's does not."""
        return title if str(year) in title else f"{title}（{self.context.word('year_link', year=year)}）"

    def page(
        self, path: str, template: str, title: str, about: str, view: object, card: ShareCard,
        search: SearchDocument | None = None, crumbs: tuple[Link, ...] = (), meta: Metadata = NO_METADATA,
    ) -> Page:  # fmt: skip
        context, script = self.context, self.context.edition.script
        other = next(s for s in SCRIPTS if s is not script)
        site_title = context.edition.say(self.site.title, "Hans")
        home = link(path, "", context.word("home"))
        trail = (home, *crumbs) if path else ()
        picture = share.picture(context, card)
        return Page(
            path=f"{script.folder}/{path}",
            lang=script.lang,
            template=template,
            title=context.word("page_title", page=title, site=site_title) if path else title,
            description=about,
            view=view,
            nav=self.nav(path),
            crumbs=trail,
            switch=Link(
                f"{up(path, '')}../{other.folder}/{path}".replace("/./", "/").removeprefix("./"), other.own_name
            ),
            alternates=alternates(self.site, path),
            canonical=context.address(path),
            root=up(path, "../"),
            home=up(path, ""),
            search=search,
            meta=metadata.complete(context, meta, path, title, trail, picture),
            picture=picture,
        )

    def nav(self, path: str) -> tuple[Link, ...]:
        numbers = reversed(pages.years(self.context))
        found = [link(path, f"{n}/", str(n), current=path.startswith(f"{n}/")) for n in numbers]
        for name in ("indicators", "glossary", "search"):
            if name != "indicators" or self.context.index.threaded:
                found.append(
                    link(path, f"{name}/", self.context.word(f"nav_{name}"), current=path.startswith(f"{name}/"))
                )
        return tuple(found)


def alternates(site: SiteConfig, path: str) -> tuple[tuple[str, str], ...]:
    """hreflang and address of a page in every edition; x-default is the edition that comes first."""
    rows = [(script.lang, f"{site.base_url}/{script.folder}/{path}") for script in SCRIPTS]
    return (*rows, ("x-default", f"{site.base_url}/{site.first}/{path}" if path else f"{site.base_url}/"))


def _above(site: SiteConfig, editions: Sequence[Edition], strings: Strings, front: Picture | None) -> Iterator[Page]:
    """``/``, which chooses the edition and shows the ``front`` picture of the first, then what may be shown at any address and so links from the root: ``/404.html``, and each
    edition's message to a reader without a network."""
    ordered = sorted(editions, key=lambda e: e.script.folder != site.first)
    first = Context(ordered[0], strings[ordered[0].script.lang], index(ordered[0]))
    titles = [(e.script, e.say(site.title, "Hans"), e.say(site.tagline, "Hans")) for e in ordered]
    choices = tuple((f"{s.folder}/", s.lang, s.own_name, title) for s, title, _ in titles)
    title = "｜".join(dict.fromkeys(title for _, title, _ in titles))
    yield Page(
        path="index.html", lang=first.edition.script.lang, template="choose.html", title=title,
        description=first.word("home_description"), view=ChooseView(choices), alternates=alternates(site, ""),
        canonical=f"{site.base_url}/", root="", home=f"{site.first}/", meta=Metadata(site=title), picture=front,
    )  # fmt: skip
    base = urlsplit(site.base_url).path + "/"
    numbers = tuple(Link(f"{base}{site.first}/{n}/", first.word("year_link", year=n)) for n in pages.years(first))
    lost = " ".join(strings[e.script.lang]["lost_title"] for e in ordered)
    yield Page(
        path="404.html", lang=first.edition.script.lang, template="404.html", title=f"{lost}｜{title}",
        description=lost, view=LostView(tuple((f"{base}{s.folder}/", s.lang) for s in SCRIPTS), numbers),
        root=base, home=f"{base}{site.first}/",
    )  # fmt: skip
    for e in ordered if site.offline else ():
        words = strings[e.script.lang]
        yield Page(
            path=f"{e.script.folder}/offline.html", lang=e.script.lang, template="offline.html",
            title=f"{words['offline_title']}｜{e.say(site.title, 'Hans')}", description=words["offline_text"], view=None,
            root=base, home=f"{base}{e.script.folder}/",
        )  # fmt: skip
