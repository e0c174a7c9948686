"""Render ``sitemap.xml``, with each page's other editions and pictures, and ``robots.txt``, which names it.

A page has a date of its last change only if it is a document with a printed date.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from gazette.pages.publication import Artifact, PageRecord
from gazette.scripts import SCRIPTS
from gazette.shown import in_script

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"


def render_sitemap(pages: Sequence[PageRecord], base_url: str) -> tuple[Artifact, ...]:
    """Render both files. Pages without a canonical address (404) are left out."""
    rows = [
        (in_script(page.canonical, place), page.meta.published, page.alternates, page.meta.pictures)
        for place in range(len(SCRIPTS))
        for page in pages
        if page.canonical and not page.is_above_editions
    ]
    root_pages = (page for page in pages if page.canonical and page.is_above_editions)
    rows += [(str(page.canonical), page.meta.published, page.alternates, page.meta.pictures) for page in root_pages]
    robots = f"User-agent: *\nAllow: /\n\nSitemap: {base_url}/sitemap.xml\n"
    return Artifact("sitemap.xml", _render_urls(rows)), Artifact("robots.txt", robots.encode())


def _render_urls(rows: Sequence[tuple[str, str, tuple[tuple[str, str], ...], tuple[str, ...]]]) -> bytes:
    """Render rows of address, day of the last change, (language, address) of each edition, and pictures."""
    spaces = {"xmlns": SITEMAP, "xmlns:xhtml": XHTML}
    if any(pictures for *_, pictures in rows):
        spaces["xmlns:image"] = IMAGE
    urls = ET.Element("urlset", spaces)
    for address, changed, alternates, pictures in rows:
        url = ET.SubElement(urls, "url")
        ET.SubElement(url, "loc").text = address
        if changed:
            ET.SubElement(url, "lastmod").text = changed
        for hreflang, href in alternates:
            ET.SubElement(url, "xhtml:link", {"rel": "alternate", "hreflang": hreflang, "href": href})
        for picture in pictures:
            ET.SubElement(ET.SubElement(url, "image:image"), "image:loc").text = picture
    ET.indent(urls, " ")
    sitemap: bytes = ET.tostring(urls, encoding="utf-8", xml_declaration=True)
    return sitemap + b"\n"
