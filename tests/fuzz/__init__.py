"""Fuzzers: randomly changed files of the mini-site must give problems or pages, never a traceback.

    python -m tests.fuzz 600          for that many seconds; `make fuzz`

A number determines each input, so failures can be reproduced: a failing one is recorded as an empty file
``tests/fuzz/found/TARGET-NUMBER``, which remains as a test case after the fix (``tests/test_fuzz.py`` runs all of them, and a
fixed number of inputs for each target).
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from gazette.comparison import clause_alignment
from gazette.conversion import converter, review_file
from gazette.figures import indicators
from gazette.importing.convert import ImportedDocument, ImportRequest, convert_file
from gazette.importing.extracted_text import UnreadableFile
from gazette.library import glossary
from gazette.model import Document, Source
from gazette.pipeline import Options, build
from gazette.sources import anchor_registry, markdown, site_settings
from gazette.sources.document import parse_document
from tests import mini_site, stages
from tests.pagetext import parse as parse_page

FOUND = Path(__file__).resolve().parent / "found"
#: Pieces of the notation, and text that tends to break programs.
PIECES = (
    "{#", "}", "[", "](", "{sic=", "{differs=", "{indicator=gdp-growth}", "[]{page=3}", ":::", "::: goals\n", "\n:::\n", "**", "*", "`",
    "```\n", "> ", "- ", "1. ", "## ", "### x {.run-in}\n", "\\", "<!--", "-->", "---\n", "\t", "\r", "\u2028", "\ufeff", "\u202e", "\x07",
    "6%", "１２万亿", "负", "左右", "：", "。", "&amp;", "<b>", "|", "\U0001f600", "\ue000", "臺", "头|发", "- - - ", "{", "&a ", "*a", "'", '"', "#", "?", "!!x ",
)  # fmt: skip


def mutate(text: str, chance: random.Random, others: tuple[str, ...] = ()) -> str:
    """Change a text at a few places: insert pieces or lines of other files; delete, repeat or move parts."""
    for _ in range(chance.randint(1, 6)):
        at, length = chance.randint(0, len(text)), chance.choice((1, 1, 2, 5, 40, 300))
        piece = text[at : at + length]
        match chance.randint(0, 5):
            case 0 | 1:
                text = text[:at] + chance.choice(PIECES) + text[at:]
            case 2:
                text = text[:at] + text[at + length :]
            case 3:
                text = text[:at] + piece * chance.randint(2, 4) + text[at:]
            case 4:
                rest = text[:at] + text[at + length :]
                to = chance.randint(0, len(rest))
                text = rest[:to] + piece + rest[to:]
            case _:
                lines = chance.choice(others or (text,)).split("\n")
                text = text[:at] + "\n" + chance.choice(lines) + "\n" + text[at:]
    return text


def _read_files(pattern: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (path.relative_to(mini_site.HERE).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(mini_site.HERE.rglob(pattern))
    )


def _check_marks(document: Document) -> None:
    for block in document.walk():
        for mark in block.run.marks if block.run else ():
            assert block.run is not None
            assert 0 <= mark.start <= mark.end <= len(block.run.text), (mark, block.run.text)


def fuzz_document(chance: random.Random, _folder: Path) -> str:
    """Parse front matter and Markdown, and assign published anchors."""
    files = _read_files("*.md")
    path, text = chance.choice(files)
    text = mutate(text, chance, tuple(other for _, other in files))
    document, _ = parse_document(Source(path, text))
    if document is not None:
        _check_marks(document)
        registry, _ = anchor_registry.read_registry(stages.record_anchors(document), "content/anchors.yml")
        edited, _ = parse_document(Source(path, mutate(text, chance)))
        if edited is not None:
            _check_marks(anchor_registry.assign_published_anchors(edited, registry))
    return text


def fuzz_yaml(chance: random.Random, _: Path) -> str:
    """Read a file as settings, glossary, indicators, conversion rules, answers and anchor registry."""
    files = _read_files("*.yml")
    path, text = chance.choice(files)
    text = mutate(text, chance, tuple(other for _, other in files))
    site_settings.read_site(text, path)
    glossary.read_entries(text, path, markdown.parse_inline)
    indicators.read_indicators(text, path)
    converter.read_rules(text, path)
    review_file.read_decisions(text, path)
    anchor_registry.read_registry(text, path)
    return text


def fuzz_alignment(chance: random.Random, _: Path) -> str:
    """Align lines with paragraphs, and find their differences."""
    files = _read_files("*.md")
    texts = [mutate(chance.choice(files)[1], chance).split("\n") for _ in range(2)]
    lines = [
        clause_alignment.ExplainerLine(f"a{n}", text, "", chance.choice(("", "", "none", "b1")))
        for n, text in enumerate(texts[0])
    ]
    paragraphs = [clause_alignment.ReportParagraph(f"b{n}", text, "") for n, text in enumerate(texts[1])]
    for link in clause_alignment.align_clauses(lines, paragraphs, converter.fold, strict=chance.random() < 0.3):
        assert 0 <= link.start <= link.end
    return "\n".join(texts[0]) + "\n=====\n" + "\n".join(texts[1])


def fuzz_import(chance: random.Random, _: Path) -> str:
    """Import a text file, as bytes in some encoding."""
    text = mutate("\f".join(text for _, text in _read_files("*.md")), chance)
    data = text.encode(chance.choice(("utf-8", "utf-8", "gb18030", "utf-16")), "replace")
    data = data[: chance.randint(0, len(data))] if chance.random() < 0.2 else data
    result = convert_file(data, ImportRequest("f.txt", chance.choice(("report", "explainer", "coverage")), 2031))
    assert isinstance(result, ImportedDocument | UnreadableFile)
    return text


def fuzz_build(chance: random.Random, folder: Path) -> str:
    """Build the site with one file changed; the elements of its pages must nest."""
    project = mini_site.copy_to(folder)
    files = (*_read_files("*.md"), *_read_files("*.yml"))
    path, text = chance.choice(files)
    text = mutate(text, chance, tuple(other for _, other in files))
    (project / path).write_bytes(text.encode("utf-8", "replace"))
    outcome = build(Options(project / "content", project / "site", search=False))
    assert outcome.written or outcome.problems
    for html in (project / "site").rglob("*.html"):
        parse_page(html.read_text(encoding="utf-8"))
    return text


TARGETS: dict[str, Callable[[random.Random, Path], str]] = {
    "document": fuzz_document, "yaml": fuzz_yaml, "alignment": fuzz_alignment, "import": fuzz_import, "build": fuzz_build,
}  # fmt: skip


def count_for(seconds: float, first: int = 0) -> Iterator[int]:
    """Count from ``first`` on, until the time is up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield first
        first += 1
