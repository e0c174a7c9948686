"""The page 页面: a document as the preview shows it, and beside it what in it the desk can change."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from gazette.desk import differ_items, number_items, term_items
from gazette.desk.page import DeskPage, Fields, Key, document_title, page_address
from gazette.desk.snapshot import Snapshot
from gazette.model import Document
from gazette.scripts import SCRIPTS
from gazette.sources.anchor_registry import assign_published_anchors, read_registry

#: The page's address.
NAME = "page"
_ROLES = {"target": "目标", "result": "完成"}


class Row(Struct, frozen=True):
    """A thing in the document that was marked, or waits to be."""

    anchor: str  #: of its paragraph on the page
    kind: str
    words: str
    note: str
    href: str
    waits: bool


class Tab(Struct, frozen=True):
    """Another document, or another script."""

    title: str
    href: str
    current: bool


class View(Struct, frozen=True):
    """The page."""

    of: str
    title: str
    frame: str  #: the address of the page in the preview
    is_shown: bool  #: whether the preview shows it as it is
    tabs: tuple[Tab, ...]
    scripts: tuple[Tab, ...]
    rows: tuple[Row, ...]


def build(snapshot: Snapshot, fields: Fields, errors: Fields) -> View | None:  # noqa: ARG001
    """Build the page of the document ``of``, or of the year's first; ``None`` if there is none."""
    documents = {document.id: document for document in snapshot.documents}
    document = documents.get(fields.get("of", "")) or next(iter(documents.values()), None)
    if document is None:
        return None
    folders = [script.folder for script in SCRIPTS]
    folder = fields.get("in", "") if fields.get("in", "") in folders else folders[0]

    def address(of: str, script: str) -> str:
        return page_address(snapshot, NAME, of=of, **{"in": script})

    return View(
        of=document.id,
        title=document_title(snapshot, document.id),
        frame=f"/{folder}/{document.id}/",
        is_shown=snapshot.outcome is not None and not snapshot.outcome.stopped,
        tabs=tuple(
            Tab(document_title(snapshot, name), address(name, folder), name == document.id) for name in documents
        ),
        scripts=tuple(
            Tab("繁体" if "hant" in each else "简体", address(document.id, each), each == folder) for each in folders
        ),
        rows=tuple(_list_rows(snapshot, document)),
    )


def _list_rows(snapshot: Snapshot, document: Document) -> Iterator[Row]:
    """Yield what is marked or waits, in the order of the paragraphs."""
    registry, _ = read_registry(snapshot.read(snapshot.path("anchors.yml")), "")
    published = assign_published_anchors(document, registry)
    anchors = {old.id: new.id for old, new in zip(document.walk(), published.walk(), strict=True) if old.id}
    places = {anchor: place for place, anchor in enumerate(anchors.values())}
    rows = sorted(_find_rows(snapshot, document, anchors), key=lambda row: places.get(row.anchor, 0))
    yield from rows


def _find_rows(snapshot: Snapshot, document: Document, anchors: dict[str, str]) -> Iterator[Row]:
    back = page_address(snapshot, NAME, of=document.id)
    waiting = {
        item.number.figure.id: item
        for item in number_items.list_open_items(snapshot)
        if item.number.figure.document == document.id
    }
    for number in snapshot.finder.numbers[document.id]:
        figure, item = number.figure, waiting.get(number.figure.id)
        if not number.is_marked and item is None:
            continue
        line = page_address(snapshot, "line", path=document.path, line=str(figure.line), back=back)
        indicator = snapshot.finder.indicators.get(figure.indicator)
        note = (
            "还没有标"
            if item
            else f"{indicator.name if indicator else figure.indicator}　{_ROLES.get(figure.role or '', '')}"
        )
        href = number_items.number_address(snapshot, item, {}) if item else line
        words = number_items.cut_sentence(number).words
        yield Row(anchors.get(figure.anchor, figure.anchor), "数字", words, note, href, item is not None)
    for difference in differ_items.list_items(snapshot):
        if difference.pair.document.id == document.id:
            note = {"slip": "误", "doubt": "异"}.get(difference.verdict, "还没有定")
            yield Row(
                difference.relation.anchor, "与报告不同", difference.difference.explainer, note,
                differ_items.differ_address(snapshot, difference), not difference.verdict,
            )  # fmt: skip
    for block in differ_items.list_unsourced(snapshot, document):
        href = page_address(snapshot, "line", path=document.path, line=str(block.line), back=back)
        yield Row(block.id, "原句", block.run.text if block.run else "", "报告里没有找到", href, waits=False)
    for term in term_items.list_terms(snapshot):
        if term.document == document.id:
            href = term_items.term_address(snapshot, term.entry.slug)
            note = "" if term.is_checked else "还没有核对"
            yield Row(term.entry.source.note, "名词", term.entry.term, note, href, not term.is_checked)


PAGE = DeskPage(
    name=NAME, title="页面", template="preview.html", build=build, digit=7, needs_build=True,
    keys=(Key("↑ ↓", "上下"), Key("Enter", "打开")),
)  # fmt: skip
