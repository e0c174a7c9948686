"""Pages → ``feed.xml`` of each edition: its documents as an Atom feed (RFC 4287), newest first.

All of it follows from the content, so a build on another day says the same. Atom asks every entry for a moment: it is the
first one that the document's date allows, and only a day that the document itself prints is called ``published``; where
it prints none, the summary says so.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from gazette.model import Document
from gazette.publication import Artifact, Page, Publication
from gazette.scripts import SCRIPTS

ATOM = "http://www.w3.org/2005/Atom"


def render(publication: Publication) -> tuple[Artifact, ...]:
    """A feed for each edition."""
    return tuple(
        Artifact(f"{script.folder}/feed.xml", _feed(publication, script.folder, script.lang)) for script in SCRIPTS
    )


def _feed(publication: Publication, folder: str, lang: str) -> bytes:
    pages = {page.path: page for page in publication.pages}
    words, first = publication.strings[lang], pages[f"{folder}/"]
    found = [(document, pages[f"{folder}/{document.id}/"]) for document in publication.library.documents]
    found.sort(key=lambda pair: (_moment(pair[0]), pair[0].id), reverse=True)
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": lang})
    _add(feed, "title", words["feed_title"].format(site=first.meta.site))
    _add(feed, "id", first.canonical)
    _add(feed, "link", rel="alternate", type="text/html", href=first.canonical)
    _add(feed, "link", rel="self", type="application/atom+xml", href=f"{first.canonical}feed.xml")
    _add(feed, "updated", max(_moment(document) for document, _ in found))
    _add(_add(feed, "author"), "name", first.meta.publisher or first.meta.site)
    for document, page in found:
        _entry(feed, document, page, words["feed_undated"])
    ET.indent(feed, " ")
    content: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _entry(feed: ET.Element, document: Document, page: Page, undated: str) -> None:
    entry = _add(feed, "entry")
    known = len(page.meta.published) == len("2023-12-28")
    _add(entry, "title", page.meta.name)
    _add(entry, "id", page.canonical)
    _add(entry, "link", rel="alternate", type="text/html", href=page.canonical)
    if known:
        _add(entry, "published", _moment(document))
    _add(entry, "updated", _moment(document))
    if page.meta.author:
        _add(_add(entry, "author"), "name", page.meta.author)
    _add(entry, "category", term=document.meta.kind, label=page.meta.column)
    _add(entry, "summary", page.description if known else f"{page.description}{undated}")


def _moment(document: Document) -> str:
    """The first moment that a document's date allows, in China's time; of one without a date, of the year it is filed under."""
    parts = (document.meta.date or str(document.year)).split("-")
    return "-".join([*parts, "01", "01"][:3]) + "T00:00:00+08:00"


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, name, attributes)
    child.text = text or None
    return child
