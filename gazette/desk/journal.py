"""Write files so that nothing is ever lost, and undo it: each write is an entry of an append-only file, ``.desk/journal``.

An entry has for each file the digests before and after, and each replaced range with its old and new words. To write is:

1. every file is compared with the digest that the change was made for; one that differs is not written (:class:`Conflict`);
2. the new files are written under temporary names next to the old ones, and flushed to the disk;
3. the entry is appended to the journal and flushed;
4. each new file takes the place of the old one in one step.

If the program is killed before 3, nothing has happened. Between 3 and the end of 4 the entry tells what was to be written:
:meth:`Journal.open` takes back what an interrupted write has done. A disk that is full fails in 2 or 3, where no file has changed yet.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from gazette.desk.access import find_writable
from gazette.problems import Locus, Problem, describe_os_error
from gazette.text_edits import Edit, apply_edits, line_spans

FOLDER, FILE = ".desk", "journal"
#: Ends the names of files that are being written.
_TEMPORARY = ".desk-new"


class Range(Struct, frozen=True, array_like=True):
    """Lines ``new`` in place of lines ``old``, which began at ``start``; both without the last line's end."""

    start: int
    old: str
    new: str


class FileChange(Struct, frozen=True, array_like=True):
    """What an entry changed in one file; the digest of a file that does not exist is empty."""

    path: str
    before: str
    after: str
    ranges: tuple[Range, ...]


class Doubt(Struct, frozen=True, array_like=True):
    """What an import was not sure of: the line as it was written, and what is to be looked at."""

    path: str
    words: str
    message: str


class Entry(Struct, frozen=True):
    """An entry of the journal."""

    number: int
    time: float
    kind: Literal[
        "do", "undo", "drop"
    ]  #: ``drop``: the entry ``of`` was not carried out, or is not to be undone any more
    message: str = ""  #: in words, for the editor
    place: str = ""  #: the address below the desk where it was done
    count: Mapping[str, int] = {}  #: what it counts as in the summary of a year: {"taken": 1}
    changes: tuple[FileChange, ...] = ()
    of: int = 0  #: of ``undo`` and ``drop``
    doubts: tuple[Doubt, ...] = ()  #: of an import
    settles: tuple[int, ...] = ()  #: which doubts, by place, of the entry ``settles_of`` a person has looked at
    settles_of: int = 0


class Change(Struct, frozen=True):
    """A file that is to be written: the text of which its edits have been made, ``None`` for a file that is new."""

    path: str
    text: str | None
    edits: tuple[Edit, ...]

    @property
    def new_text(self) -> str:
        """The text after the edits."""
        return apply_edits(self.text or "", self.edits)

    @property
    def ranges(self) -> tuple[Range, ...]:
        """The lines that the edits change."""
        text = self.text or ""
        found: list[tuple[int, int, list[Edit]]] = []
        spans = line_spans(text)
        starts = [start for start, _ in spans]
        for edit in sorted(self.edits):
            start = starts[bisect_right(starts, edit.start) - 1]
            end = spans[bisect_right(starts, edit.end) - 1][1]
            if found and start <= found[-1][1]:
                start, _, edits = found.pop()
                found.append((start, end, [*edits, edit]))
            else:
                found.append((start, end, [edit]))
        return tuple(
            Range(start, text[start:end], apply_edits(text[start:end], _move(edits, -start)))
            for start, end, edits in found
        )

    @property
    def record(self) -> FileChange:
        """What the journal keeps of it."""
        before = digest(None if self.text is None else self.text.encode())
        return FileChange(self.path, before, digest(self.new_text.encode()), self.ranges)


class Conflict(Struct, frozen=True):
    """A file that another program has changed; nothing was written."""

    path: str


class _RefusedError(Exception):
    """A write that was given up, with nothing changed."""


def digest(data: bytes | None) -> str:
    """Return the digest of a file's bytes; empty for a file that does not exist."""
    return hashlib.blake2b(data, digest_size=16).hexdigest() if data is not None else ""


class Journal:
    """The journal of a publication, next to the folder of its ``content``."""

    def __init__(self, content: Path) -> None:
        self.content, self.path = content, content.parent / FOLDER / FILE
        self.entries: list[Entry] = []
        self._size = -1

    # ------------------------------------------------------------ reading

    def open(self) -> None:
        """Read the journal, take back a write that was interrupted, and remove files that were not finished."""
        self.read()
        pattern = f".*{_TEMPORARY}"
        for leftover in (*self.content.parent.glob(pattern), *self.content.rglob(pattern)):
            with suppress(OSError):
                leftover.unlink()
        last = self.entries[-1] if self.entries else None
        if last is None or last.kind == "drop":
            return
        with suppress(OSError, _RefusedError):
            now = {change.path: digest(self._read(change.path)) for change in last.changes}
            written = [change for change in last.changes if now[change.path] == change.after]
            if any(now[change.path] == change.before != change.after for change in last.changes):
                for change in written:
                    self._replace(self._stage(change.path, self._reverse(change)), change.path)
                self._append(Entry(self._next_number(), time.time(), "drop", of=last.number))

    def read(self) -> None:
        """Read the journal, if another program has added to it. A line that was not finished is no entry."""
        try:
            data = self.path.read_bytes()
        except OSError:
            data = b""
        if len(data) == self._size:
            return
        self._size = len(data)
        self.entries = []
        for line in data.split(b"\n"):
            with suppress(msgspec.MsgspecError):
                self.entries.append(msgspec.json.decode(line, type=Entry))

    @property
    def standing(self) -> tuple[Entry, ...]:
        """The entries that have been carried out and not undone, the oldest first."""
        dropped = {entry.of for entry in self.entries if entry.kind == "drop"}
        undone = {entry.of for entry in self.entries if entry.kind == "undo" and entry.number not in dropped}
        return tuple(e for e in self.entries if e.kind == "do" and e.number not in undone and e.number not in dropped)

    # ------------------------------------------------------------ writing

    def write(
        self,
        changes: Sequence[Change],
        message: str,
        place: str = "",
        count: Mapping[str, int] | None = None,
        doubts: tuple[Doubt, ...] = (),
        settles: tuple[int, tuple[int, ...]] = (0, ()),
    ) -> Entry | Conflict | Problem:
        """Write files, all or none, as one entry. A file that is not as it was when its edits were made is a conflict."""
        self.read()
        wanted = tuple(change.record for change in changes)
        new = {change.path: change.new_text.encode() for change in changes}
        entry = Entry(
            self._next_number(), time.time(), "do", message, place, dict(count or {}), wanted,
            doubts=doubts, settles_of=settles[0], settles=settles[1],
        )  # fmt: skip
        return self._carry_out(entry, new)

    def undo(self, number: int, changes: Sequence[Change] = ()) -> Entry | Conflict | Problem | None:
        """Undo the last entry that stands, if that is the one with this number; ``None`` if it is not.

        If a file was changed since, that is a conflict; ``changes`` undo it in the files as they are now.
        """
        self.read()
        last = self.standing[-1] if self.standing else None
        if last is None or last.number != number:
            return None
        new: dict[str, bytes | None] = {change.path: change.new_text.encode() for change in changes}
        for change in () if changes else last.changes:
            if digest(self._read(change.path)) != change.after:
                return Conflict(change.path)
            new[change.path] = self._reverse(change)
        back = tuple(change.record for change in changes) or tuple(map(_reverse_record, last.changes))
        message = f"撤销：{last.message}"
        return self._carry_out(
            Entry(self._next_number(), time.time(), "undo", message, last.place, changes=back, of=last.number), new
        )

    def forget(self, number: int) -> Problem | None:
        """Leave what the last entry that stands has written as it is: it is not to be undone any more."""
        self.read()
        last = self.standing[-1] if self.standing else None
        if last is None or last.number != number:
            return None
        try:
            self._append(Entry(self._next_number(), time.time(), "drop", of=number))
        except OSError as error:
            return _report(self.path.name, error)
        return None

    def _carry_out(self, entry: Entry, new: Mapping[str, bytes | None]) -> Entry | Conflict | Problem:
        """Write the files of an entry, whose new bytes are given by path (``None``: remove the file)."""
        staged: dict[str, Path | None] = {}
        done: list[FileChange] = []
        path = FOLDER
        try:
            for change in entry.changes:
                path = change.path
                if digest(self._read(path)) != change.before:
                    return Conflict(path)
                staged[path] = self._stage(path, new[path])
            path = f"{FOLDER}/{FILE}"
            self._append(entry)
            for change in entry.changes:
                path = change.path
                if digest(self._read(path)) != change.before:
                    self._take_back(entry, done)
                    return Conflict(path)
                self._replace(staged[path], path)
                done.append(change)
            for folder in {self._find(change.path).parent for change in done}:
                _flush_folder(folder)
        except OSError as error:
            self._take_back(entry, done)
            return _report(path, error)
        except _RefusedError:
            message = "这个文件不在 content 里，不能写。"
            return Problem("write-failed", Locus(path), message, "请把文件本身放进 content。")
        finally:
            for temporary in staged.values():
                if temporary is not None:
                    with suppress(OSError):
                        temporary.unlink(missing_ok=True)
        return entry

    def _take_back(self, entry: Entry, done: Iterable[FileChange]) -> None:
        """Restore the files of an entry that could not be finished. What cannot be restored now, is when the desk is opened."""
        with suppress(OSError, _RefusedError):
            for change in done:
                self._replace(self._stage(change.path, self._reverse(change)), change.path)
            if self.entries and self.entries[-1].number == entry.number:
                self._append(Entry(self._next_number(), time.time(), "drop", of=entry.number))

    def _reverse(self, change: FileChange) -> bytes | None:
        """Return the bytes of a file before a change that it has undergone; ``None`` if it did not exist."""
        if not change.before:
            return None
        text = (self._read(change.path) or b"").decode()
        back = _reverse_record(change).ranges
        return apply_edits(text, (Edit(each.start, each.start + len(each.old), each.new) for each in back)).encode()

    # ------------------------------------------------------------ the disk

    def _find(self, path: str) -> Path:
        found = find_writable(self.content, path)
        if found is None:
            raise _RefusedError(path)
        return found

    def _read(self, path: str) -> bytes | None:
        try:
            return self._find(path).read_bytes()
        except FileNotFoundError:
            return None

    def _stage(self, path: str, data: bytes | None) -> Path | None:
        """Write bytes to a temporary file next to the one that they are for, down to the disk."""
        target = self._find(path)
        if data is None:
            return None
        temporary = target.with_name(f".{target.name}{_TEMPORARY}")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _write(temporary, data, "wb")
            if target.exists():
                shutil.copymode(target, temporary)
        except OSError:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
        return temporary

    def _replace(self, temporary: Path | None, path: str) -> None:
        """Put a temporary file in the place of a file, or remove that; in one step."""
        target = self._find(path)
        if temporary is None:
            target.unlink(missing_ok=True)
            if target.parent != self.content.resolve():
                with suppress(OSError):  # it holds something else
                    target.parent.rmdir()
        else:
            os.replace(temporary, target)  # noqa: PTH105  (tests make it fail)

    def _append(self, entry: Entry) -> None:
        """Append an entry, completely or not at all."""
        self.path.parent.mkdir(exist_ok=True)
        size = self.path.stat().st_size if self.path.exists() else 0
        data = b"\n" + msgspec.json.encode(entry)
        try:
            _write(self.path, data, "ab")
        except OSError:
            with suppress(OSError):
                os.truncate(self.path, size)
            raise
        if not size:
            _flush_folder(self.path.parent)
        self.entries.append(entry)
        self._size = size + len(data)

    def _next_number(self) -> int:
        return max((entry.number for entry in self.entries), default=0) + 1


def _reverse_record(change: FileChange) -> FileChange:
    """Return the record of the change that undoes another."""
    moved, ranges = 0, []
    for each in change.ranges:
        ranges.append(Range(each.start + moved, each.new, each.old))
        moved += len(each.new) - len(each.old)
    return FileChange(change.path, change.after, change.before, tuple(ranges))


def _move(edits: Iterable[Edit], by: int) -> Iterator[Edit]:
    return (Edit(edit.start + by, edit.end + by, edit.new) for edit in edits)


def _write(path: Path, data: bytes, mode: Literal["wb", "ab"]) -> None:
    """Write or append bytes, down to the disk."""
    with path.open(mode) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Flush the names in a folder to the disk, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _report(path: str, error: OSError) -> Problem:
    reason = describe_os_error(error)
    message = f"没有写进去：{reason}。文件还是原来的样子，一个字也没有少。"
    return Problem("write-failed", Locus(path), message, "请检查磁盘空间和权限，再按一次。")
