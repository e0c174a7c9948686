"""Files that somebody else has put into the folder of a site: found by a list of the site's own, and moved aside, never deleted.

The list, ``.site.files``, is a neighbour of the folder. It does not depend on the program's version, as the stored facts do. A site without
a list is one that an older program made: there what stands at the root under a name that no site has is somebody else's.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from gazette.exports.extra_files import LITTER, MARKER, OWN_FILES, OWN_FOLDERS
from gazette.problems import Locus, Problem


def find_foreign_files(out: Path) -> tuple[str, ...]:
    """Return the paths of somebody else's files in a site, except what operating systems leave there."""
    paths = (
        Path(folder, name) for folder, folders, names in os.walk(out) for name in (*names, *_links(folder, folders))
    )
    present = sorted(path.relative_to(out).as_posix() for path in paths)
    own = read_list(out)

    def is_own(path: str) -> bool:
        if own is None:
            return path in OWN_FILES or path.partition("/")[0] in OWN_FOLDERS
        return path in own or path == MARKER

    return tuple(path for path in present if not is_own(path) and path.rpartition("/")[2] not in LITTER)


def report_foreign_files(out: Path, paths: Sequence[str]) -> tuple[Problem, ...]:
    """Warn of these files, if there are any; they are moved when the site is replaced."""
    if not paths:
        return ()
    more = f"等{len(paths)}个文件" if len(paths) > 3 else ""
    message = f"里面的{'、'.join(paths[:3])}{more}不是本程序生成的，网站更新时移到 {_aside(out).name}/ 里。"
    fix = "要随网站发布的，放进 content/static/；不要的，请删去。"
    return (Problem("out-foreign", Locus(out.name), message, fix, "warning"),)


def move_foreign_files(out: Path, paths: Iterable[str]) -> None:
    """Move files of a site into the folder next to it, under names that are free there."""
    for path in paths:
        target = _aside(out) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        stem, number = target.stem, 1
        while os.path.lexists(target):
            number += 1
            target = target.with_stem(f"{stem}-{number}")
        (out / path).rename(target)


def read_list(out: Path) -> frozenset[str] | None:
    """Return the paths of a site's own files; ``None`` if they are not known."""
    try:
        return frozenset(_list_file(out).read_text("utf-8").split("\n"))
    except (OSError, UnicodeError):
        return None


def write_list(out: Path, paths: Iterable[str]) -> None:
    """Write the list of a site's own files."""
    new = _list_file(out).with_name(f".{out.name}.files.new")
    new.write_text("\n".join(sorted(paths)), "utf-8")
    new.replace(_list_file(out))


def _list_file(out: Path) -> Path:
    return out.with_name(f".{out.name}.files")


def _aside(out: Path) -> Path:
    return out.with_name(f"{out.name}-kept")


def _links(folder: str, names: Iterable[str]) -> list[str]:
    """Return those of a folder's folders that are links, which are not gone into."""
    return [name for name in names if os.path.islink(f"{folder}/{name}")]  # noqa: PTH114  (thousands of times)
