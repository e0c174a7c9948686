"""Glossary: reads ``glossary.yml`` and finds its terms in text. Never changes the text.

Terms are found in unspaced Chinese: of all occurrences in a text the longest is taken first, then the leftmost, then
what does not overlap (the conversion dictionaries' own rule, so that “三生”融合 wins over “三生”). Both sides are compared with
each Traditional character folded to its Simplified one, so a term written once is found in documents of either script.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from gazette.model import Entry, NoteSource, Run
from gazette.problems import Locus, Problem, suggest_similar
from gazette.scripts import BY_CODE
from gazette.sources.yaml_fields import Fields, find_duplicates, iterate_rows, read_yaml

KEYS = ("slug", "term", "also", "definition", "source", "years", "hant", "see", "script")
SOURCE_KEYS = ("document", "page", "printed_on", "number")
EDITOR = "editor"
CODES = tuple(BY_CODE)
Inline = Callable[[str, str, int], tuple[Run, tuple[Problem, ...]]]


def read_entries(text: str, path: str, inline: Inline) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """The entries in the file's order; ``inline`` parses a definition (text, path, line) into a run.

    Notes are numbered by the page they cite: ``n9-2`` is the second note that cites page 9; ``n3`` is the note with the printed
    number 3, or else the third, of those that cite no page.
    """
    node, found = read_yaml(text, path)
    problems = list(found)
    entries: list[Entry] = []
    counts: Counter[tuple[str, int | None]] = Counter()
    for row in iterate_rows(node, path, KEYS, problems):
        entry = _entry(row, path, inline, counts, problems)
        if entry is not None:
            entries.append(entry)
    problems += find_duplicates(((entry.slug, entry.line) for entry in entries), path, "词条地址")
    problems += _overlaps(entries, path)
    problems += _unplaced(entries, path) if not problems else ()
    slugs = {entry.slug for entry in entries}
    for entry in entries:
        for slug in entry.see:
            if slug not in slugs:
                message = f"「{entry.term}」的 see 指向没有的词条「{slug}」。"
                problems.append(
                    Problem(
                        "term-unknown",
                        Locus(path, entry.line),
                        message,
                        suggest_similar(slug, slugs) or "请核对，或删去它。",
                    )
                )
    return tuple(entries), tuple(problems)


def _overlaps(entries: Sequence[Entry], path: str) -> list[Problem]:
    """The same words of two entries in one year: one of the two would never be shown. One without ``years`` stands back in the
    years of another that has some."""
    problems = []
    for place, entry in enumerate(entries):
        for other in entries[:place]:
            shared = set(entry.years) & set(other.years) if entry.years or other.years else True
            same = {entry.term, *entry.also} & {other.term, *other.also} if shared else set()
            for words in sorted(same):
                message = f"词条「{words}」已在第 {other.line} 行写过。"
                fix = "请合并；不同年份意思不同的，用 years 分开。"
                problems.append(Problem("name-duplicate", Locus(path, entry.line), message, fix))
    return problems


def _unplaced(entries: Sequence[Entry], path: str) -> Iterator[Problem]:
    """Notes without page and number in a document whose other notes have them."""
    for name, notes in notes_by_document(entries).items():
        paged, numbered = (sum(bool(getattr(e.source, key)) for e in notes) for key in ("page", "number"))
        usual = "page" if paged >= numbered else "number"
        for entry in notes:
            if paged + numbered and not entry.source.page and not entry.source.number:
                message = f"「{entry.term}」的 source 缺少「{usual}」，{name} 的别的附注都有。"
                yield Problem("key-missing", Locus(path, entry.line), message, f"请照原件补上 {usual}: …")


def _entry(
    row: Fields, path: str, inline: Inline, counts: Counter[tuple[str, int | None]], problems: list[Problem]
) -> Entry | None:
    term = row.text("term", required=True)
    definition = row.text("definition")
    if term and not definition and not row.has_misspelling_of("definition"):
        message = f"词条「{term}」没有解释。"
        problems.append(
            Problem("term-undefined", Locus(path, row.node.line), message, "请补上 definition: …，或删去这一条。")
        )
    slug = row.text("slug", required=True)
    if slug and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*", slug):
        row.report("anchor-form", row.node, f"词条地址「{slug}」不能用。", "只用拉丁字母、数字和连字符，如拼音。")
    sources = tuple(_anchored(source, counts) for source in _sources(row))
    years = []
    for year in row.texts("years"):
        if re.fullmatch(r"(19|20)\d{2}", year):
            years.append(int(year))
        else:
            row.report("value-number", row.node, f"years 里的「{year}」不是年份。", "写成 [2024]。")
    hant = row.text("hant")
    if hant and len(hant) != len(term):
        row.report("conversion-length", row.node, f"「{term}」与「{hant}」字数不同。", "两种写法的字数必须相同。")
    run, more = inline(definition, path, row.line("definition"))
    problems.extend(more)
    if not term or not definition:
        return None
    return Entry(
        slug=slug, term=term, also=row.texts("also"), definition=run, sources=sources, years=tuple(years), hant=hant, see=row.texts("see"), script=row.choice("script", CODES, "Hans"),
        line=row.node.line,
    )  # fmt: skip


def _sources(row: Fields) -> Iterator[NoteSource]:
    """The documents of which the entry is a note: one, or a list."""
    node = row.get("source")
    if node is None:
        row.report(
            "key-missing",
            row.node,
            "词条没有说明出处。",
            "请写 source: {document: 2024/report, page: 9}，编者自拟的写 source: editor。",
        )
        return
    for item in (node,) if node.items is None else node.items:
        if item.mapping is None:
            if item.text != EDITOR or node.items is not None:
                row.report("value-unknown", item, f"出处「{item.text}」看不懂。", "编者自拟的写 source: editor。")
            continue
        source = Fields(item, row.path, SOURCE_KEYS)
        document = source.text("document", required=True)
        if document:
            yield NoteSource(document, source.integer("page"), source.integer("printed_on"), source.text("number"))
        row.problems.extend(source.problems)


def _anchored(source: NoteSource, counts: Counter[tuple[str, int | None]]) -> NoteSource:
    """The source with the anchor of its note."""
    counts[source.document, source.page] += 1
    count = counts[source.document, source.page]
    name = f"n{source.page}-{count}" if source.page else f"n{number_of(source.number) or count}"
    return replace(source, note=name)


def number_of(printed: str) -> int:
    """The number in a note's printed number (``［3］``, ``③``), 0 where there is none."""
    digits = re.search(r"\d+", unicodedata.normalize("NFKC", printed))
    return int(digits[0]) if digits else 0


def notes_by_document(entries: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    """The notes of each document, in the order of their printed numbers, else of the glossary; each with that one source."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        for source in entry.sources:
            one = entry if len(entry.sources) == 1 else replace(entry, sources=(source,))
            found.setdefault(source.document, []).append(one)
    return {name: tuple(sorted(own, key=lambda entry: number_of(entry.source.number))) for name, own in found.items()}


class Hit(Struct, frozen=True):
    """A term at ``text[start:end]``."""

    start: int
    end: int
    slug: str


class Finder(Struct, frozen=True):
    """Finds the terms of one year; made by :func:`finder`."""

    pattern: re.Pattern[str] | None
    slugs: dict[str, str]
    fold: Callable[[str], str]

    def find(self, text: str) -> tuple[Hit, ...]:
        """The terms in ``text``, none overlapping, in order."""
        if self.pattern is None:
            return ()
        folded = self.fold(text)
        every = [Hit(m.start(), m.start() + len(m[1]), self.slugs[m[1]]) for m in self.pattern.finditer(folded)]
        taken: list[Hit] = []
        for hit in sorted(every, key=lambda h: (h.start - h.end, h.start)):
            if all(hit.end <= other.start or hit.start >= other.end for other in taken):
                taken.append(hit)
        return tuple(sorted(taken, key=lambda h: h.start))


def build_finder(entries: Sequence[Entry], year: int, fold: Callable[[str], str]) -> Finder:
    """A finder of the terms whose scope holds ``year``. ``fold`` maps text to its form for comparing, length kept."""
    slugs: dict[str, str] = {}
    for entry in sorted(entries, key=lambda entry: not entry.years):
        if not entry.years or year in entry.years:
            for form in (entry.term, *entry.also):
                slugs.setdefault(fold(form), entry.slug)
    if not slugs:
        return Finder(None, slugs, fold)
    forms = "|".join(re.escape(form) for form in sorted(slugs, key=lambda f: (-len(f), f)))
    return Finder(re.compile(f"(?=({forms}))"), slugs, fold)


def check_sources(entries: Iterable[Entry], documents: Iterable[str], path: str) -> tuple[Problem, ...]:
    """A problem for each entry whose document is not held."""
    held = tuple(documents)
    problems = []
    for entry in entries:
        for name in dict.fromkeys(source.document for source in entry.sources if source.document not in held):
            message = f"词条「{entry.term}」的出处「{name}」不在 content/ 里。"
            fix = suggest_similar(name, held) or "请核对 source 的 document，写成 2024/report。"
            problems.append(Problem("document-unknown", Locus(path, entry.line), message, fix))
    return tuple(problems)
