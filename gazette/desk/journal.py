"""Write files so that nothing is ever lost, and undo it: each write is an entry of an append-only file, ``.desk/journal``.

An entry has for each file the digests before and after, and each replaced range with its old and new words. Files that are no texts
(the pictures of an import, and its original) are replaced as a whole; what they replace is kept by its digest. To write is:

1. every file is compared with the digest that the change was made for; one that differs is not written (:class:`Conflict`);
2. the new files are written under temporary names next to the old ones, and flushed to the disk;
3. the entry is appended to the journal and flushed;
4. each new file takes the place of the old one in one step.

If the program is killed before 3, nothing has happened. Between 3 and the end of 4 the entry tells what was to be written:
:meth:`Journal.open` takes back what an interrupted write has done. A disk that is full fails in 2 or 3, where no file has changed yet.
"""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal

import msgspec

from gazette.desk.access import find_writable
from gazette.desk.entries import Change, Conflict, Doubt, Entry, FileChange, digest, reverse_record
from gazette.problems import Locus, Problem, describe_os_error
from gazette.text_edits import Edit, apply_edits

FOLDER, FILE = ".desk", "journal"
#: In the folder, replaced files that are no texts, by their digests.
KEPT = "kept"
#: Ends the names of files that are being written.
_TEMPORARY = ".desk-new"


class _RefusedError(Exception):
    """A write that was given up, with nothing changed."""


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
        last = self.entries[-1] if self.entries else None
        unfinished = {
            change.path
            for change in (last.changes if last and last.kind != "drop" else ())
            if self._is_unfinished(change)
        }
        pattern, root = f".*{_TEMPORARY}", self.content.parent
        for leftover in (*root.glob(pattern), *self.content.rglob(pattern), *self.path.parent.rglob(pattern)):
            with suppress(OSError):
                leftover.unlink()
        if last is not None and unfinished:
            self._take_back_interrupted(last)
        needed = {c.before for e in (*self.standing, *self.entries[-1:]) for c in e.changes if c.is_whole}
        for kept in (self.path.parent / KEPT).glob("*"):
            if kept.name not in needed:
                with suppress(OSError):
                    kept.unlink()

    def _is_unfinished(self, change: FileChange) -> bool:
        """Return whether a write was interrupted before this change: the file is as it was before, and what was to take its place is
        still there. One that only is as before may have been restored by somebody."""
        with suppress(OSError, _RefusedError):
            target = self._find(change.path)
            is_waiting = not change.after or target.with_name(f".{target.name}{_TEMPORARY}").exists()
            return is_waiting and digest(self._read(change.path)) == change.before != change.after
        return False

    def _take_back_interrupted(self, last: Entry) -> None:
        """Take back what the last entry has written."""
        with suppress(OSError, _RefusedError):
            for change in last.changes:
                if digest(self._read(change.path)) == change.after:
                    self._replace(self._stage(change.path, self._reverse(change)), change.path)
            self._append(Entry(self._next_number(), time.time(), "drop", of=last.number))

    def read(self) -> None:
        """Read the journal, if another program has added to it. A line that was not finished is no entry."""
        try:
            data = self.path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            data = b""
        except OSError:  # it cannot be read now, and _append writes nothing to what is not known
            return
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
        files: Mapping[str, bytes | None] | None = None,
    ) -> Entry | Conflict | Problem:
        """Write files, all or none, as one entry. A file that is not as it was when its edits were made is a conflict.

        ``files`` are replaced as a whole, or removed (``None``).
        """
        self.read()
        new: dict[str, bytes | None] = dict(files or {})
        path = FOLDER
        try:
            whole = []
            for path, data in new.items():
                whole.append(FileChange(path, digest(self._read(path)), digest(data), ()))
        except OSError as error:
            return _report(path, error)
        except _RefusedError:
            return _refuse(path)
        wanted = *(change.record for change in changes), *(each for each in whole if each.is_whole)
        new |= {change.path: change.new_text.encode() for change in changes}
        entry = Entry(
            self._next_number(), time.time(), "do", message, place, dict(count or {}), wanted,
            doubts=doubts, settles_of=settles[0], settles=settles[1],
        )  # fmt: skip
        return self._carry_out(entry, new)

    def undo(self, number: int, changes: Sequence[Change] = ()) -> Entry | Conflict | Problem | None:
        """Undo the last entry that stands, if that is the one with this number; ``None`` if it is not.

        If a file was changed since, that is a conflict, unless one of ``changes`` undoes it in the file as it is now.
        """
        self.read()
        last = self.standing[-1] if self.standing else None
        if last is None or last.number != number:
            return None
        merged = {change.path: change for change in changes}
        new: dict[str, bytes | None] = {path: change.new_text.encode() for path, change in merged.items()}
        path = FOLDER
        try:
            for change in last.changes:
                path = change.path
                if path not in merged:
                    if digest(self._read(path)) != change.after:
                        return Conflict(path)
                    new[path] = self._reverse(change)
        except OSError as error:
            return _report(path, error)
        except _RefusedError:
            return _refuse(path)
        back = tuple(merged[c.path].record if c.path in merged else reverse_record(c) for c in last.changes)
        message = f"撤销：{last.message}"
        return self._carry_out(
            Entry(self._next_number(), time.time(), "undo", message, last.place, changes=back, of=last.number), new
        )

    def find_changed(self, entry: Entry) -> tuple[FileChange, ...]:
        """Return the changes of an entry whose files are not as it left them."""
        found = []
        for change in entry.changes:
            with suppress(OSError, _RefusedError):
                if digest(self._read(change.path)) == change.after:
                    continue
            found.append(change)
        return tuple(found)

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
                if change.is_whole and change.before:
                    self._keep(path, change.before)
                staged[path] = self._stage(path, new[path])
            for folder in {temporary.parent for temporary in staged.values() if temporary}:
                _flush_folder(folder)
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
            return _refuse(path)
        finally:
            for temporary in staged.values():
                if temporary is not None:
                    with suppress(OSError):
                        temporary.unlink(missing_ok=True)
                        self._remove_empty_folders(temporary.parent)
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
        if change.is_whole:
            return self._kept(change.before).read_bytes()
        text = (self._read(change.path) or b"").decode()
        back = reverse_record(change).ranges
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

    def _kept(self, name: str) -> Path:
        return self.path.parent / KEPT / name

    def _keep(self, path: str, name: str) -> None:
        """Keep what a file has under its digest, so that replacing or removing it can be undone."""
        kept, data = self._kept(name), self._read(path)
        if data is not None and not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            temporary = kept.with_name(f".{name}{_TEMPORARY}")
            try:
                _write(temporary, data, "wb")
                os.replace(temporary, kept)  # noqa: PTH105
            finally:
                temporary.unlink(missing_ok=True)

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
            self._remove_empty_folders(target.parent)
            raise
        return temporary

    def _replace(self, temporary: Path | None, path: str) -> None:
        """Put a temporary file in the place of a file, or remove that; in one step."""
        target = self._find(path)
        if temporary is None:
            target.unlink(missing_ok=True)
            self._remove_empty_folders(target.parent)
        else:
            os.replace(temporary, target)  # noqa: PTH105  (tests make it fail)

    def _remove_empty_folders(self, folder: Path) -> None:
        """Remove a folder of the content, and those around it, as far as they are empty."""
        content = self.content.resolve()
        with suppress(OSError):  # it holds something else
            while folder != content and folder.is_relative_to(content):
                folder.rmdir()
                folder = folder.parent

    def _append(self, entry: Entry) -> None:
        """Append an entry, completely or not at all."""
        self.path.parent.mkdir(exist_ok=True)
        size = self.path.stat().st_size if self.path.exists() else 0
        if size != max(self._size, 0):  # another desk has written since it was read
            raise BlockingIOError(errno.EAGAIN, "journal")
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


def _refuse(path: str) -> Problem:
    message = "这个文件不在 content 里，不能写。"
    return Problem("write-failed", Locus(path), message, "请把文件本身放进 content。")
