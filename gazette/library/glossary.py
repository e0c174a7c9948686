"""Read ``glossary.yml``, and find its terms in text.

Of all occurrences in a text the longest is taken first, then the leftmost, then what does not overlap (the rule of the
conversion dictionaries, so that “三生”融合 wins over “三生”). Text and terms are compared with each Traditional character
folded to its Simplified one, so a term written once is found in documents of either script.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

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
#: Parses a definition (text, path, line) into a run.
Inline = Callable[[str, str, int], tuple[Run, tuple[Problem, ...]]]


@lru_cache(maxsize=1)  # a preview reads the same again and again
def read_entries(text: str, path: str, inline: Inline) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """Read the entries in the file's order.

    Notes get anchors by the page they cite: ``n9-2`` is the second note that cites page 9. Of those that cite no page,
    ``n3`` is the note with the printed number 3, or else the third.
    """
    node, yaml_problems = read_yaml(text, path)
    problems = list(yaml_problems)
    entries: list[Entry] = []
    counts: Counter[tuple[str, int | None]] = Counter()
    for row in iterate_rows(node, path, KEYS, problems):
        entry = _read_entry(row, path, inline, counts, problems)
        if entry is not None:
            entries.append(entry)
    problems += find_duplicates(((entry.slug, entry.line) for entry in entries), path, "词条地址")
    problems += _find_overlaps(entries, path)
    problems += _find_unplaced_notes(entries, path) if not problems else ()
    slugs = {entry.slug for entry in entries}
    for entry in entries:
        for slug in entry.see:
            if slug not in slugs:
                message = f"「{entry.term}」的 see 指向没有的词条「{slug}」。"
                fix = suggest_similar(slug, slugs) or "请核对，或删去它。"
                problems.append(Problem("term-unknown", Locus(path, entry.line), message, fix))
    return tuple(entries), tuple(problems)


def _find_overlaps(entries: Sequence[Entry], path: str) -> list[Problem]:
    """Report equal terms of two entries in one year, as one of the two would never be shown.

    An entry without ``years`` gives way to one that names the year, so these two do not overlap.
    """
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


def _find_unplaced_notes(entries: Sequence[Entry], path: str) -> Iterator[Problem]:
    """Report notes without page and number in a document whose other notes have them."""
    for name, notes in notes_by_document(entries).items():
        paged, numbered = (sum(bool(getattr(e.source, key)) for e in notes) for key in ("page", "number"))
        usual = "page" if paged >= numbered else "number"
        for entry in notes:
            if paged + numbered and not entry.source.page and not entry.source.number:
                message = f"「{entry.term}」的 source 缺少「{usual}」，{name} 的别的附注都有。"
                yield Problem("key-missing", Locus(path, entry.line), message, f"请照原件补上 {usual}: …")


def _read_entry(
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
    sources = tuple(_with_anchor(source, counts) for source in _read_sources(row))
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


def _read_sources(row: Fields) -> Iterator[NoteSource]:
    """Yield the documents that print the entry as a note: one, or a list."""
    node = row.get("source")
    if node is None:
        fix = "请写 source: {document: 2024/report, page: 9}，编者自拟的写 source: editor。"
        row.report("key-missing", row.node, "词条没有说明出处。", fix)
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


def _with_anchor(source: NoteSource, counts: Counter[tuple[str, int | None]]) -> NoteSource:
    """Return the source with the anchor of its note."""
    counts[source.document, source.page] += 1
    count = counts[source.document, source.page]
    name = f"n{source.page}-{count}" if source.page else f"n{number_of(source.number) or count}"
    return replace(source, note=name)


def number_of(printed: str) -> int:
    """Return the number in a note's printed number (``［3］``, ``③``), 0 if there is none."""
    digits = re.search(r"\d+", unicodedata.normalize("NFKC", printed))
    return int(digits[0]) if digits else 0


def notes_by_document(entries: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    """Return the notes of each document by printed number, else in the glossary's order; each with that source alone."""
    notes: dict[str, list[Entry]] = {}
    for entry in entries:
        for source in entry.sources:
            one = entry if len(entry.sources) == 1 else replace(entry, sources=(source,))
            notes.setdefault(source.document, []).append(one)
    return {name: tuple(sorted(own, key=lambda entry: number_of(entry.source.number))) for name, own in notes.items()}


class Hit(Struct, frozen=True):
    """A term at ``text[start:end]``."""

    start: int
    end: int
    slug: str


class Finder(Struct, frozen=True):
    """Finds the terms of one year; built by :func:`build_finder`."""

    pattern: re.Pattern[str] | None  #: matches any folded term in a lookahead; ``None`` if there are no terms
    slugs: dict[str, str]  #: by folded term
    fold: Callable[[str], str]

    def find(self, text: str) -> tuple[Hit, ...]:
        """Return the terms in ``text``, none overlapping, in order."""
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
    """Build a finder of the terms that are marked in ``year``. ``fold`` maps text to its form for comparing, equally long."""
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
    """Report each entry whose document is not in the library."""
    known = tuple(documents)
    problems = []
    for entry in entries:
        for name in dict.fromkeys(source.document for source in entry.sources if source.document not in known):
            message = f"词条「{entry.term}」的出处「{name}」不在 content/ 里。"
            fix = suggest_similar(name, known) or "请核对 source 的 document，写成 2024/report。"
            problems.append(Problem("document-unknown", Locus(path, entry.line), message, fix))
    return tuple(problems)
