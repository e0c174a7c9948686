"""The pages of a publication, each in all scripts, and the files that are made of them: frozen, without behaviour."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct, field

from gazette.model import Library, Relation, SiteConfig, Use
from gazette.scripts import SCRIPTS, Script
from gazette.shown import Shown, in_script, of_forms

#: The wording of the interface by language and key.
Strings = Mapping[str, Mapping[str, str]]


def all_forms(strings: Strings) -> dict[str, Shown]:
    """The wording of the interface in all scripts."""
    return {key: of_forms([strings[script.lang][key] for script in SCRIPTS]) for key in strings[SCRIPTS[0].lang]}


class Link(Struct, frozen=True):
    """A link on a page: ``href`` relative to it."""

    href: Shown
    text: Shown
    current: bool = False


class Switch(Struct, frozen=True):
    """The same page in another edition: address, language and name of that, and the words that offer it."""

    href: Shown
    lang: Shown
    name: Shown
    offer: Shown
    accept: Shown
    decline: Shown


class SearchText(Struct, frozen=True):
    """A piece that the search can open: ``level`` 2–6 for a heading, 0 for a paragraph or item."""

    id: str
    level: int
    text: Shown


class SearchDocument(Struct, frozen=True):
    """A page as the search sees it: its words only, no apparatus. ``meta`` is shown with a hit, ``filters`` narrow the hits."""

    title: Shown
    pieces: tuple[SearchText, ...]
    meta: Mapping[str, Shown] = field(default_factory=dict)
    filters: Mapping[str, str] = field(default_factory=dict)

    def in_script(self, place: int) -> SearchDocument:
        """The page in the script at ``place`` of the scripts."""
        return SearchDocument(
            in_script(self.title, place),
            tuple(SearchText(piece.id, piece.level, in_script(piece.text, place)) for piece in self.pieces),
            {key: in_script(value, place) for key, value in self.meta.items()},
            self.filters,
        )


class Metadata(Struct, frozen=True):
    """What a page tells search engines, aggregators and those who link to it; empty where it does not know.

    ``name`` is its title without the site's; ``site`` and ``publisher`` are the publication's own; ``column`` is the kind of
    page (报告全文, 指标). The rest is a document's: its title (``article``), who printed it, who wrote or gave it, its date as
    exact as it is printed (2023-12-28), the addresses of its pictures. ``structured`` is the description in schema.org's words that goes out as JSON-LD.
    """

    name: Shown = ""
    site: Shown = ""
    publisher: Shown = ""
    column: Shown = ""
    article: Shown = ""
    source: Shown = ""
    author: Shown = ""
    published: str = ""
    keywords: tuple[Shown, ...] = ()
    pictures: tuple[str, ...] = ()
    structured: tuple[Mapping[str, object], ...] = ()


NO_METADATA = Metadata()


class Picture(Struct, frozen=True):
    """A page's share image: ``path`` below the site's root, ``alt`` its words, ``card`` what it shows (``views/share.py``)."""

    path: Shown
    alt: Shown
    card: object


class Page(Struct, frozen=True):
    """A page in all scripts. ``path`` is its address below each edition's folder, ending in ``/`` or ``.html``; that of a page which stands
    once, above the editions, is below the site's root, and ``script`` is the one it is set in.

    ``nav`` are the links of the head; where there are too many years for it, the newest are there and ``years`` has all, by
    decade, the newest decade first; a year without documents has no ``href``.
    """

    path: str
    template: str
    title: Shown
    description: Shown
    view: object
    script: Script | None = None
    nav: tuple[Link, ...] = ()
    years: tuple[tuple[Link, ...], ...] = ()
    crumbs: tuple[Link, ...] = ()
    switches: tuple[Switch, ...] = ()
    alternates: tuple[tuple[str, str], ...] = ()
    canonical: Shown = ""
    root: str = ""
    home: Shown = ""
    search: SearchDocument | None = None
    meta: Metadata = NO_METADATA
    picture: Picture | None = None

    @property
    def scripts(self) -> tuple[Script, ...]:
        """The scripts in which it is published."""
        return (self.script,) if self.script else SCRIPTS

    def address(self, script: Script) -> str:
        """Its address in one script, below the site's root."""
        return self.path if self.script else f"{script.folder}/{self.path}"

    def file(self, script: Script) -> str:
        """The path of its file in one script, below the site's root."""
        address = self.address(script)
        return address if address.endswith(".html") else f"{address}index.html"


class Artifact(Struct, frozen=True):
    """A file of the site: path below its root, and content."""

    path: str
    content: bytes


class PageLinks(Struct, frozen=True):
    """A page's ids, those that it has more than once, and where its links lead: the files, and the fragments asked of each, but
    of itself only those that it lacks."""

    ids: frozenset[str]
    duplicate_ids: tuple[str, ...]
    files: frozenset[str]
    fragments: Mapping[str, frozenset[str]]


class RenderedPage(Struct, frozen=True):
    """A page as files, one for each script, where the links of each lead, and what other files tell of it: the page without its view."""

    page: Page
    files: tuple[Artifact, ...]
    links: tuple[PageLinks, ...]


#: Prints a page.
RenderPage = Callable[[Page], RenderedPage]


class Publication(Struct, frozen=True):
    """All pages, printed; the library they are made of (uses of terms and relations by document), and the wording of the
    interface by language."""

    site: SiteConfig
    library: Library
    uses: Mapping[str, tuple[Use, ...]]
    relations: Mapping[str, tuple[Relation, ...]]
    printed: tuple[RenderedPage, ...]
    strings: Strings

    @property
    def pages(self) -> tuple[Page, ...]:
        """What other files tell of the pages."""
        return tuple(printed.page for printed in self.printed)
