"""Binds views to pages: address, title, navigation, crumbs, the switch to the other script."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from gazette.model import SiteConfig
from gazette.pages import home_and_years, metadata, share_card_contents
from gazette.pages.context import Context, link_to, relative_path
from gazette.pages.publication import NO_METADATA, Link, Metadata, Page, SearchDocument, Switch
from gazette.pages.share_card import ShareCard
from gazette.scripts import SCRIPTS
from gazette.shown import Shown, concat, first_form, in_script, of_forms

#: As many years as the head has room for; of more it shows all but one of these, and the rest in a menu.
MOST_YEARS = 3


class PageFactory(Struct, frozen=True):
    """Binds views to pages; the context is as much of the library as they can show."""

    context: Context

    def titled(self, year: int, title: Shown) -> Shown:
        """A title that tells its year, which a report's does not."""
        if str(year) in first_form(title):
            return title
        return concat(title, "（", self.context.word("year_link", year=year), "）")

    def page(
        self, path: str, template: str, title: Shown, about: Shown, view: object, card: ShareCard,
        search: SearchDocument | None = None, crumbs: tuple[Link, ...] = (), meta: Metadata = NO_METADATA,
    ) -> Page:  # fmt: skip
        context = self.context
        site = context.converted.library.site
        site_title = context.text(site.title)
        home = link_to(path, "", context.word("home"))
        trail = (home, *crumbs) if path else ()
        picture = share_card_contents.make_picture(context, card)
        return Page(
            path=path,
            template=template,
            title=context.word("page_title", page=title, site=site_title) if path else title,
            description=about,
            view=view,
            nav=self.nav(path),
            years=self.almanac(path),
            crumbs=trail,
            switches=tuple(_switches(context, path)),
            alternates=list_alternates(site, path),
            canonical=context.address(path),
            root=relative_path(path, "../"),
            home=relative_path(path, ""),
            search=search,
            meta=metadata.complete_metadata(context, meta, path, title, trail, picture),
            picture=picture,
        )

    def nav(self, path: str) -> tuple[Link, ...]:
        """The links of the head: the newest years, and the pages that the publication has one of."""
        numbers = home_and_years.list_years(self.context)[::-1]
        if len(numbers) > MOST_YEARS:
            numbers = numbers[: MOST_YEARS - 1]
        found = [link_to(path, f"{n}/", str(n), current=path.startswith(f"{n}/")) for n in numbers]
        for name in ("indicators", "glossary", "search"):
            if name != "indicators" or self.context.threaded:
                found.append(
                    link_to(path, f"{name}/", self.context.word(f"nav_{name}"), current=path.startswith(f"{name}/"))
                )
        return tuple(found)

    def almanac(self, path: str) -> tuple[tuple[Link, ...], ...]:
        """All years by decade, the newest decade first, where the head has no room for them."""
        numbers = home_and_years.list_years(self.context)
        if len(numbers) <= MOST_YEARS:
            return ()
        decades: dict[int, list[Link]] = {}
        for number in range(numbers[0], numbers[-1] + 1):
            known = link_to(path, f"{number}/", str(number), current=path.startswith(f"{number}/"))
            decades.setdefault(number // 10, []).append(known if number in numbers else Link("", str(number)))
        return tuple(map(tuple, reversed(decades.values())))


def _switches(context: Context, path: str) -> Iterator[Switch]:
    """From a page to itself in the other editions: each edition's page has the others in their order, beginning behind it."""
    for step in range(1, len(SCRIPTS)):
        order = [(place + step) % len(SCRIPTS) for place in range(len(SCRIPTS))]
        others = [SCRIPTS[place] for place in order]
        hrefs = [
            f"{relative_path(path, '')}../{s.folder}/{path}".replace("/./", "/").removeprefix("./") for s in others
        ]
        words = (context.word(key) for key in ("switch_offer", "switch_go", "switch_no"))
        yield Switch(
            of_forms(hrefs),
            of_forms([script.lang for script in others]),
            of_forms([script.own_name for script in others]),
            *(of_forms([in_script(word, place) for place in order]) for word in words),
        )


def list_alternates(site: SiteConfig, path: str) -> tuple[tuple[str, str], ...]:
    """hreflang and address of a page in every edition; x-default is the edition that comes first."""
    rows = [(script.lang, f"{site.base_url}/{script.folder}/{path}") for script in SCRIPTS]
    return (*rows, ("x-default", f"{site.base_url}/{site.first}/{path}" if path else f"{site.base_url}/"))
