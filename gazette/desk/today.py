"""The page 今日: what is left to do for each document of a year, errors first."""

from __future__ import annotations

from dataclasses import replace

from msgspec import Struct

from gazette.desk.entries import Entry
from gazette.desk.number_items import list_open_items, number_address
from gazette.desk.page import NO_FIELDS, DeskPage, Fields, Key, code_address, document_title, format_time, page_address
from gazette.desk.snapshot import Snapshot
from gazette.problems import Problem
from gazette.sources.document import document_id

_RECENT = 5


class Cell(Struct, frozen=True):
    """How many things of a document wait on a page, and how many are done."""

    title: str
    waiting: int
    done: int


class DocumentRow(Struct, frozen=True):
    """A document."""

    title: str
    href: str  #: of its page in the preview
    cells: tuple[Cell, ...]
    errors: int
    warnings: int


class ProblemRow(Struct, frozen=True):
    """A problem, with where it can be mended."""

    title: str
    line: int
    message: str
    fix: str
    href: str  #: opens the line in the desk; empty if that cannot
    code: str  #: opens it in VS Code
    is_number: bool  #: whether ``href`` is that of a number on the page 数字


class WaitingRow(Struct, frozen=True):
    """A page on which something waits."""

    title: str
    digit: int
    count: int
    href: str


class RecentRow(Struct, frozen=True):
    """What was done."""

    number: int
    time: str
    message: str


class View(Struct, frozen=True):
    """The page."""

    documents: tuple[DocumentRow, ...]
    columns: tuple[str, ...]
    waiting: tuple[WaitingRow, ...]
    waiting_count: int
    done_count: int
    errors: tuple[ProblemRow, ...]
    warnings: tuple[ProblemRow, ...]
    recent: tuple[RecentRow, ...]
    years: tuple[tuple[int, str, bool], ...]
    is_stopped: bool  #: whether the preview shows an older state
    is_built: bool


def build(snapshot: Snapshot, fields: Fields, errors: Fields) -> View:  # noqa: ARG001
    """Build the page."""
    outcome = snapshot.outcome
    problems = outcome.problems if outcome else ()
    waiting = tuple(
        WaitingRow(each.title, each.digit, count, page_address(snapshot, each.page))
        for each in snapshot.counts
        if (count := sum(waiting for waiting, _ in each.documents.values()))
    )
    rows = [(p, make_problem_row(snapshot, p)) for p in problems if p.severity == "error" or _concerns(snapshot, p)]
    entries = list(reversed(snapshot.entries))[:_RECENT]
    return View(
        documents=tuple(
            _make_document(snapshot, name, path, problems)
            for name, path in (
                *((each.id, each.path) for each in snapshot.documents),
                *((document_id(path), path) for path in snapshot.unread),
            )
        ),
        columns=tuple(each.title for each in snapshot.counts if each.documents),
        waiting=waiting,
        waiting_count=sum(row.count for row in waiting),
        done_count=sum(done for each in snapshot.counts for _, done in each.documents.values()),
        errors=tuple(row for problem, row in rows if problem.severity == "error"),
        warnings=tuple(row for problem, row in rows if problem.severity == "warning"),
        recent=tuple(map(_make_recent, entries)),
        years=tuple((year, f"{year}/today/", year == snapshot.year) for year in snapshot.years),
        is_stopped=bool(outcome and outcome.stopped),
        is_built=outcome is not None,
    )


def _concerns(snapshot: Snapshot, problem: Problem) -> bool:
    """Return whether a problem is one of the year's documents, or of a file that all years share."""
    years = (f"{snapshot.content.name}/{year}/" for year in snapshot.years if year != snapshot.year)
    return not problem.locus.path.startswith(tuple(years))


def _make_recent(entry: Entry) -> RecentRow:
    return RecentRow(entry.number, format_time(entry.time), entry.message)


def _make_document(snapshot: Snapshot, name: str, path: str, problems: tuple[Problem, ...]) -> DocumentRow:
    own = [problem.severity for problem in problems if problem.locus.path == path]
    cells = (Cell(each.title, *each.documents.get(name, (0, 0))) for each in snapshot.counts if each.documents)
    return DocumentRow(
        document_title(snapshot, name), f"/zh-hans/{name}/", tuple(cells), own.count("error"), own.count("warning")
    )


def make_problem_row(snapshot: Snapshot, problem: Problem) -> ProblemRow:
    """Return a problem with the addresses of its line."""
    path, line = problem.locus.path, problem.locus.line
    document = next((each for each in snapshot.finder.documents.values() if each.path == path), None)
    title = document_title(snapshot, document.id) if document else path
    number = ""
    if document and problem.code == "goals-number":
        number = _find_number(replace(snapshot, year=document.year), document.id, line)
    href = page_address(snapshot, "line", path=path, line=str(line)) if line and path in snapshot.texts else ""
    code = code_address(snapshot, path, line)
    return ProblemRow(title, line, problem.message, problem.fix, number or href, code, is_number=bool(number))


def _find_number(snapshot: Snapshot, document: str, line: int) -> str:
    """Return the address of a number on a line of a document of the snapshot's year; empty if none waits there."""
    figures = ((item, item.number.figure) for item in list_open_items(snapshot))
    found = (item for item, figure in figures if (figure.document, figure.line) == (document, line))
    return next((number_address(snapshot, item, NO_FIELDS) for item in found), "")


PAGE = DeskPage(
    name="today", title="今日", template="today.html", build=build, digit=1, needs_build=True,
    keys=(Key("↑ ↓", "上下"), Key("Enter", "打开")),
)  # fmt: skip
