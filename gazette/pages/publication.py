"""The pages of a publication, each in one script, and the files that are made of them: frozen, without behaviour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gazette.model import Attributes, Library, Relation, SiteConfig, Use


@dataclass(frozen=True, slots=True)
class Link:
    """A link on a page: ``href`` relative to it."""

    href: str
    text: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class SearchText:
    """A piece that the search can open: ``level`` 2–6 for a heading, 0 for a paragraph or item."""

    id: str
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """A page as the search sees it: its words only, no apparatus. ``meta`` is shown with a hit, ``filters`` narrow the hits."""

    title: str
    pieces: tuple[SearchText, ...]
    meta: Attributes = field(default_factory=dict)
    filters: Attributes = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page tells search engines, aggregators and those who link to it, in its own script; empty where it does not know.

    ``name`` is its title without the site's; ``site`` and ``publisher`` are the publication's own; ``column`` is the kind of
    page (报告全文, 指标). The rest is a document's: its title (``article``), who printed it, who wrote or gave it, its date as
    exact as it is printed (2023-12-28), the addresses of its pictures. ``structured`` is the description in schema.org's words that goes out as JSON-LD.
    """

    name: str = ""
    site: str = ""
    publisher: str = ""
    column: str = ""
    article: str = ""
    source: str = ""
    author: str = ""
    published: str = ""
    keywords: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    structured: tuple[Mapping[str, object], ...] = ()


NO_METADATA = Metadata()


@dataclass(frozen=True, slots=True)
class Picture:
    """A page's share image: ``path`` below the site's root, ``alt`` its words, ``card`` what it shows (``views/share.py``)."""

    path: str
    alt: str
    card: object


@dataclass(frozen=True, slots=True)
class Page:
    """A page of one edition. ``path`` is its address below the site's root, ending in ``/`` or ``.html``.

    ``nav`` are the links of the head; where there are too many years for it, the newest are there and ``years`` has all, by
    decade, the newest decade first; a year without documents has no ``href``.
    """

    path: str
    lang: str
    template: str
    title: str
    description: str
    view: object
    nav: tuple[Link, ...] = ()
    years: tuple[tuple[Link, ...], ...] = ()
    crumbs: tuple[Link, ...] = ()
    switch: Link | None = None
    alternates: tuple[tuple[str, str], ...] = ()
    canonical: str = ""
    root: str = ""
    home: str = ""
    search: SearchDocument | None = None
    meta: Metadata = NO_METADATA
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file of the site: path below its root, and content."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Leads:
    """A page's ids, those that it has more than once, and where its links lead: the files, and the fragments asked of each, but
    of itself only those that it lacks."""

    ids: frozenset[str]
    twice: tuple[str, ...]
    files: frozenset[str]
    fragments: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Printed:
    """A page as a file, where its links lead, and what other files tell of it: the page without its view."""

    page: Page
    file: Artifact
    leads: Leads


#: Prints a page.
Press = Callable[[Page], Printed]


@dataclass(frozen=True, slots=True)
class Publication:
    """All pages, printed; the library they are made of (uses of terms and relations by document), and the wording of the
    interface by language."""

    site: SiteConfig
    library: Library
    uses: Mapping[str, tuple[Use, ...]]
    relations: Mapping[str, tuple[Relation, ...]]
    printed: tuple[Printed, ...]
    strings: Mapping[str, Mapping[str, str]]

    @property
    def pages(self) -> tuple[Page, ...]:
        """What other files tell of the pages."""
        return tuple(printed.page for printed in self.printed)
