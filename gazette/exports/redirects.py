"""Render ``_redirects`` for Netlify: ``/`` and an address without an edition (/2024/report/) lead to the edition that fits their reader.

The first rule that fits counts: the reader's own choice, which the switch stores in the cookie nf_lang (Netlify takes it for the
language, and no browser sends a bare zh-Hant or zh-Hans by itself), then the country, then the browser's first language. No cache
stores a 302. Every page is named, so that an unknown address stays a 404. Elsewhere than on Netlify ``/`` is a page
(templates/choose.html); other hosts do not read the file, or only its last rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gazette.pages.publication import Artifact, PageRecord
from gazette.scripts import HANS, HANT

#: Where Traditional characters are written by law.
_TRADITIONAL = ("TW", "HK", "MO")


def render_redirects(
    pages: Iterable[PageRecord], first: str, regions: Sequence[str], *, preview: bool
) -> tuple[Artifact, ...]:
    """Render the rules of ``/`` and of every page below an edition's folder; for a preview also ``_headers``.

    ``first`` is the folder of the edition for everybody else, ``regions`` are those whose readers get Traditional.
    A preview's ``robots.txt`` forbids nothing: a crawler that may not read a page never sees that it must not be listed.
    """
    rules = (*_list_rules(regions), (first, ""))
    own = [page.path for page in pages if page.canonical and not page.is_above_editions]
    lines = [f"/ /{folder}/ 302! {why}".rstrip() for folder, why in rules]  # forced, because there is a page
    lines += [f"/{path} /{folder}/{path} 302 {why}".rstrip() for path in own if path for folder, why in rules]
    redirects = (Artifact("_redirects", ("\n".join(lines) + "\n").encode()),)
    noindex = (Artifact("_headers", b"/*\n  X-Robots-Tag: noindex\n"),)
    return redirects + noindex if preview else redirects


def _list_rules(regions: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the folder of an edition and the condition of each rule."""
    tags = [f"zh-{region}" for region in _TRADITIONAL]
    tags += [f"zh-{HANT.code}-{region}" for region in dict.fromkeys((*_TRADITIONAL, *regions))]
    return (
        (HANT.folder, f"Language={HANT.lang}"),
        (HANS.folder, f"Language={HANS.lang}"),
        *(((HANT.folder, f"Country={','.join(regions)}"),) if regions else ()),
        (HANT.folder, f"Language={','.join(tags)}"),
    )
