"""The page of one line of a file, to change its words; errors and misprints open it."""

from __future__ import annotations

import re

from msgspec import Struct

from gazette.desk import edits
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
from gazette.text_edits import find_line_end, line_spans

_AROUND = 2
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
    )


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
    if text is None:
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
    name="line", title="改一行", template="line.html", build=build, actions={"save": save}, needs_build=True,
    keys=(Key("Ctrl Enter", "存"), Key("Esc", "不改")),
)  # fmt: skip
