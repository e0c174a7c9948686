"""List the conversions between the scripts that nobody has checked, as cards: those that one answer is valid for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from gazette.conversion.converter import Converter, read_rules
from gazette.conversion.review_file import (
    ACCEPT,
    OPEN,
    Decision,
    Review,
    ReviewRow,
    match_decisions,
    read_decisions,
    updated_decisions,
)  # fmt: skip
from gazette.desk.page import document_title
from gazette.desk.snapshot import Snapshot
from gazette.grouping import group_by

#: The page's address, and the file of the answers.
NAME, FILE = "script", "conversions.yml"
#: The name of a count that is of no document of the year.
ELSEWHERE = ""


class Card(Struct, frozen=True):
    """Rows with one question, and what has been answered."""

    key: str
    rows: tuple[ReviewRow, ...]
    answer: str = ""  #: that is not signed yet
    known: Decision | None = None  #: how the same was answered before, if that was always alike

    @property
    def waits(self) -> bool:
        """Whether a person is asked."""
        return not self.answer and self.known is None


def read_review(snapshot: Snapshot) -> Review:
    """Return the rows of the last build, matched with the answers as they are in the file."""
    rows = snapshot.outcome.review.rows if snapshot.outcome else ()
    return match_decisions(rows, read_decisions(snapshot.read(snapshot.path(FILE)), FILE)[0])


def list_cards(review: Review, split: str = "") -> tuple[Card, ...]:
    """Return the cards of all open rows; that with the key ``split`` as one for each row. Those that wait come first."""
    pending = {name: d.answer for d in review.decisions if d.answer != OPEN and not d.is_signed for name in d.where}
    signed = group_by((d for d in review.decisions if d.is_signed), lambda d: d.question[:4])
    groups = group_by(review.open, lambda row: (_question(row), pending.get(row.id, "")))
    cards = []
    for (question, answer), rows in groups.items():
        before = signed.get(question[:4], ())
        known = before[0] if before and len({d.answer for d in before}) == 1 and not answer else None
        card = Card(rows[0].id, tuple(rows), answer, known)
        cards += [Card(row.id, (row,)) for row in rows] if card.key == split and len(rows) > 1 else [card]
    return tuple(sorted(cards, key=lambda card: not card.waits))


def _question(row: ReviewRow) -> tuple[str, str, str, str, str]:
    return row.word, row.form, row.script, row.why, row.other


def answer_rows(
    review: Review, answers: Mapping[str, tuple[str, str]], by: str = "", today: str = ""
) -> tuple[Decision, ...]:
    """Return the decisions after rows were answered, each with (answer, reason); with ``by`` all that is answered is signed."""
    rows = {row.id: row for row in review.rows if row.id in answers}
    kept = (
        replace(decision, where={name: words for name, words in decision.where.items() if name not in rows})
        for decision in review.decisions
    )
    new = (
        Decision(
            word=row.word, form=row.form, script=row.script, why=row.why, other=row.other,
            answer=answers[name][0], reason=answers[name][1], where={name: ""},
        )
        for name, row in rows.items()
    )  # fmt: skip
    decisions = tuple(decision for decision in (*kept, *new) if decision.where)
    return updated_decisions(replace(review, decisions=decisions), by, today)


def check_form(word: str, form: str) -> str:
    """Return what is wrong with another form that is to be printed for a word; empty if nothing is."""
    if len(form) != len(word):
        return f"要和“{word}”一样，是{len(word)}个字"
    return "要写汉字" if form.isascii() or re.search(r"[\s\"'\\]", form) else ""


def make_converter(snapshot: Snapshot) -> Converter:
    """Return a converter by the publication's rules."""
    text = snapshot.read("conversion.yml")
    return snapshot.once("converter", lambda: Converter(read_rules(text, "conversion.yml")[0]))


def count_cards(snapshot: Snapshot) -> dict[str, tuple[int, int]]:
    """Return for each document how many cards wait for a person or for a signature, and how many questions are answered.

    A card counts where it comes first; what is not in the year's documents counts as :data:`ELSEWHERE`.
    """
    if snapshot.path(FILE) not in snapshot.texts:
        return {}
    review = read_review(snapshot)
    names = {document.path: document.id for document in snapshot.documents}
    waiting = Counter(names.get(card.rows[0].path, ELSEWHERE) for card in list_cards(review))
    answered = {
        _question(row): names.get(row.path, ELSEWHERE) for row in reversed(review.rows) if row.id in review.answered
    }
    done = Counter(answered.values())
    return {name: (waiting[name], done[name] if name else 0) for name in (*names.values(), ELSEWHERE)}


def list_signers(review: Review) -> tuple[str, ...]:
    """Return who has signed answers, the last one first."""
    signed = sorted((d for d in review.decisions if d.is_signed), key=lambda d: d.when, reverse=True)
    return tuple(dict.fromkeys(decision.by for decision in signed))


def name_place(snapshot: Snapshot, row: ReviewRow) -> str:
    """Return where a row stands, in words."""
    names = (document.id for document in snapshot.finder.documents.values() if document.path == row.path)
    return f"{next((document_title(snapshot, name) for name in names), row.path)} 第{row.line}行"


def describe_answer(card: Card, answer: str) -> str:
    """Return what is printed by an answer: 制造→製造."""
    row = card.rows[0]
    return f"{row.word}→{row.form if answer == ACCEPT else answer}"


def count_rows(cards: Iterable[Card]) -> int:
    """Return how many places cards are about."""
    return sum(len(card.rows) for card in cards)
