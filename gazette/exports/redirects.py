"""Render ``_redirects`` for Netlify: an address without an edition (/2024/report/) leads to the edition that fits its reader.

Netlify reads the file as well as ``netlify.toml``, which redirects ``/`` by the same rules (tests/test_landing.py compares
the two). Every page is named, so that an unknown address stays a 404. Other hosts do not read it, or only its last rules.
"""

from __future__ import annotations

from gazette.pages.publication import Artifact, Publication
from gazette.scripts import HANS, HANT

#: The first match counts: the reader's own choice (the cookie nf_lang), the country, the browser's first language.
RULES: tuple[tuple[str, str], ...] = (
    (HANT.folder, f"Language={HANT.lang}"),
    (HANS.folder, f"Language={HANS.lang}"),
    (HANT.folder, "Country=PH,TW,HK,MO"),
    (HANT.folder, "Language=zh-TW,zh-HK,zh-MO,zh-Hant-TW,zh-Hant-HK,zh-Hant-MO,zh-Hant-PH"),
)


def render_redirects(publication: Publication) -> tuple[Artifact, ...]:
    """Render the rules of every page below an edition's folder; for a preview also ``_headers``.

    A preview's ``robots.txt`` forbids nothing: a crawler that may not read a page never sees that it must not be listed.
    """
    rules = (*RULES, (publication.site.first, ""))
    own = [page.path for page in publication.pages if page.canonical and page.script is None]
    lines = [f"/{path} /{folder}/{path} 302 {why}".rstrip() for path in own if path for folder, why in rules]
    redirects = (Artifact("_redirects", ("\n".join(lines) + "\n").encode()),)
    noindex = (Artifact("_headers", b"/*\n  X-Robots-Tag: noindex\n"),)
    return redirects + noindex if publication.site.preview else redirects
