"""Make pages from views: address, title, navigation, breadcrumbs, the switch to the other edition."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from gazette.pages import home_and_years, metadata, share_card_contents
from gazette.pages.context import Context, link_to, relative_path
from gazette.pages.publication import NO_METADATA, Drawing, Link, Metadata, Page, SearchDocument, Switch
from gazette.pages.share_card import ShareCard
from gazette.scripts import SCRIPTS
from gazette.settings import SiteConfig
from gazette.shown import Shown, concat, first_form, in_script, of_forms

#: The years that the header has room for; if there are more, it shows one fewer, and all of them in a menu.
MOST_YEARS = 3


class PageFactory(Struct, frozen=True):
    """Makes pages from views."""

    context: Context

    def add_year(self, year: int, title: Shown) -> Shown:
        """Add the year to a title that does not contain it."""
        if str(year) in first_form(title):
            return title
        return concat(title, "（", self.context.get_word("year_link", year=year), "）")

    def make_page(
        self, path: str, template: str, title: Shown, about: Shown, view: object, card: ShareCard,
        search: SearchDocument | None = None, crumbs: tuple[Link, ...] = (), meta: Metadata = NO_METADATA,
        drawings: tuple[Drawing, ...] = (),
    ) -> Page:  # fmt: skip
        context = self.context
        site = context.site
        site_title = context.convert_text(site.title)
        home = link_to(path, "", context.get_word("home"))
        trail = (home, *crumbs) if path else ()
        picture = share_card_contents.make_picture(context, card)
        return Page(
            path=path,
            template=template,
            title=context.get_word("page_title", page=title, site=site_title) if path else title,
            description=about,
            view=view,
            nav=self.list_nav_links(path),
            search_link=self.link_to_list(path, "search"),
            years=self.list_years_by_decade(path),
            crumbs=trail,
            switches=tuple(_make_switches(context, path)),
            alternates=list_alternates(site, path),
            canonical=context.make_address(path),
            root=relative_path(path, "../"),
            home=relative_path(path, ""),
            search=search,
            meta=metadata.complete_metadata(context, meta, path, title, trail, picture),
            picture=picture,
            drawings=drawings,
            contact=_link_contact(site.contact),
        )

    def list_nav_links(self, path: str) -> tuple[Link, ...]:
        """Return the links of the header: the newest years, then the lists."""
        numbers = home_and_years.list_years(self.context)[::-1]
        if len(numbers) > MOST_YEARS:
            numbers = numbers[: MOST_YEARS - 1]
        links = [link_to(path, f"{n}/", str(n), current=path.startswith(f"{n}/")) for n in numbers]
        return (*links, *(self.link_to_list(path, name) for name in self.context.nav))

    def link_to_list(self, path: str, name: str) -> Link:
        """Return the header's link to a list: topics, indicators, the glossary, the search."""
        return link_to(path, f"{name}/", self.context.get_word(f"nav_{name}"), current=path.startswith(f"{name}/"))

    def list_years_by_decade(self, path: str) -> tuple[tuple[Link, ...], ...]:
        """Return all years by decade, the newest first, if the header has no room for them."""
        numbers = home_and_years.list_years(self.context)
        if len(numbers) <= MOST_YEARS:
            return ()
        decades: dict[int, list[Link]] = {}
        for number in range(numbers[0], numbers[-1] + 1):
            known = link_to(path, f"{number}/", str(number), current=path.startswith(f"{number}/"))
            decades.setdefault(number // 10, []).append(known if number in numbers else Link("", str(number)))
        return tuple(map(tuple, reversed(decades.values())))


def _make_switches(context: Context, path: str) -> Iterator[Switch]:
    """Yield the switches of a page to the other editions, in their order, beginning after its own."""
    for step in range(1, len(SCRIPTS)):
        order = [(place + step) % len(SCRIPTS) for place in range(len(SCRIPTS))]
        others = [SCRIPTS[place] for place in order]
        hrefs = [
            f"{relative_path(path, '')}../{s.folder}/{path}".replace("/./", "/").removeprefix("./") for s in others
        ]
        words = (context.get_word(key) for key in ("switch_offer", "switch_go", "switch_no"))
        yield Switch(
            of_forms(hrefs),
            of_forms([script.lang for script in others]),
            of_forms([script.own_name for script in others]),
            *(of_forms([in_script(word, place) for place in order]) for word in words),
        )


def _link_contact(address: str) -> Link | None:
    if not address:
        return None
    return Link(address if "://" in address else f"mailto:{address}", address)


def list_alternates(site: SiteConfig, path: str) -> tuple[tuple[str, str], ...]:
    """Return hreflang and address of a page in every edition; x-default is the first edition."""
    rows = [(script.lang, f"{site.base_url}/{script.folder}/{path}") for script in SCRIPTS]
    return (*rows, ("x-default", f"{site.base_url}/{site.first}/{path}" if path else f"{site.base_url}/"))
