"""Write the site to disk: staged in a sibling folder, then exchanged with the old site in one step.

Readers never see half of a site, and a build that fails or is killed leaves the last good site in place. The site before the
last is kept (``.site.old``) and becomes the staging folder: files that are already right stay, those equal to the last
site's are linked, and only the rest is written. A folder with other people's files is never touched, and two builds wait
for each other.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from pathlib import Path, PurePosixPath

from filelock import FileLock, Timeout

from gazette.pages.publication import Artifact
from gazette.problems import Locus, Problem, describe_os_error

MARKER = Artifact(".gazette", b"Made by Gazette. Rebuilt whole each time; do not edit.\n")
#: Seconds to wait for another build.
LOCK_TIMEOUT = 60.0
# From <linux/fs.h> and <sys/stdio.h> of macOS.
_AT_FDCWD, _RENAME_EXCHANGE, _RENAME_SWAP = -100, 2, 2


def write_site(artifacts: Sequence[Artifact], out: Path, lock_timeout: float = LOCK_TIMEOUT) -> tuple[Problem, ...]:
    """Write a site to ``out``; if that fails, return problems and leave the old site in place."""
    if foreign := _check_ownership(out):
        return foreign
    staging, old = _sibling(out, "new"), _sibling(out, "old")
    files = (*artifacts, MARKER)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(out.with_name(f".{out.name}.lock"), timeout=lock_timeout):
            if foreign := _check_ownership(staging) or _check_ownership(old):
                return foreign
            _recover(out)
            unchanged = _find_unchanged(files, out)
            if len(unchanged) == len(files) == sum(len(names) for _, _, names in os.walk(out)):
                _remove(staging)
                return ()  # nothing has changed
            try:
                written = _stage_site(files, out, unchanged)
            except OSError:  # something is wrong with the old staging folder: stage from nothing
                _remove(staging)
                written = _stage_site(files, out, unchanged)
            _flush_to_disk(staging, written)
            _swap(out)
    except Timeout:
        message = "另一个生成还没有结束，等不到它。"
        return (Problem("build-running", Locus(out.name), message, "请等它结束，或关掉它，再试。"),)
    except OSError as error:
        with suppress(OSError):
            _remove(staging)
        message = f"网站没有写成（{describe_os_error(error)}），原来的还在。"
        return (Problem("write-failed", Locus(out.name), message, "请检查磁盘空间和权限。"),)
    return ()


def _sibling(out: Path, suffix: str) -> Path:
    """Return ``.site.old``, the site before the last, or ``.site.new``, the staging folder."""
    return out.with_name(f".{out.name}.{suffix}")


def _remove(path: Path) -> None:
    """Remove a file, folder or link, if there is one; the target of a link stays."""
    if path.is_dir() and not path.is_symlink():
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


def _find_unchanged(files: Sequence[Artifact], out: Path) -> frozenset[str]:
    """Return the paths of the files that the old site has with the same content."""
    return frozenset(file.path for file in files if _read_file(out / file.path) == file.content)


def _read_file(path: Path) -> bytes | None:
    """Return a regular file's bytes, ``None`` if there is none."""
    try:
        return None if path.is_symlink() else path.read_bytes()
    except OSError:
        return None


# ---------------------------------------------------------------- the next site


def _stage_site(files: Sequence[Artifact], out: Path, unchanged: frozenset[str]) -> list[Path]:
    """Bring the staging folder up to date, and return the paths of the files that were written.

    It begins as the site before the last, because creating and deleting folders is slow on many disks.
    """
    staging, old = _sibling(out, "new"), _sibling(out, "old")
    if not staging.exists():
        if old.exists():
            old.rename(staging)
        else:
            staging.mkdir()
            _write_or_link(MARKER, staging, out, unchanged)  # first, so that a killed build's folder is known as ours
    wanted = {file.path: file for file in files}
    folders = {folder.as_posix() for path in wanted for folder in PurePosixPath(path).parents} - {"."}
    present = _remove_stale(staging, wanted, folders, out, unchanged)
    for folder in sorted(folders - present):
        (staging / folder).mkdir()
    missing = (file for file in files if file.path not in present)
    return [path for file in missing if (path := _write_or_link(file, staging, out, unchanged))]


def _remove_stale(
    staging: Path, wanted: Mapping[str, Artifact], folders: AbstractSet[str], out: Path, unchanged: frozenset[str]
) -> set[str]:
    """Remove from ``staging`` what the next site does not have; return the paths of the files and folders that stay."""
    present: set[str] = set()
    pending = [""]
    while pending:
        folder = pending.pop()
        with os.scandir(staging / folder) as scan:
            entries = list(scan)
        for entry in entries:
            path = f"{folder}{entry.name}"
            if path in folders and entry.is_dir(follow_symlinks=False):
                present.add(path)
                pending.append(f"{path}/")
            elif path in wanted and _is_equal(entry, wanted[path], out, unchanged):
                present.add(path)
            else:
                _remove(Path(entry.path))
    return present


def _is_equal(entry: os.DirEntry[str], file: Artifact, out: Path, unchanged: frozenset[str]) -> bool:
    """Return whether the entry has the file's content; a link to the old site's unchanged file is not read again."""
    if file.path in unchanged and os.path.samestat(entry.stat(follow_symlinks=False), (out / file.path).lstat()):
        return True
    return _read_file(Path(entry.path)) == file.content


def _write_or_link(artifact: Artifact, staging: Path, out: Path, unchanged: frozenset[str]) -> Path | None:
    """Link an unchanged file of the old site, or write the file and return its path."""
    path = staging / artifact.path
    if artifact.path in unchanged:
        try:
            os.link(out / artifact.path, path)
        except OSError:  # a file system without links
            pass
        else:
            return None
    path.write_bytes(artifact.content)
    return path


def _flush_to_disk(staging: Path, written: Sequence[Path]) -> None:
    """Flush the written files before the old site goes, so that a power cut leaves one of the two whole."""
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


def _swap(out: Path) -> None:
    """Replace the old site, which is kept as ``.site.old``: in one step where the system can exchange, else in two renames."""
    staging, old = _sibling(out, "new"), _sibling(out, "old")
    _remove(old)
    if not out.exists():
        staging.rename(out)
    elif _exchange(staging, out):
        staging.rename(old)
    else:
        out.rename(old)
        try:
            staging.rename(out)
        except OSError:
            old.rename(out)
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
