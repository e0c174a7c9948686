"""The site onto the disk: written beside the old one, then put in its place in one step. Knows nothing of documents.

Readers never see half of a site, a build that fails or is killed leaves the last good one, and the next one clears up
after it. A file that did not change is linked, not written again. A folder that we did not make is never touched, and two
builds wait for each other.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from filelock import FileLock, Timeout

from gazette.problems import Locus, Problem, reason_of
from gazette.publication import Artifact

MARKER = Artifact(".gazette", b"Made by Gazette. Rebuilt whole each time; do not edit.\n")
#: How long another build is waited for, in seconds.
PATIENCE = 60.0
# From <linux/fs.h> and <sys/stdio.h> of macOS.
_AT_FDCWD, _RENAME_EXCHANGE, _RENAME_SWAP = -100, 2, 2


def write(artifacts: Sequence[Artifact], out: Path, patience: float = PATIENCE) -> tuple[Problem, ...]:
    """Write a site to ``out``; problems instead where that cannot be done, and the old site stays."""
    if os.path.lexists(out) and not _ours(out):
        message = "这个文件夹里有不是本程序生成的东西，没有动它。"
        return (Problem("out-not-ours", Locus(out.name), message, "请换一个 --out，或自己清空它。"),)
    staging: Path | None = None
    files = (*artifacts, MARKER)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(out.with_name(f".{out.name}.lock"), timeout=patience):
            _recover(out)
            same = _unchanged(files, out)
            if len(same) == len(files) == sum(len(names) for _, _, names in os.walk(out)):
                return ()  # the site there is this very one
            staging = Path(tempfile.mkdtemp(prefix=f".{out.name}.new-", dir=out.parent))
            staging.chmod(0o755)
            _make_folders(files, staging)
            fresh = [path for artifact in files if (path := _put(artifact, staging, out, same))]
            _settle(staging, fresh)
            _swap(staging, out)
    except Timeout:
        message = "另一个生成还没有结束，等不到它。"
        return (Problem("build-running", Locus(out.name), message, "请等它结束，或关掉它，再试。"),)
    except OSError as error:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)
        message = f"网站没有写成（{reason_of(error)}），原来的还在。"
        return (Problem("write-failed", Locus(out.name), message, "请检查磁盘空间和权限。"),)
    return ()


def _ours(out: Path) -> bool:
    return out.is_dir() and not out.is_symlink() and ((out / MARKER.path).is_file() or not any(out.iterdir()))


def _unchanged(files: Sequence[Artifact], out: Path) -> frozenset[str]:
    """The paths of the files that stand in the old site as they are."""
    return frozenset(file.path for file in files if _content(out / file.path) == file.content)


def _content(path: Path) -> bytes | None:
    """A plain file's bytes, ``None`` where there is none."""
    try:
        return None if path.is_symlink() else path.read_bytes()
    except OSError:
        return None


def _make_folders(files: Iterable[Artifact], staging: Path) -> None:
    """Make the folders of the files, each once: to make one is dear on many a disk."""
    folders = {folder for file in files for folder in PurePosixPath(file.path).parents}
    for folder in sorted(folders - {PurePosixPath(".")}):
        (staging / folder).mkdir()


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


def _old(out: Path) -> Path:
    return out.with_name(f".{out.name}.old")


def _recover(out: Path) -> None:
    """Undo a swap that was cut off between its two renames, and clear what dead builds left."""
    old = _old(out)
    if old.exists() and not out.exists():
        old.rename(out)
    shutil.rmtree(old, ignore_errors=True)
    for stale in out.parent.glob(f".{out.name}.new-*"):
        shutil.rmtree(stale, ignore_errors=True)


def _swap(staging: Path, out: Path) -> None:
    """Put the new site in the place of the old one: exchanged in one step where the system can, else in two renames."""
    if not out.exists():
        staging.rename(out)
    elif _exchanged(staging, out):
        shutil.rmtree(staging, ignore_errors=True)
    else:
        old = _old(out)
        out.rename(old)
        try:
            staging.rename(out)
        except OSError:
            old.rename(out)
            raise
        shutil.rmtree(old, ignore_errors=True)


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
