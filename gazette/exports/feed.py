"""Render ``feed.xml`` of each edition: its documents as an Atom feed (RFC 4287), newest first.

The feed depends on the content alone, so builds on different days are equal. Atom requires a time for each entry: it is the
first one that the document's date allows. Only a day that the document itself prints is given as ``published``; if it
prints none, the summary says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

from msgspec import Struct
from msgspec.structs import replace

from gazette.model import Document
from gazette.pages.publication import Artifact, PageRecord, Strings
from gazette.scripts import SCRIPTS
from gazette.shown import in_script

#: Media types of pictures, if they differ from the file's extension.
_TYPES = {"jpg": "jpeg", "svg": "svg+xml"}
ATOM = "http://www.w3.org/2005/Atom"


class _Row(Struct, frozen=True):
    """What a feed contains of a page in one script."""

    canonical: str
    description: str
    name: str
    site: str
    publisher: str
    author: str
    column: str
    published: str
    pictures: tuple[str, ...]
    moment: str = ""  #: of a document's date
    kind: str = ""  #: of a document


def render_feeds(
    home: PageRecord, documents: Iterable[tuple[Document, PageRecord]], strings: Strings
) -> tuple[Artifact, ...]:
    """Render a feed for each edition from the home page and the documents with their pages."""
    newest = sorted(documents, key=lambda pair: (_moment(pair[0]), pair[0].id), reverse=True)
    artifacts = []
    for place, script in enumerate(SCRIPTS):
        words, rows = strings[script.lang], [_make_row(page, place, document) for document, page in newest]
        feed = _render_feed(script.lang, words["feed_title"], words["feed_undated"], _make_row(home, place), rows)
        artifacts.append(Artifact(f"{script.folder}/feed.xml", feed))
    return tuple(artifacts)


def _make_row(page: PageRecord, place: int, document: Document | None = None) -> _Row:
    meta = page.meta
    row = _Row(
        canonical=in_script(page.canonical, place), description=in_script(page.description, place),
        name=in_script(meta.name, place), site=in_script(meta.site, place), publisher=in_script(meta.publisher, place),
        author=in_script(meta.author, place), column=in_script(meta.column, place),
        published=meta.published, pictures=meta.pictures,
    )  # fmt: skip
    return replace(row, moment=_moment(document), kind=document.meta.kind) if document else row


def _render_feed(lang: str, title: str, undated: str, home: _Row, rows: Sequence[_Row]) -> bytes:
    """Render the feed of an edition; ``undated`` is added to the summary of a document that prints no day."""
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": lang})
    _add(feed, "title", title.format(site=home.site))
    _add(feed, "id", home.canonical)
    _add(feed, "link", rel="alternate", type="text/html", href=home.canonical)
    _add(feed, "link", rel="self", type="application/atom+xml", href=f"{home.canonical}feed.xml")
    _add(feed, "updated", max(row.moment for row in rows))
    _add(_add(feed, "author"), "name", home.publisher or home.site)
    for row in rows:
        _add_entry(feed, row, undated)
    ET.indent(feed, " ")
    content: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _add_entry(feed: ET.Element, row: _Row, undated: str) -> None:
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
    """Return the first moment that a document's date allows, in China's time; without a date, that of its year."""
    parts = (document.meta.date or str(document.year)).split("-")
    return "-".join([*parts, "01", "01"][:3]) + "T00:00:00+08:00"


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, name, attributes)
    child.text = text or None
    return child
