"""Pages → the search index of each edition, as files of the site.

For each edition a *shadow* of its pages is written to a temporary directory, their words one token each
(:mod:`gazette.search.tokens`), and indexed by the Pagefind binary; the shadow is never published. Beside the index lie

- ``pagefind/text/HASH.json``: the words of some pages as they are, piece by piece, under the index's name for each page;
  the reader's browser finds the paragraphs in it, checks every hit against it and shows it (the indexer's own copy of
  the text is left out). Where a browser does not run Pagefind, it searches these files alone;
- ``pagefind/pages.json``: the names of those files, and each page's length and file by the index's name for it, grouped
  by the values that narrow a search (Pagefind's own filters are not used: two builds of them differ); it says how much
  a search has to read;
- ``pagefind/forms.json``: the characters of this edition that one of the other script, or a variant, stands for.

The only door to the binary, and beside ``files.py`` the only user of the disk. No index sees another edition's pages.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Protocol

from gazette.memo import Kept, fresh
from gazette.pages.publication import Artifact, Page, SearchDocument
from gazette.problems import Locus, Problem, describe_os_error
from gazette.scripts import SCRIPTS
from gazette.search.tokens import BREAK, SYMBOLS, spaced

Fold = Callable[[str], str]


class Paged(Protocol):
    """What is asked of a publication here."""

    @property
    def pages(self) -> tuple[Page, ...]: ...


# What search.js asks for. The rest of the bundle is Pagefind's own pages and its copy of the text.
_KEPT = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")
_KEPT_SUFFIXES = (".pf_meta", ".pf_index", ".pagefind")
# Ideographs that a reader may type: the common block, extension A, the compatibility forms.
_IDEOGRAPHS = "".join(map(chr, (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))))
_SIGNATURE = b"pagefind_dcd"
_CHUNK = 12_000
"""Characters of text after which a file of it is full; a longer page stands alone."""
#: In pieces of all editions: up to here they are indexed at once. The binary takes a gigabyte and more for 300,000.
_TOGETHER = 30_000


def build_indexes(
    publication: Paged, fold: Fold, kept: Kept = fresh
) -> tuple[tuple[Artifact, ...], tuple[Problem, ...]]:
    """The files of all editions' indexes. ``fold`` turns Traditional into Simplified, character by character."""
    from concurrent.futures import ThreadPoolExecutor  # late, because it is loaded for nothing else

    editions: dict[str, dict[str, SearchDocument]] = {}
    langs: dict[str, str] = {}
    for place, script in enumerate(SCRIPTS):
        own = {page.path: page.search.in_script(place) for page in publication.pages if page.search is not None}
        if own:
            editions[script.folder], langs[script.folder] = own, script.lang

    def indexed(folder: str) -> tuple[Artifact, ...] | Problem:
        try:
            return kept(index_edition, folder, langs[folder], editions[folder], at=folder)
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            return _failure(folder, error)

    def formed(folder: str) -> Artifact:
        twins = [pages for name, pages in editions.items() if name != folder]
        return Artifact("forms.json", kept(build_character_variants, fold, editions[folder], *twins, at=folder))

    pieces = sum(len(document.pieces) for pages in editions.values() for document in pages.values())
    at_once = max(len(editions), 1) if pieces <= _TOGETHER else 1
    artifacts: list[Artifact] = []
    problems: list[Problem] = []
    # while the binary works, which is a process of its own, the rest is made
    with ThreadPoolExecutor(at_once) as indexing, ThreadPoolExecutor(1) as forming:
        results = zip(editions, indexing.map(indexed, editions), forming.map(formed, editions), strict=True)
        for folder, found, forms in results:
            if isinstance(found, Problem):
                problems.append(found)
            else:
                files = sorted((*found, forms), key=lambda file: file.path)
                artifacts += (Artifact(f"{folder}/pagefind/{file.path}", file.content) for file in files)
    return tuple(artifacts), tuple(problems)


def _failure(folder: str, error: Exception) -> Problem:
    known = describe_os_error(error) if isinstance(error, OSError) else error
    detail = str(getattr(error, "stderr", None) or known).strip().splitlines()
    said = f"（{detail[-1]}）" if detail else ""
    fix = "请重新安装依赖（make）后再试；急用时可加 --no-search，先出没有检索的网站。"
    return Problem("search-failed", Locus(f"{folder}/search/"), f"检索索引没有建成{said}。", fix)


# ---------------------------------------------------------------- the index


def index_edition(folder: str, lang: str, pages: Mapping[str, SearchDocument]) -> tuple[Artifact, ...]:
    """The index of one edition and the words of its pages; paths are below ``pagefind/``."""
    records = {rest: _record(rest, page) for rest, page in pages.items()}
    with tempfile.TemporaryDirectory(prefix="gazette-search-") as place:
        shadow, output = Path(place, "shadow"), Path(place, "bundle")
        (shadow / folder).mkdir(parents=True)
        files = {f"{rest.replace('/', '~')}.html": rest for rest in pages}  # side by side: a folder for each costs time
        for name, rest in files.items():
            text = shadow_html(lang, pages[rest], _digest(_json(records[rest])))
            (shadow / folder / name).write_text(text, "utf-8")
        _run(shadow, output, folder)
        found = [
            Artifact(file.relative_to(output).as_posix(), file.read_bytes())
            for file in output.rglob("*")
            if file.name in _KEPT or file.name.endswith(_KEPT_SUFFIXES)
        ]
        names = {files[name]: stem for name, stem in _names(output / "fragment", folder)}
    if missing := [rest for rest in pages if rest not in names]:
        raise ValueError("索引里缺少 " + "、".join(missing))
    chunks: list[str] = []
    places: dict[str, int] = {}
    for number, group in enumerate(_chunks(pages)):
        content = _json({names[rest]: records[rest] for rest in group})
        chunks.append(_digest(content))
        found.append(Artifact(f"text/{chunks[-1]}.json", content))
        places.update(dict.fromkeys(group, number))
    return (*found, Artifact("pages.json", _json({"files": chunks, "groups": _groups(pages, names, places)})))


def _chunks(pages: Mapping[str, SearchDocument]) -> Iterator[list[str]]:
    """The pages in order, as many together as make a file of their text."""
    group: list[str] = []
    length = 0
    for rest in sorted(pages):
        more = _length(pages[rest])
        if group and length + more > _CHUNK:
            yield group
            group, length = [], 0
        group.append(rest)
        length += more
    if group:
        yield group


def _groups(
    pages: Mapping[str, SearchDocument], names: Mapping[str, str], places: Mapping[str, int]
) -> list[tuple[dict[str, str], str, dict[str, tuple[int, int]]]]:
    """(filters, the kind in words, the pages that have them: characters of text and number of the file by the index's name)."""
    groups: dict[tuple[tuple[tuple[str, str], ...], str], dict[str, tuple[int, int]]] = {}
    for rest, document in pages.items():
        key = (tuple(sorted(document.filters.items())), str(document.meta.get("kind", "")))
        groups.setdefault(key, {})[names[rest]] = (_length(document), places[rest])
    return [(dict(filters), kind, found) for (filters, kind), found in sorted(groups.items(), key=lambda row: row[0])]


def _length(document: SearchDocument) -> int:
    return sum(len(piece.text) for piece in document.pieces)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _run(shadow: Path, output: Path, folder: str) -> None:
    from pagefind_bin import get_executable

    command = [str(get_executable()), "--site", str(shadow), "--output-path", str(output), "--silent"]
    command += ["--glob", f"{folder}/**/*.html", "--include-characters", SYMBOLS]
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)


def _names(fragments: Path, folder: str) -> Iterator[tuple[str, str]]:
    """(file of the shadow, the index's name for it)."""
    for file in fragments.iterdir():
        data = gzip.decompress(file.read_bytes()).removeprefix(_SIGNATURE)
        yield json.loads(data)["url"].removeprefix(f"/{folder}/"), file.stem


def shadow_html(lang: str, document: SearchDocument, digest: str) -> str:
    """The page for the indexer: every piece its own block, closed by a break. ``digest`` makes the page's name in the
    index change with its text, so that no browser shows an old one from its cache."""
    blocks = "\n".join(_block(piece.level, str(piece.text)) for piece in document.pieces)
    head = f'<!doctype html><html lang="{lang}"><meta charset="utf-8">'
    return f'{head}<body data-pagefind-body><i id="r-{digest}"></i>\n{blocks}</body></html>\n'


def _block(level: int, text: str) -> str:
    tag = f"h{min(max(level, 2), 6)}" if level else "p"
    return f"<{tag}>{escape(spaced(text))} {BREAK}</{tag}>"


def _record(rest: str, document: SearchDocument) -> dict[str, object]:
    return {
        "url": rest,
        "title": document.title,
        "meta": dict(document.meta),
        "filters": dict(document.filters),
        "pieces": [[piece.id, piece.level, piece.text] for piece in document.pieces],
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


# ---------------------------------------------------------------- the two scripts


def build_character_variants(
    fold: Fold, pages: Mapping[str, SearchDocument], *twins: Mapping[str, SearchDocument]
) -> bytes:
    """Typed character → the characters of this edition's texts that it may stand for, itself among them if it occurs.

    Two sources: characters that stand at the same place in both editions, and all variants that fold to the same
    Simplified character. A character that stands for itself alone is left out. Itself comes first, then the most frequent:
    the switch takes the first one for a query that goes along to the other edition.
    """
    own = dict(_places(pages))
    pairs: set[tuple[str, str]] = set()
    for place, other in (row for twin in twins for row in _places(twin)):
        text = own.get(place, "")
        if len(text) == len(other) and text != other:
            pairs.update(zip(other, text, strict=True))
    forms: dict[str, set[str]] = {}
    for theirs, mine in pairs:
        if mine != theirs:
            forms.setdefault(theirs, set()).add(mine)
    here = Counter("".join(own.values()))
    occurring = sorted(here)
    by_fold: dict[str, set[str]] = {}
    for character, plain in zip(occurring, fold("".join(occurring)), strict=True):
        by_fold.setdefault(plain, set()).add(character)
    for character, plain in zip(_IDEOGRAPHS, fold(_IDEOGRAPHS), strict=True):
        if plain in by_fold:
            forms.setdefault(character, set()).update(by_fold[plain])
    return _json({typed: _listed(typed, found, here) for typed, found in forms.items() if found != {typed}})


def _places(pages: Mapping[str, SearchDocument]) -> Iterator[tuple[tuple[str, int, str], str]]:
    """The words of each piece by its place."""
    for rest, document in pages.items():
        yield from (((rest, n, piece.id), str(piece.text)) for n, piece in enumerate(document.pieces))


def _listed(typed: str, found: set[str], here: Counter[str]) -> str:
    others = sorted(found - {typed}, key=lambda character: (-here[character], character))
    return (typed if typed in here else "") + "".join(others)
