"""Pages → ``feed.xml`` of each edition: its documents as an Atom feed (RFC 4287), newest first.

All of it follows from the content, so a build on another day says the same. Atom asks every entry for a moment: it is the
first one that the document's date allows, and only a day that the document itself prints is called ``published``; where
it prints none, the summary says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from msgspec import Struct
from msgspec.structs import replace

from gazette.memo import Kept, fresh
from gazette.model import Document
from gazette.pages.publication import Artifact, Page, Publication
from gazette.scripts import SCRIPTS
from gazette.shown import in_script

#: Media types of pictures, where they are not called as the files are.
_TYPES = {"jpg": "jpeg", "svg": "svg+xml"}
ATOM = "http://www.w3.org/2005/Atom"


class _Row(Struct, frozen=True):
    """What a feed tells of a page in one script; of a document's, the ``moment`` of its date, and its kind."""

    canonical: str
    description: str
    name: str
    site: str
    publisher: str
    author: str
    column: str
    published: str
    pictures: tuple[str, ...]
    moment: str = ""
    kind: str = ""


def render_feeds(publication: Publication, kept: Kept = fresh) -> tuple[Artifact, ...]:
    """A feed for each edition."""
    pages = {page.path: page for page in publication.pages}
    documents = sorted(publication.library.documents, key=lambda d: (_moment(d), d.id), reverse=True)
    made = []
    for place, script in enumerate(SCRIPTS):
        at, words = script.folder, publication.strings[script.lang]
        first, rows = _row(pages[""], place), tuple(_row(pages[f"{d.id}/"], place, d) for d in documents)
        feed = kept(_feed, script.lang, words["feed_title"], words["feed_undated"], first, rows, at=at)
        made.append(Artifact(f"{at}/feed.xml", feed))
    return tuple(made)


def _row(page: Page, place: int, document: Document | None = None) -> _Row:
    meta = page.meta
    texts = (page.canonical, page.description, meta.name, meta.site, meta.publisher, meta.author, meta.column)
    canonical, about, name, site, publisher, author, column = (in_script(text, place) for text in texts)
    row = _Row(canonical, about, name, site, publisher, author, column, meta.published, meta.pictures)
    return replace(row, moment=_moment(document), kind=document.meta.kind) if document else row


def _feed(lang: str, title: str, undated: str, first: _Row, rows: Iterable[_Row]) -> bytes:
    """The feed of an edition, whose first page is told as ``first``; ``undated`` is added where a day is not printed."""
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": lang})
    _add(feed, "title", title.format(site=first.site))
    _add(feed, "id", first.canonical)
    _add(feed, "link", rel="alternate", type="text/html", href=first.canonical)
    _add(feed, "link", rel="self", type="application/atom+xml", href=f"{first.canonical}feed.xml")
    _add(feed, "updated", max(row.moment for row in rows))
    _add(_add(feed, "author"), "name", first.publisher or first.site)
    for row in rows:
        _entry(feed, row, undated)
    ET.indent(feed, " ")
    content: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _entry(feed: ET.Element, row: _Row, undated: str) -> None:
    entry = _add(feed, "entry")
    known = len(row.published) == len("2023-12-28")
    _add(entry, "title", row.name)
    _add(entry, "id", row.canonical)
    _add(entry, "link", rel="alternate", type="text/html", href=row.canonical)
    for picture in row.pictures:
        suffix = picture.rpartition(".")[2]
        _add(entry, "link", rel="enclosure", type=f"image/{_TYPES.get(suffix, suffix)}", href=picture)
    if known:
        _add(entry, "published", row.moment)
    _add(entry, "updated", row.moment)
    if row.author:
        _add(_add(entry, "author"), "name", row.author)
    _add(entry, "category", term=row.kind, label=row.column)
    _add(entry, "summary", row.description if known else f"{row.description}{undated}")


def _moment(document: Document) -> str:
    """The first moment that a document's date allows, in China's time; of one without a date, of the year it is filed under."""
    parts = (document.meta.date or str(document.year)).split("-")
    return "-".join([*parts, "01", "01"][:3]) + "T00:00:00+08:00"


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, name, attributes)
    child.text = text or None
    return child
