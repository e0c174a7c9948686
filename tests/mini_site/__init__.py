"""An invented publication, small enough to read, that uses every notation of docs/notation.md once; and ways to build it."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from gazette.conversion.review_file import format_decisions, updated_decisions
from gazette.figures.indicators import read_indicators
from gazette.model import Indicator
from gazette.pipeline import BuildResult, Options, build
from gazette.site_folder import SiteFolder

HERE = Path(__file__).resolve().parent
FILES = ("glossary.yml", "conversion.yml")


def copy_to(folder: Path) -> Path:
    """A copy of the publication's files, to change: ``folder`` then holds ``content/`` and ``glossary.yml``."""
    shutil.copytree(HERE / "content", folder / "content")
    for name in FILES:
        shutil.copy(HERE / name, folder / name)
    return folder


def build_in(folder: Path, program: str = "") -> BuildResult:
    """Build a copy into its own ``site/``, without the search index; with a ``program``, by what it knows of the last site."""
    site = SiteFolder(folder / "site", folder / ".cache", program)
    return build(Options(folder / "content", folder / "site", search=False), site)


def sign(folder: Path) -> None:
    """Sign every conversion of a copy, as an editor would who has looked at them all."""
    text = _list_answers() if snapshot(folder) == _ORIGINAL else _find_answers(folder)
    (folder / "content" / "conversions.yml").write_text(text, encoding="utf-8")


def _find_answers(folder: Path) -> str:
    reviewed = build(Options(folder / "content", None, search=False)).review
    answers = (replace(d, answer="accept", by="范松", when="2031-01-02") for d in updated_decisions(reviewed))
    return format_decisions(tuple(answers))


@cache
def _list_answers() -> str:
    """The answers for the publication as it is, which most tests begin with."""
    return _find_answers(HERE)


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, with its content; links and empty folders count as well. What a build remembers for the next
    one (``.cache``) is nothing that anybody made."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name.partition("/")[0] == ".cache":
            continue
        if path.is_symlink():
            found[name] = str(path.readlink()).encode()
        else:
            found[name] = path.read_bytes() if path.is_file() else b""
    return found


_ORIGINAL = {
    name: data for name, data in snapshot(HERE).items() if name in FILES or name.partition("/")[0] == "content"
}


def indicators() -> tuple[Indicator, ...]:
    """The publication's indicators."""
    text = (HERE / "content" / "indicators.yml").read_text(encoding="utf-8")
    return read_indicators(text, "content/indicators.yml")[0]
