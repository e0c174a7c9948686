"""How a document is cited: GB/T 7714—2015, as an electronic resource (4.6), a report [R/OL] or a newspaper item [N/OL].

What the document does not tell is left out, as 8.4.1 and 8.4.2 allow for electronic resources; what the editors infer
stands in square brackets (8.4.3 for dates). Page, date of access and the place's own address are filled in by the reader's
browser (static/js/cite.js); without script the reference is that of the whole document.
"""

from __future__ import annotations

import re

from msgspec import Struct

from gazette.model import Document
from gazette.pages.context import Context
from gazette.shown import Shown, concat, join, map_forms

#: What a byline says before the names: 本报记者 李玲玲.
_OFFICE = re.compile(r"^(?:本[报報])?(?:记者|記者|通讯员|通訊員)\s*")
_BETWEEN = re.compile(r"[\s、，/]+")
#: Of more authors than this the first ones stand, and 等 (8.1.2).
_AUTHORS = 3


class Citation(Struct, frozen=True):
    """A reference up to the page number, and the document's address; between them stand page and date of access."""

    lead: Shown
    url: Shown


def build_citation(context: Context, document: Document) -> Citation:
    """The reference of a document in the edition's script."""
    meta = document.meta
    newspaper = meta.kind != "report"
    title = context.convert_front_matter(document, "title")
    subtitle = map_forms(context.convert_front_matter(document, "subtitle"), lambda form: form.lstrip("—").strip())
    whole = concat(title, ": ", subtitle) if subtitle else title
    date = _told(document, "date", meta.date if newspaper else meta.date[:4])
    issued = [_newspaper(context, document), date] if newspaper else [date]
    parts = (
        _authors(context, document),
        concat(whole, f"[{'N' if newspaper else 'R'}/OL]"),
        join(", ", filter(None, issued)),
    )
    return Citation(join(". ", filter(None, parts)), context.make_address(context.make_path(document.id)))


def _authors(context: Context, document: Document) -> Shown:
    """王明元 of 晋江市人民政府市长 王明元; 李玲玲 of 本报记者 李玲玲."""
    if document.meta.kind == "report":
        return map_forms(context.convert_front_matter(document, "speaker"), lambda form: form.rpartition(" ")[2])
    names = [
        context.convert_text(name, document.meta.script)
        for name in _BETWEEN.split(_OFFICE.sub("", document.meta.byline))
        if name
    ]
    return join(", ", [*names[:_AUTHORS], *([context.get_word("and_others")] if len(names) > _AUTHORS else [])])


def _newspaper(context: Context, document: Document) -> Shown:
    """晉江經濟報（菲律賓版）, in brackets where the page does not print it."""
    edition = context.convert_front_matter(document, "edition")
    name = concat(context.convert_front_matter(document, "publisher"), concat("（", edition, "）") if edition else "")
    return _told(document, "publisher", name)


def _told(document: Document, key: str, value: Shown) -> Shown:
    return concat("[", value, "]") if value and key in document.meta.inferred else value
