"""The page of one line of a file, to change its words; errors and misprints open it."""

from __future__ import annotations

import re

from msgspec import Struct

from gazette.desk import edits
from gazette.desk.differ_actions import NOT_SAFE, name_source
from gazette.desk.differ_items import list_unsourced
from gazette.desk.page import (
    DeskPage,
    Fields,
    Key,
    Plan,
    Refusal,
    code_address,
    document_title,
    make_change,
    page_address,
)  # fmt: skip
from gazette.desk.snapshot import Snapshot
from gazette.model import Block, Document
from gazette.text_edits import find_line_end, line_spans

_AROUND, _SHOWN = 2, 20
_BACK = re.compile(r"[0-9]{4}/[a-z]+/(?:\?[^\s#\\]*)?")


class View(Struct, frozen=True):
    """The page."""

    title: str
    path: str
    line: int
    text: str
    before: tuple[tuple[int, str], ...]
    after: tuple[tuple[int, str], ...]
    code: str
    back: str
    problems: tuple[str, ...]  #: of the line
    is_unsourced: bool  #: whether its sentence in the report is not found


def build(snapshot: Snapshot, fields: Fields, errors: Fields) -> View | None:  # noqa: ARG001
    """Build the page of the line ``line`` of the file ``path``; ``None`` if there is no such file."""
    path, text = fields.get("path", ""), snapshot.texts.get(fields.get("path", ""))
    if text is None:
        return None
    lines = [text[start:end] for start, end in line_spans(text)]
    line = _read_line(fields, len(lines))
    names = (document.id for document in snapshot.finder.documents.values() if document.path == path)
    problems = snapshot.outcome.problems if snapshot.outcome else ()
    return View(
        title=next((document_title(snapshot, name) for name in names), path),
        path=path,
        line=line,
        text=fields.get("text", lines[line - 1]),
        before=tuple((n, lines[n - 1]) for n in range(max(line - _AROUND, 1), line)),
        after=tuple((n, lines[n - 1]) for n in range(line + 1, min(line + _AROUND, len(lines)) + 1)),
        code=code_address(snapshot, path, line),
        back=_read_back(snapshot, fields),
        problems=tuple(f"{p.message}{p.fix}" for p in problems if p.locus.path == path and p.locus.line == line),
        is_unsourced=bool(_find_unsourced(snapshot, path, line)),
    )


def _find_unsourced(snapshot: Snapshot, path: str, line: int) -> tuple[Document, Block] | None:
    """Return the document at a path and its block on a line, if that is an explainer's of which the report has no sentence."""
    documents = [each for each in snapshot.finder.documents.values() if each.path == path]
    rows = ((document, block) for document in documents for block in list_unsourced(snapshot, document))
    return next(((document, block) for document, block in rows if block.line == line), None)


def mark_unsourced(snapshot: Snapshot, fields: Fields) -> Plan | Refusal:
    """Write that the report has no sentence of the line's: ``{see=none}``."""
    path = fields.get("path", "")
    found = _find_unsourced(snapshot, path, _read_line(fields, len(line_spans(snapshot.texts.get(path, "")))))
    if found is None:
        return Refusal("这一行的原句已经找到了，或者文献改过。")
    edited = name_source(snapshot, *found, "none")
    if not edited:
        return Refusal(NOT_SAFE)
    words = found[1].run.text[:_SHOWN] if found[1].run else ""
    here = page_address(snapshot, "line", path=path, line=fields.get("line", ""), back=fields.get("back", ""))
    change = make_change(snapshot, path, tuple(edited))
    return Plan((change,), f"“{words}”在报告里没有", _read_back(snapshot, fields), here, {"see": 1})


def _read_line(fields: Fields, count: int) -> int:
    given = fields.get("line", "")
    return min(max(int(given), 1), count) if given.isascii() and given.isdigit() and len(given) < 9 else 1


def _read_back(snapshot: Snapshot, fields: Fields) -> str:
    """Return the address below the desk to go back to."""
    given = fields.get("back", "")
    return given if _BACK.fullmatch(given) else page_address(snapshot, "today")


def save(snapshot: Snapshot, fields: Fields) -> Plan | Refusal:
    """Write the line."""
    path, text = fields.get("path", ""), snapshot.texts.get(fields.get("path", ""))
    if text is None or "text" not in fields:
        return Refusal("没有这个文件，或者它不是UTF-8编码。")
    line = _read_line(fields, len(line_spans(text)))
    new = re.sub("\r\n|\r|\n", find_line_end(text), fields.get("text", ""))
    found = edits.replace_line(text, line, new)
    here = page_address(snapshot, "line", path=path, line=str(line), back=fields.get("back", ""))
    back = _read_back(snapshot, fields)
    if not found:
        return Plan((), "", back, here)
    names = (document.id for document in snapshot.finder.documents.values() if document.path == path)
    title = next((document_title(snapshot, name) for name in names), path)
    return Plan((make_change(snapshot, path, found),), f"改了{title}第{line}行", back, here, {"lines": 1})


PAGE = DeskPage(
    name="line", title="改一行", template="line.html", build=build, actions={"save": save, "unsourced": mark_unsourced}, needs_build=True,
    keys=(Key("Ctrl Enter", "存"), Key("Esc", "不改")),
)  # fmt: skip
