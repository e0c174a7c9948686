"""Cite a document by GB/T 7714—2015, as an electronic resource (4.6): a report [R/OL] or a newspaper item [N/OL].

What the document does not state is left out, as 8.4.1 and 8.4.2 allow for electronic resources; what the editors inferred
is in square brackets (8.4.3 for dates). Page, date of access and the address of the place are filled in by the reader's
browser (static/js/cite.js); without JavaScript the reference is that of the whole document.
"""

from __future__ import annotations

import re

from msgspec import Struct

from gazette.model import Document
from gazette.pages.context import Context
from gazette.shown import Shown, concat, join, map_forms

#: The office before the names in a byline: 本报记者 李玲玲.
_OFFICE = re.compile(r"^(?:本[报報])?(?:记者|記者|通讯员|通訊員)\s*")
_SEPARATOR = re.compile(r"[\s、，/]+")
#: If there are more authors, only this many are named, and 等 is added (8.1.2).
_AUTHORS = 3


class Citation(Struct, frozen=True):
    """A reference; page and date of access come between its two parts."""

    lead: Shown
    url: Shown


def build_citation(context: Context, document: Document) -> Citation:
    """Build the reference of a document."""
    meta = document.meta
    is_newspaper = meta.kind != "report"
    title = context.convert_front_matter(document, "title")
    subtitle = map_forms(context.convert_front_matter(document, "subtitle"), lambda form: form.lstrip("—").strip())
    whole = concat(title, ": ", subtitle) if subtitle else title
    date = _mark_inferred(document, "date", meta.date if is_newspaper else meta.date[:4])
    issued = [_name_newspaper(context, document), date] if is_newspaper else [date]
    parts = (
        _list_authors(context, document),
        concat(whole, f"[{'N' if is_newspaper else 'R'}/OL]"),
        join(", ", filter(None, issued)),
    )
    return Citation(join(". ", filter(None, parts)), context.make_address(context.make_path(document.id)))


def _list_authors(context: Context, document: Document) -> Shown:
    """Return the names without the office: 王明元 for 晋江市人民政府市长 王明元, 李玲玲 for 本报记者 李玲玲."""
    if document.meta.kind == "report":
        return map_forms(context.convert_front_matter(document, "speaker"), lambda form: form.rpartition(" ")[2])
    names = [
        context.convert_text(name, document.meta.script)
        for name in _SEPARATOR.split(_OFFICE.sub("", document.meta.byline))
        if name
    ]
    return join(", ", [*names[:_AUTHORS], *([context.get_word("and_others")] if len(names) > _AUTHORS else [])])


def _name_newspaper(context: Context, document: Document) -> Shown:
    """Return the newspaper's name: 晉江經濟報（菲律賓版）."""
    edition = context.convert_front_matter(document, "edition")
    name = concat(context.convert_front_matter(document, "publisher"), concat("（", edition, "）") if edition else "")
    return _mark_inferred(document, "publisher", name)


def _mark_inferred(document: Document, key: str, value: Shown) -> Shown:
    """Put a value that the editors inferred in square brackets."""
    return concat("[", value, "]") if value and key in document.meta.inferred else value
