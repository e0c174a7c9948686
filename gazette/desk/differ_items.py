"""List the places where newspapers of a year differ from its report, with what the report says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from gazette.comparison.relate import relate_document
from gazette.desk.number_items import Sentence
from gazette.desk.page import Fields, page_address
from gazette.desk.snapshot import Snapshot
from gazette.library.check_library import list_anchors
from gazette.model import NO_PROSE, Block, Difference, Document, Relation
from gazette.sources.anchor_registry import assign_published_anchors, read_registry
from gazette.sources.containers import get_container_rules
from gazette.sources.site_settings import read_site
from gazette.text import find_sentences, remove_whitespace

#: The page's address.
NAME = "differs"
_MAX_CANDIDATES = 5
#: A sentence is shown up to this many characters before and after what differs.
_AROUND = 60


class Pair(Struct, frozen=True):
    """A document and the report that it is compared with, under their published anchors."""

    document: Document
    report: Document
    relations: tuple[Relation, ...]


class Item(Struct, frozen=True):
    """A difference."""

    key: str  #: ``2031/explainer:e01-2:16-17``; stays the same when others are judged
    pair: Pair
    relation: Relation
    difference: Difference
    block: Block  #: of the newspaper
    target: Block  #: of the report

    @property
    def verdict(self) -> str:
        """What an editor has decided: ``slip``, ``doubt``, or empty."""
        return self.difference.verdict

    @property
    def line(self) -> int:
        """The line of the newspaper's file."""
        return self.block.line_at(self.difference.start)


class Candidate(Struct, frozen=True):
    """A paragraph of the report that a newspaper's line may be taken from."""

    anchor: str
    page: int | None
    text: str


def relate(snapshot: Snapshot, document: Document) -> Pair | None:
    """Compare a document with the report that it explains, coverage with that of its year and body; ``None`` if there is none."""
    documents = snapshot.finder.documents
    name = document.meta.explains
    if not name and document.meta.kind == "coverage":
        of = document.year, document.meta.distinction
        reports = (each for each in documents.values() if each.meta.kind == "report")
        name = next((each.id for each in reports if (each.year, each.meta.distinction) == of), "")
    report = documents.get(name)
    if report is None or report.id == document.id:
        return None
    site, _ = read_site(snapshot.read(snapshot.path("site.yml")), "")
    registry, _ = read_registry(snapshot.read(snapshot.path("anchors.yml")), "")
    document, report = (assign_published_anchors(each, registry) for each in (document, report))
    anchors = frozenset(list_anchors(report, ()))
    return Pair(document, report, relate_document(document, report, anchors, snapshot.finder.fold, site.short)[0])


def list_items(snapshot: Snapshot) -> tuple[Item, ...]:
    """Return the differences of the year's documents, in reading order, judged ones included."""
    return snapshot.once(f"differs {snapshot.year}", lambda: tuple(_list_items(snapshot)))


def _list_items(snapshot: Snapshot) -> Iterator[Item]:
    for document in snapshot.documents:
        pair = relate(snapshot, document)
        if pair is None:
            continue
        blocks = {block.id: block for block in pair.document.walk() if block.run}
        targets = {block.id: block for block in pair.report.walk() if block.run}
        for relation in pair.relations:
            block, target = blocks[relation.anchor], targets[relation.target]
            for difference in relation.differences:
                key = f"{document.id}:{relation.anchor}:{difference.start}-{difference.end}"
                yield Item(key, pair, relation, difference, block, target)


def list_unsourced(snapshot: Snapshot, document: Document) -> tuple[Block, ...]:
    """Return the paragraphs and items of an explainer for which no sentence of its report has been found or named."""
    return snapshot.once(f"unsourced {document.id}", lambda: tuple(_list_unsourced(snapshot, document)))


def _list_unsourced(snapshot: Snapshot, document: Document) -> Iterator[Block]:
    pair = relate(snapshot, document) if document.meta.explains else None
    related = {relation.anchor for relation in pair.relations} if pair else set()
    for root in pair.document.blocks if pair else ():
        for block in root.walk() if get_container_rules(root).is_aligned else ():
            has_words = block.kind in ("paragraph", "item") and block.run is not None and block.run.text
            if has_words and block.id not in related and "see" not in block.attrs:
                yield block


def count_differences(snapshot: Snapshot) -> dict[str, tuple[int, int]]:
    """Return for each document how many differences wait for a person, and how many are judged."""
    items = list_items(snapshot)
    found = {}
    for document in snapshot.documents:
        own = [bool(item.verdict) for item in items if item.pair.document.id == document.id]
        if own:
            found[document.id] = (own.count(False), own.count(True))
    return found


def find_words(text: str, words: str, start: int, end: int) -> tuple[int, int]:
    """Return where ``words`` stand in a text around ``text[start:end]``; the latter if they do not."""
    first = text.find(words, max(start - len(words), 0)) if words else -1
    while first != -1 and first <= start:
        if end <= first + len(words):
            return first, first + len(words)
        first = text.find(words, first + 1)
    return start, end


def cut_explainer(item: Item) -> Sentence:
    """Return the newspaper's clause, with what differs in the middle."""
    difference, relation = item.difference, item.relation
    return _cut(item.block, difference.explainer, (difference.start, difference.end), (relation.start, relation.end))


def cut_report(item: Item) -> Sentence:
    """Return the report's sentence, with what differs in the middle."""
    difference, text = item.difference, item.target.run.text if item.target.run else ""
    start, end = item.relation.target_start, item.relation.target_end
    first = next((s for s, e in find_sentences(text) if s <= start < e), start)
    last = next((e for s, e in find_sentences(text) if s < end <= e), end)
    return _cut(item.target, difference.report, (difference.target_start, difference.target_end), (first, last))


def _cut(block: Block, words: str, place: tuple[int, int], around: tuple[int, int]) -> Sentence:
    text = block.run.text if block.run else ""
    start, end = find_words(text, words, *place)
    before, after = text[min(around[0], start) : start], text[end : max(around[1], end)]
    before = before if len(before) <= _AROUND else f"……{before[-_AROUND:]}"
    after = after if len(after) <= _AROUND else f"{after[:_AROUND]}……"
    return Sentence(before.lstrip(), text[start:end], after.rstrip())


def find_candidates(snapshot: Snapshot, item: Item, words: str) -> tuple[Candidate, ...]:
    """Return the paragraphs of the report that have ``words``, or else most in common with them, or with the clause if they are empty."""
    fold = snapshot.finder.fold
    clause = item.block.run.text[item.relation.start : item.relation.end] if item.block.run else ""
    wanted = fold(remove_whitespace(words or clause))
    pairs = {wanted[k : k + 2] for k in range(len(wanted) - 1)}
    found: list[tuple[float, int, Candidate]] = []
    page: int | None = None
    for block in item.pair.report.walk():
        if not block.run or not block.id or block.kind in NO_PROSE:
            continue
        text = fold(remove_whitespace(block.run.text))
        score = 1.0 if words and wanted in text else sum(each in text for each in pairs) / max(len(pairs), 1)
        page = block.run.page_at(0, page)
        if score and not (block.id == item.relation.target and not words):
            found.append((-score, len(found), Candidate(block.id, page, block.run.text)))
        page = block.run.page_at(len(block.run.text), page)
    exact = [each for score, _, each in found if score == -1.0]
    return tuple(exact or [each for _, _, each in sorted(found, key=lambda row: row[:2])])[:_MAX_CANDIDATES]


def find_item(snapshot: Snapshot, key: str) -> Item | None:
    """Return the difference with a key."""
    return next((item for item in list_items(snapshot) if item.key == key), None)


def find_next(items: Sequence[Item], item: Item) -> Item | None:
    """Return the next difference after one that waits, the first after the last; ``None`` if there is no other."""
    place = next((k for k, each in enumerate(items) if each.key == item.key), -1)
    others = [each for each in (*items[place + 1 :], *items[: max(place, 0)]) if not each.verdict]
    return next(iter(others), None)


def differ_address(snapshot: Snapshot, item: Item | None, fields: Fields | None = None) -> str:  # noqa: ARG001
    """Return the address of a difference below the desk; of the first one for ``None``."""
    return page_address(snapshot, NAME, at=item.key if item else "")
