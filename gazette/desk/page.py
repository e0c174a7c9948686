"""What a page of the desk is: a function that builds its view, a template, and its actions. All of them are pure.

A page is given a :class:`~gazette.desk.snapshot.Snapshot` and the fields of the request. An action returns a :class:`Plan`, the edits
that it wants, which the desk writes, enters in the journal and can undo; or a :class:`Refusal`, and nothing is written.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from urllib.parse import quote, urlencode

from msgspec import Struct, field

from gazette.desk.entries import Change, Doubt
from gazette.desk.snapshot import Snapshot
from gazette.text_edits import Edit

Fields = Mapping[str, str]
NO_FIELDS: Fields = {}


class Plan(Struct, frozen=True):
    """What an action wants to be written, and what is shown next."""

    changes: tuple[Change, ...]
    message: str  #: what has been done, in words: 采纳“新增优质学位1.8万个以上”为指标“新增优质学位”
    next: str  #: address below the desk of what is shown next
    place: str  #: address of what it was about, which undoing shows again
    count: Mapping[str, int] = field(default_factory=dict)  #: for the summary of a year
    doubts: tuple[Doubt, ...] = ()  #: of an import
    settles: tuple[int, tuple[int, ...]] = (
        0,
        (),
    )  #: doubts that have been looked at: an entry of the journal, and their places
    files: Mapping[str, bytes | None] = field(default_factory=dict)  #: written besides as a whole, or removed
    starts_job: str = ""  #: what is run after it was written: ``strict`` or ``lenient``, a check and a build


class Refusal(Struct, frozen=True):
    """Why an action was not carried out; ``errors`` are the fields to be changed, with what is wrong."""

    message: str = ""
    errors: Fields = field(default_factory=dict)


class Key(Struct, frozen=True):
    """A key in the line at the foot of a page: what is printed on it, and what it does."""

    cap: str
    does: str


Build = Callable[[Snapshot, Fields, Fields], object]
Action = Callable[[Snapshot, Fields], Plan | Refusal]


class DeskPage(Struct, frozen=True):
    """A page of the desk."""

    name: str  #: its address: ``/desk/2026/NAME/``
    title: str
    template: str  #: in ``templates/desk``
    build: Build  #: makes its view from the snapshot, the fields of the request, and errors by field
    digit: int = 0  #: its place among the pages, and its key; 0: not listed there
    keys: tuple[Key, ...] = ()  #: that it has besides those of all pages
    #: How many things of each document wait for a person, and how many are done, by id; of a page that has such.
    count: Callable[[Snapshot], Mapping[str, tuple[int, int]]] | None = None
    actions: Mapping[str, Action] = field(default_factory=dict)
    #: Sums up in a sentence what a year's entries of the journal count; of a page with actions.
    summarize: Callable[[Snapshot, Mapping[str, int]], str] | None = None
    needs_build: bool = False  #: whether it shows results of the build, and waits for that


def format_time(seconds: float) -> str:
    """Return the time of day of an entry; with the day, if that is not today."""
    then, now = time.localtime(seconds), time.localtime()
    clock = time.strftime("%H:%M", then)
    return clock if then[:3] == now[:3] else f"{then.tm_mon}月{then.tm_mday}日 {clock}"


def page_address(snapshot: Snapshot, page: str, **fields: str) -> str:
    """Return the address of a page below the desk: ``2026/numbers/?at=…``."""
    query = urlencode({key: value for key, value in fields.items() if value})
    return f"{snapshot.year}/{page}/{'?' if query else ''}{query}"


def make_change(snapshot: Snapshot, path: str, edits: tuple[Edit, ...]) -> Change:
    """Return the change of a file by edits of its text in a snapshot."""
    return Change(path, snapshot.texts.get(path), edits)


def document_title(snapshot: Snapshot, document: str) -> str:
    """Return what the desk calls a document: 2026年报告."""
    names = {"report": "报告", "explainer": "报纸解读", "coverage": "会议报道"}
    known = snapshot.finder.documents.get(document)
    year, _, name = document.partition("/")
    own = names.get(name, f"{names[known.meta.kind]}（{name}）" if known else name)
    return f"{year}年{own}"


def code_address(snapshot: Snapshot, path: str, line: int) -> str:
    """Return the address by which VS Code opens a line."""
    file = (snapshot.content.parent / path).absolute().as_posix()
    return f"vscode://file/{quote(file.lstrip('/'), safe='/:')}:{max(line, 1)}"
