"""The page 原件与录入: the pages of an original beside what was imported from it, and a form that imports a file."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from msgspec import Struct

from gazette.desk.access import MAX_FILE
from gazette.desk.doubts import OpenDoubt, list_doubts
from gazette.desk.page import DeskPage, Fields, Key, code_address, document_title, page_address
from gazette.desk.snapshot import Snapshot
from gazette.desk.source_actions import NAME, import_upload, settle
from gazette.model import Document
from gazette.text_edits import line_spans, normalize


class DocumentTab(Struct, frozen=True):
    """A document that can be shown."""

    title: str
    href: str
    count: int  #: of doubts
    current: bool


class DoubtView(Struct, frozen=True):
    """A doubt."""

    key: str
    message: str
    edit: str  #: the address that opens its line
    current: bool


class Line(Struct, frozen=True):
    """A line of the document's file."""

    number: int
    text: str
    doubts: tuple[DoubtView, ...]


class View(Struct, frozen=True):
    """The page."""

    of: str
    title: str
    tabs: tuple[DocumentTab, ...]
    head: tuple[Line, ...]  #: the front matter, on the first page
    lines: tuple[Line, ...]
    elsewhere: tuple[DoubtView, ...]  #: doubts that are of no line that is shown
    doubt_count: int
    next_href: str  #: of the next doubt
    page: int
    pages: int
    picture: str
    previous_page: str
    next_page: str
    zoom: str
    is_large: bool
    has_original: bool
    code: str
    year: str
    kind: str
    kinds: tuple[tuple[str, str, bool], ...]
    asks_exists: bool
    limit: int
    errors: Fields


def build(snapshot: Snapshot, fields: Fields, errors: Fields) -> View:
    """Build the page: page ``p`` of the document ``of``, or the first place in doubt."""
    doubts = list_doubts(snapshot)
    documents = {document.id: document for document in snapshot.documents}
    waiting = [name for name, document in documents.items() if doubts.get(document.path, ((), 0))[0]]
    of = fields.get("of", "")
    document = documents.get(of) or documents.get(next(iter((*waiting, *documents)), ""))
    own = doubts.get(document.path, ((), 0))[0] if document else ()
    starts = _find_pages(document) if document else (1,)
    original = snapshot.originals.get(document.id) if document else None
    pages = original.pages if original else 0
    current = next((each for each in own if each.key == fields.get("doubt", "")), next(iter(own), None))
    page = _read_page(fields, _page_of(current.line, starts) if current else 1, pages or len(starts))
    following = [each for each in own if current and (each.line, each.key) > (current.line, current.key)]
    lines = _cut(snapshot, document, starts, page, own, current) if document else ()
    body = _find_body(snapshot.texts[document.path]) if document else 1
    shown = {each.key for line in lines for each in line.doubts}
    name = document.id if document else ""

    def address(number: int, **more: str) -> str:
        return page_address(snapshot, NAME, of=name, p=str(number), **more)

    large = fields.get("zoom") == "1"
    return View(
        of=name,
        title=document_title(snapshot, name) if name else "",
        tabs=tuple(
            DocumentTab(
                document_title(snapshot, each.id), page_address(snapshot, NAME, of=each.id),
                len(doubts.get(each.path, ((), 0))[0]), each.id == name,
            )
            for each in documents.values()
        ),
        head=tuple(line for line in lines if line.number < body and not line.doubts),
        lines=tuple(line for line in lines if line.number >= body or line.doubts),
        elsewhere=tuple(_make_doubt(snapshot, each, current) for each in own if each.key not in shown and (not each.line or each is current)),
        doubt_count=len(own),
        next_href=page_address(snapshot, NAME, of=name, doubt=following[0].key) if following else "",
        page=page,
        pages=pages or (len(starts) if len(starts) > 1 else 0),
        picture=f"-/original/{name}/{page}.png{'?size=large' if large else ''}" if page <= pages else "",
        previous_page=address(page - 1) if page > 1 else "",
        next_page=address(page + 1) if page < (pages or len(starts)) else "",
        zoom=address(page, zoom="" if large else "1"),
        is_large=large,
        has_original=original is not None,
        code=code_address(snapshot, document.path, lines[0].number if lines else 1) if document else "",
        year=fields.get("year", ""),
        kind=fields.get("kind", ""),
        kinds=tuple((kind, words, fields.get("kind", "") == kind) for kind, words in _KINDS.items()),
        asks_exists="exists" in errors,
        limit=MAX_FILE,
        errors=errors,
    )  # fmt: skip


_KINDS = {"report": "报告", "explainer": "报纸解读", "coverage": "会议报道"}


def _find_body(text: str) -> int:
    """Return the line behind the front matter."""
    lines = normalize(text).split("\n")
    ends = (number for number, line in enumerate(lines, 1) if number > 1 and line.strip() == "---")
    return next(ends, 0) + 1 if lines and lines[0].strip() == "---" else 1


def _find_pages(document: Document) -> tuple[int, ...]:
    """Return the lines of the file on which the original's pages begin."""
    starts = []
    for block in document.walk():
        for offset, _ in block.run.page_breaks if block.run else ():
            starts.append(block.line_at(offset))
    return (1, *starts[1:]) if starts else (1,)


def _page_of(line: int, starts: tuple[int, ...]) -> int:
    return max(sum(start <= line for start in starts), 1)


def _read_page(fields: Fields, default: int, count: int) -> int:
    given = fields.get("p", "")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else default
    return min(max(number, 1), max(count, 1))


def _cut(
    snapshot: Snapshot,
    document: Document,
    starts: tuple[int, ...],
    page: int,
    own: tuple[OpenDoubt, ...],
    current: OpenDoubt | None,
) -> tuple[Line, ...]:
    """Return the lines of a page that have words; those on which it begins or ends are of two pages."""
    text = snapshot.texts[document.path]
    spans = line_spans(text)
    ends = {n: (a, b) for n, (a, b) in enumerate(pairwise((*starts, len(spans))), 1)}
    first, last = ends.get(page, (1, 0))
    lines = ((number, text[slice(*spans[number - 1])]) for number in range(first, last + 1))
    return tuple(
        Line(
            number, words,
            tuple(_make_doubt(snapshot, each, current) for each in own if each.line == number and each.doubt.path == document.path),
        )
        for number, words in lines
        if words.strip()
    )  # fmt: skip


def _make_doubt(snapshot: Snapshot, doubt: OpenDoubt, current: OpenDoubt | None) -> DoubtView:
    back = page_address(snapshot, NAME, doubt=doubt.key)
    edit = page_address(snapshot, "line", path=doubt.doubt.path, line=str(max(doubt.line, 1)), back=back)
    return DoubtView(doubt.key, doubt.doubt.message, edit, current is not None and doubt.key == current.key)


def count_doubts(snapshot: Snapshot) -> dict[str, tuple[int, int]]:
    """Return for each imported document how many doubts wait for a person, and how many have been looked at."""
    doubts = list_doubts(snapshot)
    own = {document.id: doubts[document.path] for document in snapshot.documents if document.path in doubts}
    return {name: (len(rows), done) for name, (rows, done) in own.items()}


def summarize(snapshot: Snapshot, counts: Mapping[str, int]) -> str:  # noqa: ARG001
    """Return a sentence about imports."""
    words = {"imported": "导入{}篇文献", "settled": "看过存疑的{}处"}
    done = "，".join(words[key].format(counts[key]) for key in words if counts.get(key))
    return f"{done}。" if done else ""


PAGE = DeskPage(
    name=NAME,
    title="原件与录入",
    template="source.html",
    build=build,
    digit=2,
    keys=(
        Key("Enter", "没有错"), Key("E", "改文字"), Key("→", "下一处存疑"), Key("[ ]", "翻页"), Key("+", "放大"),
        Key("Shift Enter", "都看过了"), Key("I", "导入"),
    ),
    count=count_doubts,
    summarize=summarize,
    actions={"import": import_upload, "settle": settle},
)  # fmt: skip
