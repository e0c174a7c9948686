"""The pages of a publication, each in all scripts, and the files made from them: frozen values without behaviour."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from msgspec import Struct, field

from gazette.pages.chart_picture import ChartPicture
from gazette.pages.infographic import Infographic
from gazette.pages.share_card import ShareCard
from gazette.scripts import SCRIPTS, Script
from gazette.shown import Shown, in_script, of_forms

#: The wording of the interface by language and key.
Strings = Mapping[str, Mapping[str, str]]


def all_forms(strings: Strings) -> dict[str, Shown]:
    """Return the wording of the interface by key, each in all scripts."""
    return {key: of_forms([strings[script.lang][key] for script in SCRIPTS]) for key in strings[SCRIPTS[0].lang]}


class Link(Struct, frozen=True, array_like=True):
    """A link on a page."""

    href: Shown  #: relative to the page
    text: Shown
    current: bool = False  #: whether the page is the target or below it


class Switch(Struct, frozen=True):
    """A link to the same page in another edition, and the texts that offer it."""

    href: Shown
    lang: Shown
    name: Shown  #: of the edition's script, in that script
    offer: Shown
    accept: Shown
    decline: Shown


class SearchText(Struct, frozen=True):
    """A piece of a page that a search result can link to."""

    id: str  #: its anchor
    level: int  #: 2–6 for a heading, 0 for a paragraph or item
    text: Shown


class SearchDocument(Struct, frozen=True):
    """The text of a page for the search index."""

    title: Shown
    pieces: tuple[SearchText, ...]
    meta: Mapping[str, Shown] = field(default_factory=dict)  #: shown with a result
    filters: Mapping[str, str] = field(default_factory=dict)  #: narrow the results

    def in_script(self, place: int) -> SearchDocument:
        """Return the text in the script at index ``place``."""
        return SearchDocument(
            in_script(self.title, place),
            tuple(SearchText(piece.id, piece.level, in_script(piece.text, place)) for piece in self.pieces),
            {key: in_script(value, place) for key, value in self.meta.items()},
            self.filters,
        )


class Metadata(Struct, frozen=True, array_like=True):
    """What a page states about itself for search engines and aggregators; empty if not known."""

    name: Shown = ""  #: its title without the site's
    site: Shown = ""  #: title and publisher of the publication
    publisher: Shown = ""
    column: Shown = ""  #: the kind of page: 报告全文, 指标
    article: Shown = ""  #: from here on, of a document: its title
    source: Shown = ""  #: who printed it
    author: Shown = ""  #: who wrote or gave it
    published: str = ""  #: its date as exact as it is printed: 2023-12-28
    keywords: tuple[Shown, ...] = ()
    pictures: tuple[str, ...] = ()  #: addresses
    structured: tuple[Mapping[str, object], ...] = ()  #: the description by schema.org, for JSON-LD
    short: Shown = ""  #: of the home page: the site's short name, for the home screen of a phone


NO_METADATA = Metadata()


class Picture(Struct, frozen=True, array_like=True):
    """A page's share image."""

    path: Shown  #: below the site's root
    alt: Shown  #: a description in words
    card: ShareCard  #: its contents


class SavedFile(Struct, frozen=True):
    """A form of a picture that readers can save."""

    suffix: str  #: .png, or .pdf of one A3 page
    label: Shown  #: of the link
    name: Shown  #: under which a browser saves it


class Drawing(Struct, frozen=True):
    """A picture that readers can save, drawn from its contents."""

    path: Shown  #: below the site's root, without suffix; made from the contents
    contents: Infographic | ChartPicture
    files: tuple[SavedFile, ...]


class Page(Struct, frozen=True):
    """A page in all scripts, or a page above the editions in one."""

    path: str  #: ends in ``/`` or ``.html``; below each edition's folder, or below the site's root if ``script`` is set
    template: str
    title: Shown
    description: Shown
    view: object  #: what the template shows
    script: Script | None = None  #: of a page above the editions
    nav: tuple[Link, ...] = ()  #: in the header
    search_link: Link | None = None  #: to the search page, where the header has no room for its box
    years: tuple[tuple[Link, ...], ...] = ()  #: all years by decade, if ``nav`` has not room for them
    crumbs: tuple[Link, ...] = ()
    switches: tuple[Switch, ...] = ()
    alternates: tuple[tuple[str, str], ...] = ()  #: (hreflang, address) of each edition
    canonical: Shown = ""  #: absolute address; empty for pages that have none, as 404
    root: str = ""  #: relative path to the site's root
    home: Shown = ""  #: relative path to the edition's folder
    search: SearchDocument | None = None
    meta: Metadata = NO_METADATA
    picture: Picture | None = None
    drawings: tuple[Drawing, ...] = ()  #: that readers can save
    contact: Link | None = None  #: in the footer

    @property
    def scripts(self) -> tuple[Script, ...]:
        """The scripts in which it is published."""
        return (self.script,) if self.script else SCRIPTS

    def address(self, script: Script) -> str:
        """Return its address in one script, below the site's root."""
        return self.path if self.script else f"{script.folder}/{self.path}"

    def file(self, script: Script) -> str:
        """Return the path of its file in one script, below the site's root."""
        address = self.address(script)
        return address if address.endswith(".html") else f"{address}index.html"


#: A part of a file's content.
Buffer = bytes | memoryview


class Artifact(Struct, frozen=True):
    """A file of the site."""

    path: str  #: below the site's root
    content: bytes


class LongArtifact(Struct, frozen=True):
    """A file of the site whose content is in many parts, which are never joined in memory."""

    path: str
    parts: tuple[Buffer, ...]


class FileRecord(Struct, frozen=True, array_like=True):
    """A file of the site."""

    path: str  #: below the site's root
    digest: str  #: of its content, see :func:`record_file`
    size: int  #: in bytes


def record_file(path: str, *parts: Buffer) -> FileRecord:
    """Return the record of a file with these parts."""
    digest, size = hashlib.blake2b(digest_size=16), 0
    for part in parts:
        digest.update(part)
        size += len(part)
    return FileRecord(path, digest.hexdigest(), size)


class PageLinks(Struct, frozen=True):
    """The ids of a file, and the targets of its links."""

    ids: frozenset[str]
    duplicate_ids: tuple[str, ...]
    files: frozenset[str]  #: to which it links
    fragments: Mapping[str, frozenset[str]]  #: that its links name, by file; of the file itself only missing ones


class RenderedPage(Struct, frozen=True):
    """A rendered page."""

    page: Page  #: without its view
    files: tuple[Artifact, ...]  #: one for each script
    links: tuple[PageLinks, ...]  #: of each file


#: Renders a page.
RenderPage = Callable[[Page], RenderedPage]


class FileLinks(Struct, frozen=True, array_like=True):
    """The :class:`PageLinks` of a file as they are stored: lists are lines of a text, which is read a hundred times faster."""

    path: str
    ids: str
    files: str
    fragments: Mapping[str, str]


class PageRecord(Struct, frozen=True, array_like=True):
    """What the rest of the site needs to know of a page."""

    path: str
    is_above_editions: bool
    canonical: Shown
    description: Shown
    alternates: tuple[tuple[str, str], ...]
    meta: Metadata  #: without the description for JSON-LD
    picture: Picture | None
    links: tuple[FileLinks, ...]  #: of its files
    search: tuple[str, ...] = ()  #: the names of its search records, one for each script

    def address(self, script: Script) -> str:
        """Return its address in one script, below the site's root."""
        return self.path if self.is_above_editions else f"{script.folder}/{self.path}"


class Totals(Struct, frozen=True):
    """How much there is in the publication."""

    documents: int
    figures: int
    indicators: int
    relations: int
    entries: int
    rows: int  #: conversions to be checked by a person
    open_rows: int  #: those that no person has checked
