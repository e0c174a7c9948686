"""List the numbers of a year that ask for a person, with what other documents say of the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from gazette.desk.page import Fields, page_address
from gazette.desk.snapshot import Snapshot
from gazette.model import Document, Figure, Indicator
from gazette.suggestions.engine import Number, Suggestion
from gazette.suggestions.matching import list_candidates
from gazette.suggestions.new_indicators import NewIndicator, find_new_indicators
from gazette.text import find_sentences

#: The page's address.
NAME = "numbers"
#: ``open``: ``suggest --write`` has marked it with a question mark. ``free``: nothing is proposed.
Status = Literal["sure", "likely", "open", "new", "free"]
#: A longer sentence is shown shortened, with this many characters on either side of the number.
LONG, AROUND = 120, 40
_MAX_CANDIDATES = 3


class Item(Struct, frozen=True):
    """A number without a mark of an editor's."""

    key: str  #: ``2026/report:p9-2-f3``; stays the same when other numbers are marked
    number: Number
    status: Status
    suggestion: Suggestion | None = None  #: of ``sure`` and ``likely``
    new: NewIndicator | None = None

    @property
    def indicator(self) -> str:
        """The indicator that is proposed; empty if there is none."""
        return self.suggestion.indicator if self.suggestion else self.number.proposed.rstrip("?？")


class Sentence(Struct, frozen=True):
    """A sentence around a number, in three parts: before the words about it, these, and after."""

    before: str
    words: str
    after: str
    whole: str = ""  #: the whole sentence, where it is shortened


class Past(Struct, frozen=True):
    """A number of an indicator in another document."""

    document: str
    line: int
    page: int | None
    sentence: Sentence
    figure: Figure


def list_items(snapshot: Snapshot) -> tuple[Item, ...]:
    """Return the unmarked numbers of the year's documents, in reading order."""
    return snapshot.once(f"numbers {snapshot.year}", lambda: tuple(_list_items(snapshot)))


def _list_items(snapshot: Snapshot) -> Iterator[Item]:
    for document in snapshot.documents:
        found = {each.place: each for each in snapshot.finder.suggest(document.id)}
        new = {each.target.id: each for each in find_new_indicators(snapshot.finder, document.id)}
        paired = {each.result.id for each in new.values()}
        for number in snapshot.finder.numbers[document.id]:
            if number.is_marked or number.proposed == "none":
                continue
            key = f"{document.id}:{number.figure.id}"
            suggestion = found.get(number.place)
            if number.proposed:
                yield Item(key, number, "open")
            elif suggestion:
                yield Item(key, number, suggestion.confidence, suggestion)
            elif number.figure.id in new:
                yield Item(key, number, "new", new=new[number.figure.id])
            elif number.figure.id not in paired:
                yield Item(key, number, "free")


def list_open_items(snapshot: Snapshot) -> tuple[Item, ...]:
    """Return the numbers for which something is proposed that nobody has decided."""
    return tuple(item for item in list_items(snapshot) if item.status != "free")


def count_numbers(snapshot: Snapshot) -> dict[str, tuple[int, int]]:
    """Return for each document how many numbers wait for a person, and how many are marked."""
    waiting = [item.number.figure.document for item in list_open_items(snapshot)]
    numbers = snapshot.finder.numbers
    return {
        document.id: (waiting.count(document.id), sum(number.is_marked for number in numbers[document.id]))
        for document in snapshot.documents
    }


def list_choices(snapshot: Snapshot, item: Item) -> tuple[str, ...]:
    """Return the indicators to choose from: the one that is proposed, then others like it."""
    number, fold = item.number, snapshot.finder.fold
    known = snapshot.once(
        f"indicators {number.figure.document}", lambda: snapshot.finder.describe_indicators(number.figure.document)
    )
    found = list_candidates(number.statement, number.figure.value, fold(number.figure.unit), known)
    ids, own = (item.indicator, *found), list_own_indicators(snapshot, item)
    return tuple(dict.fromkeys(each for each in ids if each in own))[:_MAX_CANDIDATES]


def list_own_indicators(snapshot: Snapshot, item: Item) -> Mapping[str, Indicator]:
    """Return the indicators of the place that the document of a number is about."""
    return snapshot.finder.list_indicators(item.number.figure.document)


def list_past(snapshot: Snapshot, indicator: str, figure: Figure) -> tuple[Past, ...]:
    """Return the numbers of an indicator other than ``figure``, the nearest first: of its role, of the year before, of its own year."""
    near = [
        number
        for own in snapshot.finder.numbers.values()
        for number in own
        if number.figure.indicator == indicator and number.figure != figure
    ]

    def distance(number: Number) -> tuple[bool, int, bool]:
        other = number.figure
        years = abs((other.year or 0) + 1 - (figure.year or 0))
        return other.role != figure.role, years, other.document == figure.document

    return tuple(
        Past(n.figure.document, n.figure.line, n.figure.page, cut_sentence(n), n.figure)
        for n in sorted(near, key=distance)
    )


def explain(snapshot: Snapshot, item: Item, past: Sequence[Past]) -> str:
    """Return why an indicator is proposed for a number."""
    if item.status == "open":
        return "程序提议、写在文献里的，还没有人定"
    if item.status == "new":
        return "报告里完成和目标都有，还没有指标"
    if not item.suggestion:
        return "别的文献里没有同样的说法"
    document: Document = snapshot.finder.documents[item.number.figure.document]
    aligned = snapshot.once(f"aligned {document.id}", lambda: snapshot.finder.find_aligned(document))
    if item.number.figure.id in aligned:
        return "报告里同一句已经标了"
    count = sum(each.figure.document != document.id for each in past)
    return f"往年{count}句，说法{'相同' if item.status == 'sure' else '相近，请核对'}"


def cut_sentence(number: Number) -> Sentence:
    """Return the sentence of a number, shortened if it is long."""
    run, figure, statement = number.block.run, number.figure, number.statement
    text = run.text if run else ""
    first, last = next((s for s in find_sentences(text) if s[0] <= figure.number_start < s[1]), (0, len(text)))
    start, end = (figure.start, figure.end) if number.is_marked else (statement.start, statement.end)
    start, end = max(first, min(start, figure.amount_start)), min(last, max(end, figure.amount_end))
    before, words, after = (text[a:b].replace("\t", "｜") for a, b in ((first, start), (start, end), (end, last)))
    if last - first <= LONG:
        return Sentence(before, words, after)
    whole = f"{before}{words}{after}"
    before = before if len(before) <= AROUND else f"……{before[-AROUND:]}"
    after = after if len(after) <= AROUND else f"{after[:AROUND]}……"
    return Sentence(before, words, after, whole)


def find_item(items: Sequence[Item], key: str) -> Item | None:
    """Return the number with a key."""
    return next((item for item in items if item.key == key), None)


def find_next(items: Sequence[Item], item: Item) -> Item | None:
    """Return the number after one, the first after the last; ``None`` if there is no other."""
    others = [each for each in items if each.key != item.key]
    place = next((k for k, each in enumerate(items) if each.key == item.key), -1)
    return next(iter([*items[place + 1 :], *others]), None)


def number_address(snapshot: Snapshot, item: Item | None, fields: Fields) -> str:
    """Return the address of a number below the desk; of the first one for ``None``."""
    return page_address(snapshot, NAME, at=item.key if item else "", all=fields.get("all", ""))
