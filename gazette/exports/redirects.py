"""Netlify's files. ``_redirects``: an address without an edition (/2024/report/) leads to that page in the edition that fits its reader.

Netlify reads the file beside ``netlify.toml``, which sends ``/`` by the same rules (tests/test_landing.py holds the two
together). Every page is named, so that an address that is nothing stays a 404. Other hosts do not read it, or only
its last rules.
"""

from __future__ import annotations

from gazette.pages.publication import Artifact, Publication
from gazette.scripts import HANS, HANT

#: The first that fits counts: the reader's own choice (the cookie nf_lang), the country, the browser's first language.
RULES: tuple[tuple[str, str], ...] = (
    (HANT.folder, f"Language={HANT.lang}"),
    (HANS.folder, f"Language={HANS.lang}"),
    (HANT.folder, "Country=PH,TW,HK,MO"),
    (HANT.folder, "Language=zh-TW,zh-HK,zh-MO,zh-Hant-TW,zh-Hant-HK,zh-Hant-MO,zh-Hant-PH"),
)


def render_redirects(publication: Publication) -> tuple[Artifact, ...]:
    """The file, with the rules of every page below an edition's folder; of a preview also ``_headers``.

    A preview's ``robots.txt`` forbids nothing: who may not read a page never learns that it is not to be listed.
    """
    rules = (*RULES, (publication.site.first, ""))
    own = [page.path for page in publication.pages if page.canonical and page.script is None]
    lines = [f"/{path} /{folder}/{path} 302 {why}".rstrip() for path in own if path for folder, why in rules]
    found = (Artifact("_redirects", ("\n".join(lines) + "\n").encode()),)
    return (*found, Artifact("_headers", b"/*\n  X-Robots-Tag: noindex\n")) if publication.site.preview else found
