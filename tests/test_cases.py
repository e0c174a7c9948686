"""The case files of ``tests/cases/*.md``: what an editor writes, and what comes of it.

A case is a title, a line with a dot, the input, a line with a dot, what is expected, a line with a dot, as in
markdown-it's own fixtures. Everything outside is explanation. The file's name says what is done with the input
(:data:`KINDS`). To add a case, write it into the file; a failing test prints what really comes of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from gazette.figures import indicators, quantities
from gazette.figures.extract import split_qualifiers
from gazette.html.inline import render_run
from gazette.html.slots import Slots
from gazette.importing.text_cleanup import clean_text
from gazette.library import glossary
from gazette.model import Block, Document, Mark, Run, Source
from gazette.problems import Problem
from gazette.sources import attributes, characters, links, markdown, yaml_fields
from gazette.sources import front_matter as frontmatter
from gazette.sources.document import parse_document
from gazette.text import find_clauses, find_label_end, find_sentences
from tests import stages

CASES = Path(__file__).resolve().parent / "cases"
PATH = "content/2031/report.md"
#: Stands before the body in the cases of whole documents; lines are counted from the body's first.
HEAD = "---\nkind: report\nscript: Hans\ntitle: 题\n---\n::: masthead\n# 题\n:::\n\n"
WORDING = {"page_before": "第", "page_after": "页", "sic_mark": "误", "departs_mark": "异"}


@dataclass(frozen=True)
class Case:
    """A case and where it stands."""

    file: str
    line: int
    title: str
    given: str
    expected: str


def read(path: Path) -> list[Case]:
    """The cases of a file. A file that is not put together as it should be is an error, not a file without cases."""
    found: list[Case] = []
    parts: list[list[str]] = []
    title, start = "", 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line == ".":
            if not parts:
                assert title, f"{path.name}:{number}: a case without a title"
                start = number
            parts.append([])
            if len(parts) == 3:
                found.append(Case(path.stem, start - 1, title, "\n".join(parts[0]), "\n".join(parts[1])))
                parts, title = [], ""
        elif parts:
            parts[-1].append(line)
        elif line.strip():
            title = line.strip()
    assert not parts, f"{path.name}:{start}: the case “{title}” has no end"
    return found


# ---------------------------------------------------------------- what comes of an input, as text


def told(problems: Iterable[Problem], shift: int = 0) -> list[str]:
    """``! code line:column hint`` for each problem, lines counted from the input's first; messages are the matter of
    docs/problems.md."""
    rows = []
    for problem in problems:
        place = str(problem.locus.line - shift)
        if problem.locus.column:
            place += f":{problem.locus.column}"
        hint = problem.fix if problem.fix.startswith("是不是") else ""
        rows.append(f"! {problem.code} {place} {hint}".rstrip())
    return rows


def shown(block: Block, depth: int = 0, *, deep: bool = True) -> list[str]:
    """A block as an indented line (kind, name, attributes, words), its marks and its children below it."""
    pad = "    " * depth
    name = f" {block.name}" if block.name else ""
    level = f" {block.level}" if block.level else ""
    given = "".join(
        f" {key}={value}"
        for key, value in sorted({**block.attrs, **({"alt": block.alt} if block.kind == "picture" else {})}.items())
    )
    words = f": {block.run.text}" if block.run and block.run.text else ""
    rows = [f"{pad}{block.kind}{level}{name}{' {' + given.strip() + '}' if given else ''}{words}"]
    for mark in block.run.marks if block.run else ():
        rows.append(f"{pad}  ~ {marked(mark, block.run.text if block.run else '')}")
    if deep:
        for child in block.children:
            rows.extend(shown(child, depth + 1))
    return rows


def marked(mark: Mark, text: str) -> str:
    """``kind: words``; of a point ``kind before words``."""
    given = "".join(f" {key}={value}" for key, value in sorted(mark.attrs.items()) if key not in ("line", "level"))
    if mark.start == mark.end:
        return f"{mark.kind}{given} before “{text[mark.start : mark.start + 4]}”"
    return f"{mark.kind}{given}: {text[mark.start : mark.end]}"


def blocks(given: str) -> list[str]:
    found, problems = markdown.parse_blocks(given, PATH)
    return [*(row for block in found for row in shown(block)), *told(problems)]


def attributes_(given: str) -> list[str]:
    """Of a line that begins with a brace its attributes; of any other those at its end."""
    if given.startswith("{"):
        rest, parsed = "", attributes.parse_attributes(given, 0)
        rest = given[parsed.end :] if parsed else ""
    else:
        rest, parsed = attributes.split_trailing_attributes(given)
    if parsed is None:
        return ["no attributes"]
    rows = [f"{key} = {value}" for key, value in parsed.attrs.items()]
    return [*rows, *([f"bad: {parsed.bad}"] if parsed.bad else []), *([f"words: {rest}"] if rest else [])]


def document_of(given: str, head: str = HEAD, path: str = PATH) -> tuple[Document, tuple[Problem, ...]]:
    document, problems = parse_document(Source(path, head + given))
    assert document is not None, problems
    return document, problems


def anchors(given: str) -> list[str]:
    """``#id kind: words`` for each block with an id, and the outline."""
    document, problems = document_of(given)
    rows = []
    for block in (block for root in document.blocks[1:] for block in root.walk()):
        if block.id:
            rows.append(f"#{block.id} {block.kind}: {block.run.text if block.run else ''}".rstrip(": "))
    outline = [f"outline {h.level} #{h.id} in #{h.block}: {h.run.text}" for h in document.headings if h.level > 1]
    return [*rows, *outline, *told(problems, HEAD.count("\n"))]


def run_in(given: str) -> list[str]:
    """Blocks as after parsing, each with its id."""
    document, problems = document_of(given)
    rows = []
    for root in document.blocks[1:]:
        for block in root.walk():
            rows.extend([*([f"#{block.id}"] if block.id else []), *shown(block, deep=False)])
    return [*rows, *told(problems, HEAD.count("\n"))]


def terms(given: str) -> list[str]:
    """The document with the terms that are marked in 〔〕; entries stand first, ``term / other form / year``."""
    written, _, body = given.partition("\n\n")
    rows = [row.split(" / ") for row in written.split("\n")]
    entries = []
    for number, (term, *rest) in enumerate(rows):
        years = [form for form in rest if form.isdigit()]
        also = [form for form in rest if not form.isdigit()]
        listed = f"[{', '.join(years)}]"
        entries.append(
            f"- {{slug: s{number}, term: '{term}', also: [{', '.join(also)}], definition: 释, source: editor, years: {listed}}}"
        )
    found, problems = glossary.read_entries("\n".join(entries), "glossary.yml", markdown.parse_inline)
    assert not problems, problems
    document, _ = document_of(body)
    annotated = stages.annotate(document, found)
    result = []
    for block in (block for root in document.blocks[1:] for block in root.walk()):
        if block.run is not None:
            text = block.run.text
            marks = [m for m in annotated.marks.get(block.id, ()) if m.kind == "term"]
            for mark in sorted(marks, key=lambda m: -m.start):
                text = f"{text[: mark.start]}〔{text[mark.start : mark.end]}〕{text[mark.end :]}"
            result.append(text)
    used = [f"used {use.document}#{use.anchor}: {found[int(use.slug[1:])].term}" for use in annotated.uses]
    return [*result, *used, *told(annotated.problems)]


def links_(given: str) -> list[str]:
    """Where each link written in 2031/explainer leads; the held documents and their anchors are fixed."""
    held = {
        "2031/report": frozenset(("p1-1", "s2-1", "page-9", "n9-1")),
        "2031/explainer": frozenset(("e04", "e04-3")),
        "2030/explainer": frozenset(("e01",)),
    }
    rows = []
    for href in given.split("\n"):
        target = links.resolve_link(href, "2031/explainer", held)
        if target.problem:
            code, _, fix = target.problem
            rows.append(f"! {code} {fix if fix.startswith('是不是') else ''}".rstrip())
        else:
            rows.append(target.href or f"{target.document} #{target.anchor}".rstrip(" #"))
    return rows


def rich_(given: str) -> list[str]:
    """HTML of a run: its words, then a mark a line as ``kind words key=value``, the words found in the text."""
    text, *rows = given.split("\n")
    marks = []
    for row in rows:
        kind, words, *pairs = row.split(" ")
        at = text.find(words.removeprefix("^"))
        assert at >= 0, f"“{words}” does not stand in “{text}”"
        end = at if words.startswith("^") else at + len(words)
        marks.append(Mark(kind, at, end, dict(pair.split("=", 1) for pair in pairs)))
    marks.sort(key=lambda m: (m.start, -m.end))
    return [render_run(Run(text, tuple(marks)), "../../", WORDING, Slots().make)]


def inline(given: str) -> list[str]:
    """A line of Markdown as words, marks and HTML would have it."""
    run, problems = markdown.parse_inline(given, PATH, 1)
    return [run.text, *(f"~ {marked(mark, run.text)}" for mark in run.marks), *told(problems)]


def front_matter(given: str) -> list[str]:
    """What a document says of itself: every key that is not empty; and the line on which its body begins."""
    meta, line, body, problems = frontmatter.parse_front_matter(given, PATH)
    rows = []
    if meta is not None:
        for key in frontmatter.KEYS:
            value = getattr(meta, key)
            if value:
                rows.append(f"{key} = {dict(value) if key == 'source' else value}")
        rows.append(f"body from line {line}: {body!r}")
    return [*rows, *told(problems)]


def figures(given: str) -> list[str]:
    """The figures of a document's body with their place, role and year; indicators are gdp (%) and parks (个)."""
    document, _ = document_of(given)
    written = "- {id: gdp, name: 生产总值增长, unit: '%'}\n- {id: parks, name: 公园, unit: 个}\n"
    known, problems = indicators.read_indicators(written, "content/indicators.yml")
    assert not problems, problems
    extracted, reported = stages.find_figures([document], known)
    rows = []
    for f in extracted:
        words = [
            f.indicator or "-",
            f.role or "-",
            str(f.year or f.period or "-"),
            f.printed_number,
            f.unit,
            format(f.value.normalize(), "f"),
        ]
        place = f"P{f.page} " if f.page else ""
        rows.append(f"#{f.id} {place}{' '.join(words)} [{f.comparator}{' 预计' if f.expected else ''}] “{f.text}”")
    return [*rows, *told(reported, HEAD.count("\n"))]


def sections(given: str) -> list[str]:
    """The headings of a document that plans 2031, with the role, year and period that hold under them, and what is said."""
    document, problems = document_of(given)
    rows = [
        f"{h.level} {h.role or '-'} {h.year or h.period or '-'} {h.run.text}" for h in document.headings if h.level > 1
    ]
    shift = HEAD.count("\n")
    return [*rows, *(f"! {p.code} {p.locus.line - shift} {p.message}" for p in problems if p.code != "anchor-missing")]


def cards(given: str) -> list[str]:
    """How a figure is shown large: the qualifier before, the number, the qualifier after."""
    rows = []
    for line in given.split("\n"):
        for found in quantities.find_quantities(line):
            before, after = split_qualifiers(found, line)
            before = "预计" + before if found.expected else before
            rows.append(f"{before}{found.printed_number}{found.unit}{after}")
    return rows


def _spans(cut: Callable[[str], Iterable[tuple[int, int]]]) -> Callable[[str], list[str]]:
    def rows(given: str) -> list[str]:
        found = list(cut(given))
        assert "".join(given[start:end] for start, end in found) == given
        return [given[start:end] for start, end in found]

    return rows


def labels(given: str) -> list[str]:
    """Each line with a bar behind its label."""
    return [
        f"{line[: find_label_end(line)]}|{line[find_label_end(line) :]}".removeprefix("|") for line in given.split("\n")
    ]


def tidy_(given: str) -> list[str]:
    """A headline as it is cleaned, and how often what was changed."""
    changed = Counter[str]()
    words, _ = clean_text(given.replace("␣", " ").replace("⇥", "\u3000"), changed, headline=True)
    return [words, *(f"{what} {count}" for what, count in changed.items() if count)]


def _unescaped(given: str) -> str:
    """What nobody sees is written as ``<U+3000>`` in a case."""
    return re.sub(r"<U\+([0-9A-F]{4,6})>", lambda match: chr(int(match[1], 16)), given)


def near_misses(given: str) -> list[str]:
    """The blocks as they were meant, and what is told."""
    return blocks(_unescaped(given))


def yaml(given: str) -> list[str]:
    """What is told of YAML: place, code, message."""
    return [
        f"{p.locus.line}:{p.locus.column} {p.code} {p.message}"
        for p in yaml_fields.read_yaml(_unescaped(given), PATH)[1]
    ]


def characters_(given: str) -> list[str]:
    """The text as it is read on, and what is told."""
    text, problems = characters.remove_invisible_characters(_unescaped(given), PATH)
    return [text, *(f"{p.locus.line}:{p.locus.column} {p.code} {p.message}" for p in problems)]


KINDS: dict[str, Callable[[str], list[str]]] = {
    "anchors": anchors,
    "attributes": attributes_,
    "blocks": blocks,
    "cards": cards,
    "characters": characters_,
    "clauses": _spans(find_clauses),
    "figures": figures,
    "front_matter": front_matter,
    "inline": inline,
    "labels": labels,
    "links": links_,
    "near_misses": near_misses,
    "rich": rich_,
    "run_in": run_in,
    "sections": sections,
    "sentences": _spans(find_sentences),
    "terms": terms,
    "tidy": tidy_,
    "yaml": yaml,
}
FOUND = [case for path in sorted(CASES.glob("*.md")) for case in read(path)]


@pytest.mark.parametrize("case", FOUND, ids=lambda case: f"{case.file}: {case.title}")
def test_case(case: Case) -> None:
    got = "\n".join(KINDS[case.file](case.given))
    assert got == case.expected, f"{case.file}.md:{case.line}: {case.title}\n\ngot:\n{got}"


def test_every_kind_has_cases_and_every_file_a_kind() -> None:
    assert {path.stem for path in CASES.glob("*.md")} == set(KINDS)
    assert {case.file for case in FOUND} == set(KINDS)


def test_titles_tell_cases_apart() -> None:
    told_ = [(case.file, case.title) for case in FOUND]
    assert len(told_) == len(set(told_)), sorted({row for row in told_ if told_.count(row) > 1})


def test_every_notation_of_the_documentation_has_a_case() -> None:
    """The containers, classes and keys in the table of docs/notation.md each stand in a case."""
    rows = (
        (CASES.parent.parent / "docs" / "notation.md").read_text(encoding="utf-8").partition("## Body")[2].split("\n")
    )
    table = "\n".join(row for row in rows if row.startswith("|"))
    names = {
        *re.findall(r"::: ([a-z]+)", table),
        *re.findall(r"[{ ]([a-z]+)=", table),
        *re.findall(r"[{ ](\.[a-z-]+)\}", table),
    }
    inputs = "\n".join(case.given for case in FOUND)
    assert {"goals", "indicator", ".run-in"} <= names
    assert not [name for name in names if not re.search(rf"::: {name}\b|[{{ ]{name}[=}} ]", inputs)]
