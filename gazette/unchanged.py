"""Whether a build would make again the very site that stands there: then it is not made, and the last build's words are told.

What the site is made of is the content, the house's rules, templates and code, the libraries and the flags; a print of all of
it and a print of the finished site are kept in ``.cache/built.json`` beside the content. That of the sources is taken of the
bytes, for an editor's tools may do anything. That of the site is taken of each file's name and stamp, as git does: nothing but
a build writes there, and thousands of pages are not read to find that nobody touched them. A site that was copied or restored has
other stamps, and is built again. So the file may be old, torn, deleted or foreign: it is then no use, and does no harm. Loads
no library, that is what makes it fast.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
RECORD = Path(".cache") / "built.json"


@dataclass(frozen=True, slots=True)
class Built:
    """A finished build: prints of what went in (``sources``) and of the ``site``, its problems and counts as they are told."""

    sources: str
    site: str
    problems: tuple[str, ...]
    made: str


def code_print() -> str:
    """The print of the program and the libraries under it; empty where it cannot be told from the files."""
    packages = [Path(place) for place in sys.path if place.endswith("-packages")]
    installed = sorted(found.name for place in packages for found in place.glob("*.dist-info"))
    files = (path for path in (HOUSE / "build.py", *_below(HOUSE / "gazette")) if path.suffix != ".pyc")
    return _print(repr((sys.version, sys.path, installed)), files)


def sources_print(content: Path, code: str, flags: Iterable[object]) -> str:
    """The print of all that a site is made of by this ``code``; empty where that cannot be told from the files (a link, one
    that is unreadable)."""
    root = content.parent
    own = (*_below(content), root / "glossary.yml", root / "conversion.yml")
    house = (path for name in ("templates", "static") for path in _below(HOUSE / name))
    told = repr((code, str(content), *flags))
    return "" if content.is_symlink() or not code else _print(told, (*own, *house))


def site_print(out: Path) -> str:
    """The print of a finished site; empty where it is none of ours: a link, something that is no file."""
    return _print("", _below(out), stamps=True) if out.is_dir() and not out.is_symlink() else ""


def last(content: Path, sources: str, out: Path) -> Built | None:
    """The build that made the site at ``out`` of these very ``sources``, if it is the last one and nobody touched its site."""
    try:
        told = json.loads((content.parent / RECORD).read_bytes())
        built = Built(str(told["sources"]), str(told["site"]), tuple(map(str, told["problems"])), str(told["made"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return built if built.sources == sources != "" and built.site == site_print(out) != "" else None


def keep(content: Path, built: Built) -> None:
    """Keep it for the next time; whole or not at all. That it cannot be kept is no problem."""
    path = content.parent / RECORD
    fresh = path.with_name(f"{path.name}.new")
    with suppress(OSError, UnicodeError):
        path.parent.mkdir(exist_ok=True)
        fresh.write_text(json.dumps(asdict(built), ensure_ascii=False), encoding="utf-8")
        fresh.replace(path)


def _below(folder: Path) -> Iterator[Path]:
    """All files below a folder, in a fixed order, links to folders among them."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(place, name) for name in sorted(names))
        yield from (path for name in folders if (path := Path(place, name)).is_symlink())


def _print(told: str, files: Iterable[Path], *, stamps: bool = False) -> str:
    """The print of what is told and of the files' bytes, or of their ``stamps``; empty where one is no plain file or cannot be
    read."""
    digest = hashlib.blake2b(told.encode("utf-8", "surrogateescape"), digest_size=20)
    for path in files:
        try:
            known = path.lstat()
            if not stat.S_ISREG(known.st_mode):
                return ""
            seen = _stamp(known) if stamps else path.read_bytes()
        except OSError:
            return ""
        digest.update(f"\0{path}\0{len(seen)}\0".encode("utf-8", "surrogateescape") + seen)
    return digest.hexdigest()


def _stamp(known: os.stat_result) -> bytes:
    """What no writing of a file leaves as it was. The time of change (on Windows: of making) and the number tell of a file that was put
    in another's place, whatever time of writing it was given."""
    return repr((known.st_size, known.st_mtime_ns, known.st_ctime_ns, known.st_ino)).encode()
