"""The site onto the disk: written beside the old one, then put in its place in one step. Knows nothing of documents.

Readers never see half of a site, a build that fails or is killed leaves the last good one, and the next one goes on from what it
left. The site before the last stays beside it (``.site.old``), and the next one is made up from that: a folder or file that
is there as it should be is left alone, one that stands in the last site is linked, and only the rest is written. A folder that we did not make is
never touched, and two builds wait for each other.
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
#: How long another build is waited for, in seconds.
LOCK_TIMEOUT = 60.0
# From <linux/fs.h> and <sys/stdio.h> of macOS.
_AT_FDCWD, _RENAME_EXCHANGE, _RENAME_SWAP = -100, 2, 2


def write_site(artifacts: Sequence[Artifact], out: Path, patience: float = LOCK_TIMEOUT) -> tuple[Problem, ...]:
    """Write a site to ``out``; problems instead where that cannot be done, and the old site stays."""
    if foreign := _foreign(out):
        return foreign
    staging, old = _beside(out, "new"), _beside(out, "old")
    files = (*artifacts, MARKER)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(out.with_name(f".{out.name}.lock"), timeout=patience):
            if foreign := _foreign(staging) or _foreign(old):
                return foreign
            _recover(out)
            same = _unchanged(files, out)
            if len(same) == len(files) == sum(len(names) for _, _, names in os.walk(out)):
                _clear(staging)
                return ()  # the site there is this very one
            try:
                fresh = _make_up(files, out, same)
            except OSError:  # whatever is the matter with what was there
                _clear(staging)
                fresh = _make_up(files, out, same)
            _settle(staging, fresh)
            _swap(out)
    except Timeout:
        message = "另一个生成还没有结束，等不到它。"
        return (Problem("build-running", Locus(out.name), message, "请等它结束，或关掉它，再试。"),)
    except OSError as error:
        with suppress(OSError):
            _clear(staging)
        message = f"网站没有写成（{describe_os_error(error)}），原来的还在。"
        return (Problem("write-failed", Locus(out.name), message, "请检查磁盘空间和权限。"),)
    return ()


def _beside(out: Path, what: str) -> Path:
    """``.site.old``: the site before the last; ``.site.new``: the next one while it is made up."""
    return out.with_name(f".{out.name}.{what}")


def _clear(path: Path) -> None:
    """See to it that nothing is there. What a link leads to stays."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _foreign(place: Path) -> tuple[Problem, ...]:
    """That what stands at a place is not ours."""
    if not os.path.lexists(place):
        return ()
    if place.is_dir() and not place.is_symlink() and ((place / MARKER.path).is_file() or not any(place.iterdir())):
        return ()
    message = "这个文件夹里有不是本程序生成的东西，没有动它。"
    return (Problem("out-not-ours", Locus(place.name), message, "请换一个 --out，或自己清空它。"),)


def _unchanged(files: Sequence[Artifact], out: Path) -> frozenset[str]:
    """The paths of the files that stand in the old site as they are."""
    return frozenset(file.path for file in files if _content(out / file.path) == file.content)


def _content(path: Path) -> bytes | None:
    """A plain file's bytes, ``None`` where there is none."""
    try:
        return None if path.is_symlink() else path.read_bytes()
    except OSError:
        return None


# ---------------------------------------------------------------- the next site


def _make_up(files: Sequence[Artifact], out: Path, same: frozenset[str]) -> list[Path]:
    """Make up the next site beside the old one, from what is left of the one before. Gives the paths of what was written.

    To make a folder is dear on many a disk, and so is to delete one.
    """
    staging, old = _beside(out, "new"), _beside(out, "old")
    if not staging.exists():
        if old.exists():
            old.rename(staging)
        else:
            staging.mkdir()
            _put(MARKER, staging, out, same)  # from its first moment it is known to be ours
    wanted = {file.path: file for file in files}
    folders = {folder.as_posix() for path in wanted for folder in PurePosixPath(path).parents} - {"."}
    left = _left(staging, wanted, folders, out, same)
    for folder in sorted(folders - left):
        (staging / folder).mkdir()
    return [path for file in files if file.path not in left and (path := _put(file, staging, out, same))]


def _left(
    staging: Path, wanted: Mapping[str, Artifact], folders: AbstractSet[str], out: Path, same: frozenset[str]
) -> set[str]:
    """Clear ``staging`` of all that is not as it should be; the paths of the files and folders that stay."""
    left: set[str] = set()
    waiting = [""]
    while waiting:
        below = waiting.pop()
        with os.scandir(staging / below) as found:
            entries = list(found)
        for entry in entries:
            path = f"{below}{entry.name}"
            if path in folders and entry.is_dir(follow_symlinks=False):
                left.add(path)
                waiting.append(f"{path}/")
            elif path in wanted and _as_wanted(entry, wanted[path], out, same):
                left.add(path)
            else:
                _clear(Path(entry.path))
    return left


def _as_wanted(entry: os.DirEntry[str], file: Artifact, out: Path, same: frozenset[str]) -> bool:
    """Whether it is the file. What is one with the old site's file, which was read, is not read again."""
    if file.path in same and os.path.samestat(entry.stat(follow_symlinks=False), (out / file.path).lstat()):
        return True
    return _content(Path(entry.path)) == file.content


def _put(artifact: Artifact, staging: Path, out: Path, same: frozenset[str]) -> Path | None:
    """Write a file, or link that of the old site where it is the ``same``. Gives the path where it was written."""
    path = staging / artifact.path
    if artifact.path in same:
        try:
            os.link(out / artifact.path, path)
        except OSError:  # a file system without links
            pass
        else:
            return None
    path.write_bytes(artifact.content)
    return path


def _settle(staging: Path, fresh: Sequence[Path]) -> None:
    """See to it that what was written is on the disk before the old site goes: a power cut leaves one of the two."""
    if sys.platform == "linux":
        folder = os.open(staging, os.O_RDONLY)
        try:
            if ctypes.CDLL(None).syncfs(folder) == 0:
                return
        finally:
            os.close(folder)
    for path in fresh:
        with path.open("rb+") as file:
            os.fsync(file.fileno())


# ---------------------------------------------------------------- the swap


def _recover(out: Path) -> None:
    """Undo a swap that was cut off between its two renames."""
    old = _beside(out, "old")
    if old.exists() and not out.exists():
        old.rename(out)


def _swap(out: Path) -> None:
    """Put the new site in the place of the old one, which stays beside it: exchanged in one step where the system can, else in two
    renames."""
    staging, old = _beside(out, "new"), _beside(out, "old")
    _clear(old)
    if not out.exists():
        staging.rename(out)
    elif _exchanged(staging, out):
        staging.rename(old)
    else:
        out.rename(old)
        try:
            staging.rename(out)
        except OSError:
            old.rename(out)
            raise


def _exchanged(one: Path, other: Path) -> bool:
    """Whether the system exchanged the two names at once; not every system or file system can."""
    a, b = os.fsencode(one), os.fsencode(other)
    try:
        if sys.platform == "linux":
            return bool(ctypes.CDLL(None).renameat2(_AT_FDCWD, a, _AT_FDCWD, b, _RENAME_EXCHANGE) == 0)
        if sys.platform == "darwin":
            return bool(ctypes.CDLL(None).renamex_np(a, b, _RENAME_SWAP) == 0)
    except AttributeError:  # an older C library
        pass
    return False
