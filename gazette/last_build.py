"""Skip a build that would change nothing, and report again what the last one reported.

``.cache/built.json`` next to the content has a fingerprint of the sources (content, templates, static files, the program, its
libraries and the flags) and one of the finished site. The first is computed from bytes, because an editor's tools may set any time
on a file; the second from names and stamps, as git does, because only a build writes there. A site that was copied or restored
has other stamps, and is built again. A record that is old, damaged or another content's is not used. No library is loaded here: that
makes it fast.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from gazette import program_files

PROGRAM = Path(__file__).resolve().parent
FILE = Path(".cache") / "built.json"


class BuildRecord:
    """A finished build: fingerprints of its ``sources`` and of its ``site``, its problems and its summary as printed."""

    __slots__ = ("problems", "site", "sources", "summary")

    def __init__(self, sources: str, site: str, problems: Iterable[str], summary: str) -> None:
        self.sources, self.site, self.problems, self.summary = sources, site, tuple(problems), summary


def program_fingerprint() -> str:
    """Return the fingerprint of the program and its libraries; empty if the files cannot be read."""
    packages = [Path(place) for place in sys.path if place.endswith("-packages")]
    installed = sorted(found.name for place in packages for found in place.glob("*.dist-info"))
    files = (path for path in _list_files(PROGRAM) if path.suffix != ".pyc")
    return _fingerprint(repr((sys.version, sys.path, installed)), files)


def sources_fingerprint(content: Path, program: str, flags: Iterable[object]) -> str:
    """Return the fingerprint of everything that this ``program`` makes a site from; empty if a file is a link or cannot be
    read."""
    root = content.parent
    rules = root / "conversion.yml"
    own = (*_list_files(content), root / "glossary.yml", *([rules] if rules.exists() else []))
    shared = (path for name in ("templates", "static") for path in _list_files(program_files.ROOT / name))
    text = repr((program, str(content), *flags))
    return "" if content.is_symlink() or not program else _fingerprint(text, (*own, *shared))


def site_fingerprint(out: Path) -> str:
    """Return the fingerprint of a finished site; empty if a part of it is a link, or something else that no build makes."""
    digest = hashlib.blake2b(digest_size=20)
    return digest.hexdigest() if not out.is_symlink() and _add_stamps(digest, str(out)) else ""


def _add_stamps(digest: Any, folder: str) -> bool:
    """Add names and stamps of the files in a folder to a digest; return whether all are plain files. A site has thousands of them."""
    try:
        with os.scandir(folder) as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if not _add_stamps(digest, entry.path):
                    return False
            elif entry.is_file(follow_symlinks=False):
                stamp = _stamp(os.lstat(entry.path))
                digest.update(f"\0{entry.path}\0{stamp}".encode("utf-8", "surrogateescape"))
            else:
                return False
    except OSError:
        return False
    return True


def read_if_current(content: Path, sources: str, out: Path) -> BuildRecord | None:
    """Return the record of the build that made the site at ``out`` from these ``sources``, if nothing has touched the site since."""
    try:
        data = json.loads((content.parent / FILE).read_bytes())
        problems = tuple(map(str, data["problems"]))
        record = BuildRecord(str(data["sources"]), str(data["site"]), problems, str(data["summary"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return record if record.sources == sources != "" and record.site == site_fingerprint(out) != "" else None


def write_record(content: Path, record: BuildRecord) -> None:
    """Write the record completely or not at all; that it cannot be written is no problem."""
    path = content.parent / FILE
    new = path.with_name(f"{path.name}.new")
    data = {name: getattr(record, name) for name in BuildRecord.__slots__}
    with suppress(OSError, UnicodeError):
        path.parent.mkdir(exist_ok=True)
        new.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        new.replace(path)


def _list_files(folder: Path) -> Iterator[Path]:
    """Yield all files below a folder in a fixed order, links to folders among them."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(place, name) for name in sorted(names))
        yield from (path for name in folders if (path := Path(place, name)).is_symlink())


def _fingerprint(text: str, files: Iterable[Path]) -> str:
    """Return the fingerprint of a text and of the files' bytes; empty where one is no plain file or cannot be read."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=20)
    for path in files:
        try:
            if not stat.S_ISREG(path.lstat().st_mode):
                return ""
            data = path.read_bytes()
        except OSError:
            return ""
        digest.update(f"\0{path}\0{len(data)}\0".encode("utf-8", "surrogateescape") + data)
    return digest.hexdigest()


def _stamp(status: os.stat_result) -> tuple[int, ...]:
    """Return what changes whenever a file is written or replaced: the time of change (on Windows: of creation) and the inode reveal
    a file that replaced another, even one with the same time of writing."""
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino
