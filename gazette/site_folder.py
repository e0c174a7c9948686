"""Write the site to disk: staged in a sibling folder, then exchanged with the old site in one step.

Readers never see half of a site, and after a build that fails or is killed the last good site is still there. Only what is new is
written; files of the last site are linked into the next, for which the site before the last (``.site.old``) is used again. A
folder that no build made is never touched, somebody else's file in a site is moved aside, and two builds wait for each other.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from filelock import FileLock, Timeout
from msgspec.structs import replace

from gazette.destination import SiteWriteError
from gazette.exports import extra_files
from gazette.facts import EMPTY, SiteFacts, read_facts, write_facts
from gazette.foreign_files import (
    find_foreign_files,
    move_foreign_files,
    read_list,
    report_foreign_files,
    write_list,
)
from gazette.last_build import site_fingerprint
from gazette.pages.publication import Artifact, Buffer, FileRecord, record_file
from gazette.problems import Locus, Problem, describe_os_error
from gazette.search.index import list_records, remove_unused_records

MARKER = Artifact(extra_files.MARKER, b"Made by Gazette. Rebuilt whole each time; do not edit.\n")
#: In the cache: the facts of the last site, and the search records of its pages.
FACTS, RECORDS = "facts", "search"
#: Seconds to wait for another build.
LOCK_TIMEOUT = 60.0
# From <linux/fs.h> and <sys/stdio.h> of macOS.
_AT_FDCWD, _RENAME_EXCHANGE, _RENAME_SWAP = -100, 2, 2


class FolderWriter:
    """Writes files below a folder."""

    def __init__(self, folder: str, last: str) -> None:
        self.folder, self.last = folder, last
        self._folders: set[str] = set()

    def write(self, path: str, *parts: Buffer) -> FileRecord:
        """Write a file with these parts, and return its record."""
        parent = path.rpartition("/")[0]
        try:
            if parent not in self._folders:
                os.makedirs(f"{self.folder}/{parent}", exist_ok=True)  # noqa: PTH103  (thousands of times)
                self._folders.add(parent)
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
            file = os.open(f"{self.folder}/{path}", flags, 0o666)
            try:
                for part in parts:
                    rest = memoryview(part)
                    while len(rest) and (rest := rest[os.write(file, rest) :]):
                        pass
            finally:
                os.close(file)
        except OSError as error:
            raise SiteWriteError(_report_failure(Path(self.folder), error)) from error
        return record_file(path, *parts)

    def write_late(self, path: str, make: Callable[[], bytes]) -> FileRecord:
        """Write a file now: its turn would come before the site is complete."""
        return self.write(path, make())

    def read_last(self, path: str) -> Buffer:
        """Return a file of the last site, which is not read before it is needed."""
        with open(f"{self.last}/{path}", "rb") as file:  # noqa: PTH123
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


class SiteFolder:
    """A site on the disk: files are written to ``.site.new``, and the whole is exchanged at the end.

    ``cache`` is the folder with the facts of the last site, which the ``program`` with this fingerprint stored; they are not used if ``clean``.
    """

    defers_search = False
    builder: Any = None

    def __init__(
        self,
        out: Path,
        cache: Path | None = None,
        program: str = "",
        *,
        clean: bool = False,
        lock_timeout: float = LOCK_TIMEOUT,
    ) -> None:
        self.out, self.staging, self.old = out, _sibling(out, "new"), _sibling(out, "old")
        self.saved = ""  #: the fingerprint of the site that was committed
        self._foreign: tuple[str, ...] = ()
        self._is_open = self._has_new_lock = self._is_committed = False
        self.cache, self.program, self.clean = cache if program else None, program, clean
        self.lock = FileLock(out.with_name(f".{out.name}.lock"), timeout=lock_timeout)
        self.writer = FolderWriter(str(self.staging), str(self.out))

    def open(self) -> tuple[Problem, ...]:
        """Begin the next site in an empty folder. Another build of the same site is waited for."""
        if foreign := _check_ownership(self.out):
            return foreign
        try:
            self.out.parent.mkdir(parents=True, exist_ok=True)
            had_lock = Path(self.lock.lock_file).exists()
            self.lock.acquire()
            self._has_new_lock = not had_lock
            if foreign := _check_ownership(self.staging) or _check_ownership(self.old):
                return foreign
            self._is_open = True
            _recover(self.out)
            _remove(self.staging)
            self.staging.mkdir()
            self._foreign = find_foreign_files(self.out)
            self.writer.write(MARKER.path, MARKER.content)  # first, so that a killed build's folder is known as ours
        except Timeout:
            message = "另一次生成还没有结束。"
            return (Problem("build-running", Locus(self.out.name), message, "请等它结束，或关掉它，再试。"),)
        except OSError as error:
            return _report_failure(self.out, error)
        return report_foreign_files(self.out, self._foreign)

    @cached_property
    def records(self) -> Path | None:
        """The folder of the search records; one for this build if they cannot be stored."""
        with suppress(OSError):
            if self.cache:
                (self.cache / RECORDS).mkdir(parents=True, exist_ok=True)
                return self.cache / RECORDS
        self._temporary = TemporaryDirectory(prefix="gazette-")
        return Path(self._temporary.name)

    def last_facts(self) -> SiteFacts:
        """Return the facts of the last site, as they were stored."""
        return read_facts(self.cache / FACTS, self.program) if self.cache and not self.clean else EMPTY

    def stands(self, facts: SiteFacts) -> bool:
        """Return whether the last site stands as it was written, with the search records of its pages."""
        names = _list_record_names(facts)
        has_records = not names or (self.records is not None and names <= list_records(self.records))
        return has_records and facts.site == site_fingerprint(self.out) != ""

    def save(self, facts: SiteFacts) -> None:
        """Store the facts of the site, and drop the search records that it no longer uses."""
        self.saved = site_fingerprint(self.out)
        if self.cache:
            write_facts(self.cache / FACTS, replace(facts, program=self.program, site=self.saved))
            remove_unused_records(self.cache / RECORDS, _list_record_names(facts))

    def commit(self, files: Sequence[FileRecord], last: Mapping[str, FileRecord]) -> tuple[Problem, ...]:
        """Replace the last site by the next one."""
        last = last or _read_records(self.out)
        unchanged = {file.path for file in files if last.get(file.path) == file}
        if len(unchanged) == len(files) == len(last):
            return ()  # nothing has changed
        unchanged.add(MARKER.path)
        try:
            try:
                base = self._reuse_old(files, unchanged) if self.out.exists() and self.old.exists() else self.staging
            except OSError:  # something is wrong with that folder
                base = self.staging
            written = _complete(base, self.staging, self.out, files, unchanged)
            _flush_to_disk(base, written)
            move_foreign_files(self.out, self._foreign)
            own = {file.path for file in files}
            write_list(
                self.out, own | (read_list(self.out) or set())
            )  # whichever of the two sites is there after a kill
            _swap(base, self.out)
            write_list(self.out, own)
            self._is_committed = True
        except OSError as error:
            return _report_failure(self.out, error)
        return ()

    def _reuse_old(self, files: Sequence[FileRecord], unchanged: AbstractSet[str]) -> Path:
        """Leave in the site before the last only what the next one has, and return its folder: creating and deleting
        folders is slow on many disks."""
        folders = {file.path.rpartition("/")[0] for file in files}
        folders |= {folder[:place] for folder in folders for place, sign in enumerate(folder) if sign == "/"}
        pending = [""]
        while pending:
            folder = pending.pop()
            with os.scandir(f"{self.old}/{folder}") as scan:
                entries = list(scan)
            for entry in entries:
                path = f"{folder}{entry.name}"
                if path in folders and entry.is_dir(follow_symlinks=False):
                    pending.append(f"{path}/")
                elif path not in unchanged or not _is_same_file(entry, f"{self.out}/{path}"):
                    _remove(Path(entry.path))
        return self.old

    def close(self) -> None:
        """Remove what was not committed."""
        with suppress(OSError):
            if self._is_open:
                _remove(self.staging)
            if self._has_new_lock and not self._is_committed:
                Path(self.lock.lock_file).unlink()
        self.lock.release()


def write_site(artifacts: Sequence[Artifact], out: Path, lock_timeout: float = LOCK_TIMEOUT) -> tuple[Problem, ...]:
    """Write a whole site to ``out``; if that fails, return problems and leave the old site in place."""
    site = SiteFolder(out, lock_timeout=lock_timeout)
    try:
        return site.open() or site.commit([site.writer.write(file.path, file.content) for file in artifacts], {})
    except SiteWriteError as error:
        return error.problems
    finally:
        site.close()


def _list_record_names(facts: SiteFacts) -> set[str]:
    """Return the names of the search records of a site's pages."""
    parts = (*facts.groups.values(), *facts.parts.values())
    return {name for part in parts for page in part.pages for name in page.search}


def _report_failure(out: Path, error: OSError) -> tuple[Problem, ...]:
    message = f"网站没有写成（{describe_os_error(error)}），原来的还在。"
    return (Problem("write-failed", Locus(out.name), message, "请检查磁盘空间和权限。"),)


def _sibling(out: Path, suffix: str) -> Path:
    """Return ``.site.old``, the site before the last, or ``.site.new``, the staging folder."""
    return out.with_name(f".{out.name}.{suffix}")


def _remove(path: Path) -> None:
    """Remove a file, folder or link, if there is one; the target of a link stays. What shows that a folder is ours goes last, as
    the process may be killed meanwhile."""
    if path.is_dir() and not path.is_symlink():
        for entry in path.iterdir():
            if entry.name != MARKER.path:
                _remove(entry)
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _check_ownership(place: Path) -> tuple[Problem, ...]:
    """Return a problem if something is there that no build made."""
    if not os.path.lexists(place):
        return ()
    if place.is_dir() and not place.is_symlink() and ((place / MARKER.path).is_file() or not any(place.iterdir())):
        return ()
    message = "这个文件夹里有不是本程序生成的东西，没有动它。"
    return (Problem("out-not-ours", Locus(place.name), message, "请换一个 --out，或自己清空它。"),)


def _read_records(out: Path) -> dict[str, FileRecord]:
    """Return the records of a site's files, if nothing is known of them."""
    files = (Path(folder, name) for folder, _, names in os.walk(out) for name in names)
    paths = {path.relative_to(out).as_posix(): path for path in files if not path.is_symlink()}
    paths.pop(MARKER.path, None)
    return {name: record_file(name, path.read_bytes()) for name, path in paths.items()}


def _is_same_file(entry: os.DirEntry[str], file: str) -> bool:
    try:
        return os.path.samestat(entry.stat(follow_symlinks=False), os.lstat(file))
    except OSError:
        return False


def _complete(
    base: Path, staging: Path, out: Path, files: Sequence[FileRecord], unchanged: AbstractSet[str]
) -> list[Path]:
    """Add to ``base`` what it lacks of the next site: files written to ``staging``, and the last site's. Return the paths of
    the files that are new on the disk."""
    written = []
    for folder in sorted({file.path.rpartition("/")[0] for file in files}):
        os.makedirs(f"{base}/{folder}", exist_ok=True)  # noqa: PTH103  (thousands of times)
    for path in (MARKER.path, *(file.path for file in files)):
        target, last = f"{base}/{path}", f"{out}/{path}"
        if path not in unchanged or not os.path.lexists(last):
            if base != staging:
                os.replace(f"{staging}/{path}", target)  # noqa: PTH105
            written.append(Path(target))
            continue
        if base == staging:
            Path(target).unlink(missing_ok=True)
        elif os.path.lexists(target):
            continue
        try:
            os.link(last, target)
        except OSError:  # a file system without links
            shutil.copy2(last, target)
            written.append(Path(target))
    return written


def _flush_to_disk(staging: Path, written: Sequence[Path]) -> None:
    """Flush the written files before the old site goes, so that after a power cut one of the two is whole."""
    if sys.platform == "linux":
        folder = os.open(staging, os.O_RDONLY)
        try:
            if ctypes.CDLL(None).syncfs(folder) == 0:
                return
        finally:
            os.close(folder)
    for path in written:
        with path.open("rb+") as file:
            os.fsync(file.fileno())


# ---------------------------------------------------------------- the swap


def _recover(out: Path) -> None:
    """Undo a swap that was interrupted between its two renames."""
    old = _sibling(out, "old")
    if old.exists() and not out.exists():
        old.rename(out)


def _swap(base: Path, out: Path) -> None:
    """Put ``base`` in the place of the old site, which becomes ``.site.old``: in one step where the system can exchange two names,
    else in several renames."""
    new, old = _sibling(out, "new"), _sibling(out, "old")
    if not out.exists():
        base.rename(out)
    elif _exchange(base, out):
        if base == new:
            _remove(old)
            new.rename(old)
    elif base == new:
        _remove(old)
        _rename_in_turn((out, old), (new, out))
    else:
        _remove(new)
        _rename_in_turn((out, new), (old, out), (new, old))


def _rename_in_turn(*pairs: tuple[Path, Path]) -> None:
    """Rename paths, all or none."""
    done: list[tuple[Path, Path]] = []
    try:
        for path, name in pairs:
            path.rename(name)
            done.append((path, name))
    except OSError:
        for path, name in reversed(done):
            name.rename(path)
        raise


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step; return whether that was done, as not every system or file system can."""
    a, b = os.fsencode(one), os.fsencode(other)
    try:
        if sys.platform == "linux":
            return bool(ctypes.CDLL(None).renameat2(_AT_FDCWD, a, _AT_FDCWD, b, _RENAME_EXCHANGE) == 0)
        if sys.platform == "darwin":
            return bool(ctypes.CDLL(None).renamex_np(a, b, _RENAME_SWAP) == 0)
    except AttributeError:  # an older C library
        pass
    return False
