"""Build the search index of each edition, as files of the site.

For each page in each script there is a *record* of its text and a *shadow*, the text split into tokens
(:mod:`gazette.search.tokens`); those of an edition are indexed by the Pagefind binary. Both are named by their content and stay
in a folder between builds, so that only those of changed pages are made; the shadow is never published. Besides the index there are

- ``pagefind/text/HASH.json``: the text of some pages, piece by piece, by the index's name for each page. The browser finds
  the paragraphs in it, checks every hit against it and shows it (the indexer's own copy of the text is left out). A
  browser that does not run Pagefind searches these files alone;
- ``pagefind/pages.json``: the names of those files, and each page's length and file by the index's name for it, grouped
  by the values that narrow a search (Pagefind's own filters are not used, as two builds of them differ);
- ``pagefind/forms.json``: the characters of this edition that one of the other script, or a variant, stands for.

This is the only module that runs the binary. An index contains the pages of its edition alone.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Any, Protocol

from gazette.pages.publication import Artifact, Page, SearchDocument
from gazette.problems import Locus, Problem, describe_os_error
from gazette.scripts import SCRIPTS, Script
from gazette.search.tokens import BREAK, IDEOGRAPHS, SYMBOLS, normalize, separate_tokens, strip_accents

Fold = Callable[[str], str]
#: The record of a page in one script, as the browser reads it.
Record = dict[str, Any]


class HasPages(Protocol):
    """The part of a publication that is indexed."""

    @property
    def pages(self) -> tuple[Page, ...]: ...


# The files that search.js loads. The rest of the bundle is Pagefind's own pages and its copy of the text.
_PUBLISHED_FILES = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")
_PUBLISHED_SUFFIXES = (".pf_meta", ".pf_index", ".pagefind")
_SIGNATURE = b"pagefind_dcd"
#: Seconds after which an unused record is removed.
_MIN_AGE = 3600
#: Characters in a file of text; a longer page has a file of its own.
_CHUNK = 12_000
#: Pieces of all editions up to which these are indexed in parallel: the binary takes over a gigabyte for 300,000.
_PARALLEL_INDEX_LIMIT = 30_000


def write_records(page: Page, folder: Path) -> tuple[str, ...]:
    """Write a page's record and shadow in each script to ``folder``, and return the records' names, made from their content;
    none for a page that is not searched. A file that is there is not written again."""
    if page.search is None:
        return ()
    names = []
    for place, script in enumerate(SCRIPTS):
        document = page.search.in_script(place)
        record = _json(_make_record(page.path, document))
        digest = _digest(record)
        names.append(f"{script.folder}-{digest}")
        for suffix, content in (("json", record), ("html", shadow_html(script.lang, document, digest).encode())):
            path = folder / f"{names[-1]}.{suffix}"
            if not (path.exists() and path.stat().st_size == len(content)):
                new = path.with_name(f"{path.name}.{os.getpid()}")
                new.write_bytes(content)
                new.replace(path)
    return tuple(names)


def list_records(folder: Path) -> frozenset[str]:
    """Return the names of the records that are complete in a folder."""
    with suppress(OSError), os.scandir(folder) as scan:
        files = [entry.name for entry in scan if entry.stat().st_size]
        texts, shadows = ({name[:-5] for name in files if name.endswith(suffix)} for suffix in (".json", ".html"))
        return frozenset(texts & shadows)
    return frozenset()


def remove_unused_records(folder: Path, used: Collection[str]) -> None:
    """Remove the records that no page has any more, but none of the last hour: another build may have just written it."""
    with suppress(OSError):
        for path in folder.iterdir():
            if path.stem not in used and path.stat().st_mtime < time.time() - _MIN_AGE:
                path.unlink()


def build_indexes(publication: HasPages, fold: Fold) -> tuple[tuple[Artifact, ...], tuple[Problem, ...]]:
    """Build the indexes of all editions of some pages. ``fold`` maps Traditional characters to Simplified ones."""
    with tempfile.TemporaryDirectory(prefix="gazette-search-") as place:
        names = {page.path: write_records(page, Path(place)) for page in publication.pages}
        return index_records(names, Path(place), fold)


def index_records(
    names: Mapping[str, tuple[str, ...]], folder: Path, fold: Fold
) -> tuple[tuple[Artifact, ...], tuple[Problem, ...]]:
    """Build the indexes of all editions from the records in ``folder``, whose ``names`` are given by the pages' paths."""
    from concurrent.futures import ThreadPoolExecutor  # late, because it is loaded for nothing else

    editions: dict[Script, dict[str, str]] = {}
    for place, script in enumerate(SCRIPTS):
        if own := {path: each[place] for path, each in names.items() if len(each) > place}:
            editions[script] = own
    try:
        records = {
            script: {path: json.loads((folder / f"{name}.json").read_bytes()) for path, name in own.items()}
            for script, own in editions.items()
        }
    except (OSError, ValueError) as error:
        return (), tuple(_report_failure(script.folder, error) for script in editions)

    def index(script: Script) -> tuple[Artifact, ...] | Problem:
        try:
            return index_edition(script.folder, editions[script], records[script], folder)
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            return _report_failure(script.folder, error)

    def build_variants(script: Script) -> Artifact:
        others = [pages for other, pages in records.items() if other != script]
        return Artifact("forms.json", build_character_variants(fold, records[script], *others))

    pieces = sum(len(record["pieces"]) for own in records.values() for record in own.values())
    parallel = max(len(editions), 1) if pieces <= _PARALLEL_INDEX_LIMIT else 1
    artifacts: list[Artifact] = []
    problems: list[Problem] = []
    # the binary is a process of its own: the variants are built while it works
    with ThreadPoolExecutor(parallel) as indexing, ThreadPoolExecutor(1) as building:
        results = zip(editions, indexing.map(index, editions), building.map(build_variants, editions), strict=True)
        for script, result, variants in results:
            if isinstance(result, Problem):
                problems.append(result)
            else:
                files = sorted((*result, variants), key=lambda file: file.path)
                artifacts += (Artifact(f"{script.folder}/pagefind/{file.path}", file.content) for file in files)
    return tuple(artifacts), tuple(problems)


def _report_failure(folder: str, error: Exception) -> Problem:
    known = describe_os_error(error) if isinstance(error, OSError) else error
    lines = str(getattr(error, "stderr", None) or known).strip().splitlines()
    detail = f"（{lines[-1]}）" if lines else ""
    fix = "请重新安装依赖（make）后再试；急用时可加 --no-search，先出没有检索的网站。"
    return Problem("search-failed", Locus(f"{folder}/search/"), f"检索索引没有建成{detail}。", fix)


# ---------------------------------------------------------------- the index


def index_edition(
    edition: str, names: Mapping[str, str], records: Mapping[str, Record], folder: Path
) -> tuple[Artifact, ...]:
    """Build the index of one edition and the text of its pages; paths are below ``pagefind/``."""
    with tempfile.TemporaryDirectory(prefix="gazette-search-") as place:
        shadow, output = Path(place, "shadow"), Path(place, "bundle")
        (shadow / edition).mkdir(parents=True)
        files = {f"{path.replace('/', '~')}.html": path for path in records}  # in one folder, which is faster
        for file, path in files.items():
            _link(folder / f"{names[path]}.html", shadow / edition / file)
        _run(shadow, output, edition)
        artifacts = [
            Artifact(file.relative_to(output).as_posix(), file.read_bytes())
            for file in output.rglob("*")
            if file.name in _PUBLISHED_FILES or file.name.endswith(_PUBLISHED_SUFFIXES)
        ]
        index_names = {files[name]: stem for name, stem in _names(output / "fragment", edition)}
    if missing := [path for path in records if path not in index_names]:
        raise ValueError("索引里缺少 " + "、".join(missing))
    chunks: list[str] = []
    places: dict[str, int] = {}
    for number, group in enumerate(_split_into_chunks(records)):
        content = _json({index_names[path]: records[path] for path in group})
        chunks.append(_digest(content))
        artifacts.append(Artifact(f"text/{chunks[-1]}.json", content))
        places.update(dict.fromkeys(group, number))
    groups = _group_by_filters(records, index_names, places)
    return (*artifacts, Artifact("pages.json", _json({"files": chunks, "groups": groups})))


def _link(file: Path, target: Path) -> None:
    try:
        target.hardlink_to(file)
    except OSError:  # another disk, or a file system without links
        shutil.copyfile(file, target)


def _split_into_chunks(records: Mapping[str, Record]) -> Iterator[list[str]]:
    """Yield the pages in order, grouped into files of text."""
    group: list[str] = []
    length = 0
    for path in sorted(records):
        more = _count_characters(records[path])
        if group and length + more > _CHUNK:
            yield group
            group, length = [], 0
        group.append(path)
        length += more
    if group:
        yield group


def _group_by_filters(
    records: Mapping[str, Record], names: Mapping[str, str], places: Mapping[str, int]
) -> list[tuple[dict[str, str], str, dict[str, tuple[int, int]]]]:
    """Return rows of filters, the kind in words, and the pages: (characters, number of the file) by the index's name."""
    groups: dict[tuple[tuple[tuple[str, str], ...], str], dict[str, tuple[int, int]]] = {}
    for path, record in records.items():
        key = (tuple(sorted(record["filters"].items())), record["meta"].get("kind", ""))
        groups.setdefault(key, {})[names[path]] = (_count_characters(record), places[path])
    return [(dict(filters), kind, own) for (filters, kind), own in sorted(groups.items(), key=lambda row: row[0])]


def _count_characters(record: Record) -> int:
    return sum(len(text) for _, _, text in record["pieces"])


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _run(shadow: Path, output: Path, folder: str) -> None:
    from pagefind_bin import get_executable

    command = [str(get_executable()), "--site", str(shadow), "--output-path", str(output), "--silent"]
    command += ["--glob", f"{folder}/**/*.html", "--include-characters", SYMBOLS]
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)


def _names(fragments: Path, folder: str) -> Iterator[tuple[str, str]]:
    """Yield (file of the shadow, the index's name for it)."""
    for file in fragments.iterdir():
        data = gzip.decompress(file.read_bytes()).removeprefix(_SIGNATURE)
        yield json.loads(data)["url"].removeprefix(f"/{folder}/"), file.stem


def shadow_html(lang: str, document: SearchDocument, digest: str) -> str:
    """Return the page for the indexer: each piece is a block that ends with a break. ``digest`` makes the page's name in the
    index change with its text, so that no browser uses an old one from its cache."""
    blocks = "\n".join(_block(piece.level, str(piece.text)) for piece in document.pieces)
    head = f'<!doctype html><html lang="{lang}"><meta charset="utf-8">'
    return f'{head}<body data-pagefind-body><i id="r-{digest}"></i>\n{blocks}</body></html>\n'


def _block(level: int, text: str) -> str:
    tag = f"h{min(max(level, 2), 6)}" if level else "p"
    return f"<{tag}>{escape(separate_tokens(text))} {BREAK}</{tag}>"


def _make_record(path: str, document: SearchDocument) -> Record:
    return {
        "url": path,
        "title": document.title,
        "meta": dict(document.meta),
        "filters": dict(document.filters),
        "pieces": [[piece.id, piece.level, piece.text] for piece in document.pieces],
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


# ---------------------------------------------------------------- the two scripts


def build_character_variants(fold: Fold, records: Mapping[str, Record], *other_editions: Mapping[str, Record]) -> bytes:
    """Map each typed character to the characters of this edition's texts that it may stand for, as JSON.

    They are the characters at the same place in the other editions, all variants that fold to the same Simplified
    character, and for a plain letter those with an accent. A character that stands for itself alone is left out. Itself comes
    first, if it occurs, then the most frequent: the switch to another edition takes the first for the reader's query.
    """
    own = dict(_texts_by_place(records))
    pairs: set[tuple[str, str]] = set()
    for place, other in (row for edition in other_editions for row in _texts_by_place(edition)):
        text = own.get(place, "")
        if len(text) == len(other) and text != other:
            pairs.update(zip(other, text, strict=True))
    forms: dict[str, set[str]] = {}
    for theirs, mine in pairs:
        if mine != theirs:
            forms.setdefault(theirs, set()).add(mine)
    counts = Counter("".join(own.values()))
    occurring = sorted(counts)
    by_fold: dict[str, set[str]] = {}
    for character, plain in zip(occurring, fold("".join(occurring)), strict=True):
        by_fold.setdefault(plain, set()).add(character)
    for character, plain in zip(IDEOGRAPHS, fold(IDEOGRAPHS), strict=True):
        if plain in by_fold:
            forms.setdefault(character, set()).update(by_fold[plain])
    for character in occurring:
        if (plain := normalize(strip_accents(character))) not in ("", character):
            forms.setdefault(plain, {plain}).add(character)
    return _json({typed: _sort_variants(typed, own, counts) for typed, own in forms.items() if own != {typed}})


def _texts_by_place(records: Mapping[str, Record]) -> Iterator[tuple[tuple[str, int, str], str]]:
    """Yield the text of each piece with its place."""
    for path, record in records.items():
        yield from (((path, n, anchor), text) for n, (anchor, _, text) in enumerate(record["pieces"]))


def _sort_variants(typed: str, variants: set[str], counts: Counter[str]) -> str:
    others = sorted(variants - {typed}, key=lambda character: (-counts[character], character))
    return (typed if typed in counts or typed.isascii() else "") + "".join(others)
