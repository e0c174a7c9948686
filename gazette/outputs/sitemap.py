"""Pages → ``sitemap.xml``, every page with its other edition, and ``robots.txt``, which names it.

A page's last change is told only where the content knows it: a document's own printed date.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from gazette.publication import Artifact, Publication

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


def render(publication: Publication) -> tuple[Artifact, ...]:
    """Both files. Pages without a canonical address (404) are left out."""
    urls = ET.Element("urlset", {"xmlns": SITEMAP, "xmlns:xhtml": XHTML})
    for page in publication.pages:
        if page.canonical:
            url = ET.SubElement(urls, "url")
            ET.SubElement(url, "loc").text = page.canonical
            if page.meta.published:
                ET.SubElement(url, "lastmod").text = page.meta.published
            for hreflang, href in page.alternates:
                ET.SubElement(url, "xhtml:link", {"rel": "alternate", "hreflang": hreflang, "href": href})
    ET.indent(urls, " ")
    robots = f"User-agent: *\nAllow: /\n\nSitemap: {publication.site.base_url}/sitemap.xml\n"
    sitemap: bytes = ET.tostring(urls, encoding="utf-8", xml_declaration=True)
    return Artifact("sitemap.xml", sitemap + b"\n"), Artifact("robots.txt", robots.encode())
