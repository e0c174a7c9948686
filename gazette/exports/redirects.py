"""Render ``_redirects`` for Netlify: an address without an edition (/2024/report/) leads to the edition that fits its reader.

Netlify reads the file as well as ``netlify.toml``, which redirects ``/`` by the same rules (tests/test_landing.py compares
the two). Every page is named, so that an unknown address stays a 404. Other hosts do not read it, or only its last rules.
"""

from __future__ import annotations

from collections.abc import Iterable

from gazette.pages.publication import Artifact, PageRecord
from gazette.scripts import HANS, HANT

#: The first match counts: the reader's own choice (the cookie nf_lang), the country, the browser's first language.
RULES: tuple[tuple[str, str], ...] = (
    (HANT.folder, f"Language={HANT.lang}"),
    (HANS.folder, f"Language={HANS.lang}"),
    (HANT.folder, "Country=PH,TW,HK,MO"),
    (HANT.folder, "Language=zh-TW,zh-HK,zh-MO,zh-Hant-TW,zh-Hant-HK,zh-Hant-MO,zh-Hant-PH"),
)


def render_redirects(pages: Iterable[PageRecord], first: str, *, preview: bool) -> tuple[Artifact, ...]:
    """Render the rules of every page below an edition's folder, of which ``first`` is the default; for a preview also ``_headers``.

    A preview's ``robots.txt`` forbids nothing: a crawler that may not read a page never sees that it must not be listed.
    """
    rules = (*RULES, (first, ""))
    own = [page.path for page in pages if page.canonical and not page.is_above_editions]
    lines = [f"/{path} /{folder}/{path} 302 {why}".rstrip() for path in own if path for folder, why in rules]
    redirects = (Artifact("_redirects", ("\n".join(lines) + "\n").encode()),)
    noindex = (Artifact("_headers", b"/*\n  X-Robots-Tag: noindex\n"),)
    return redirects + noindex if preview else redirects
