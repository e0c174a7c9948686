"""The page 繁简: whether conversions are right that no word decides; answered card by card, and signed once."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from itertools import accumulate

from msgspec import Struct

from gazette.conversion.review import Convert
from gazette.conversion.review_file import ACCEPT, Decision, ReviewRow, format_decisions
from gazette.desk.edits import trim_edit
from gazette.desk.number_items import Sentence
from gazette.desk.page import DeskPage, Fields, Key, Plan, Refusal, make_change, page_address
from gazette.desk.script_cards import (
    FILE,
    NAME,
    Card,
    answer_rows,
    check_form,
    count_cards,
    count_rows,
    describe_answer,
    list_cards,
    list_signers,
    make_converter,
    name_place,
    read_review,
)  # fmt: skip
from gazette.desk.snapshot import Snapshot
from gazette.scripts import BY_CODE
from gazette.text_edits import Edit, find_line_end

#: How many characters of a sentence are shown on either side of a word, and how many sentences of a card.
_AROUND, _SHOWN = 24, 4
_UNBUILT = "预览还没有做好，请稍等一下再按。"


class SentencePair(Struct, frozen=True):
    """A sentence in both scripts."""

    place: str
    old: Sentence
    new: Sentence


class CardView(Struct, frozen=True):
    """A card."""

    key: str
    rows: str  #: the ids of its rows
    word: str
    form: str
    others: tuple[str, ...]  #: what else could be printed, of the word's length
    why: str
    places: int
    answer: str  #: what is printed by the answer that is not signed yet; empty if there is none
    pairs: tuple[SentencePair, ...]
    more: int  #: further sentences
    split_href: str
    is_first: bool  #: of those that wait
    lang: str
    source_lang: str


class View(Struct, frozen=True):
    """The page."""

    cards: tuple[CardView, ...]
    waiting: int
    sign_count: int  #: how many cards would be signed
    known: tuple[str, ...]  #: what was answered before: 云→雲 12处
    known_count: int
    shows_known: bool
    known_value: str  #: of the field that keeps it
    split: str
    known_href: str
    signer: str
    signers: tuple[str, ...]
    next_href: str
    is_built: bool
    opens: str  #: the key of the card whose form is open
    form: str
    errors: Fields


def build(snapshot: Snapshot, fields: Fields, errors: Fields) -> View:
    """Build the page."""
    review = read_review(snapshot)
    shows_known = fields.get("known") == "1"
    cards = list_cards(review, fields.get("split", ""))
    known = [card for card in cards if card.known]
    shown = [card for card in cards if card.known is None or shows_known]
    converter = make_converter(snapshot)
    signers = list_signers(review)
    return View(
        cards=tuple(_make_card(snapshot, card, converter.convert, is_first=card is shown[0]) for card in shown),
        waiting=sum(card.waits for card in cards),
        sign_count=len(cards),
        known=tuple(f"{describe_answer(card, card.known.answer)} {len(card.rows)}处" for card in known if card.known),
        known_count=count_rows(known),
        shows_known=shows_known,
        known_value="1" if shows_known else "",
        split=fields.get("split", ""),
        known_href=page_address(snapshot, NAME, known="" if shows_known else "1"),
        signer=fields.get("name", next(iter(signers), "")),
        signers=signers,
        next_href=page_address(snapshot, "today"),
        is_built=snapshot.outcome is not None,
        opens=fields.get("card", "") if errors else "",
        form=fields.get("form", ""),
        errors=errors,
    )


def _make_card(snapshot: Snapshot, card: Card, convert: Convert, *, is_first: bool) -> CardView:
    row = card.rows[0]
    source = next(each.code for each in BY_CODE.values() if each.code != row.script)
    pairs = tuple(_make_pair(snapshot, each, convert(each.sentence, source, row.script)) for each in card.rows[:_SHOWN])
    return CardView(
        key=card.key, rows=" ".join(each.id for each in card.rows), word=row.word, form=row.form, others=_list_others(row),
        why=row.why, places=len(card.rows), answer=describe_answer(card, card.answer) if card.answer else "",
        pairs=pairs, more=len(card.rows) - len(pairs),
        split_href=page_address(snapshot, NAME, split=card.key) if len(card.rows) > 1 else "",
        is_first=card.waits and is_first, lang=f"zh-{row.script}", source_lang=f"zh-{source}",
    )  # fmt: skip


def _list_others(row: ReviewRow) -> tuple[str, ...]:
    return tuple(
        form for form in row.other.split("、") if form not in ("", row.form) and not check_form(row.word, form)
    )


def _make_pair(snapshot: Snapshot, row: ReviewRow, converted: str) -> SentencePair:
    end = row.start + len(row.word)
    return SentencePair(
        name_place(snapshot, row),
        _cut(row.sentence, row.start, end, row.word),
        _cut(converted if len(converted) == len(row.sentence) else row.sentence, row.start, end, row.form),
    )


def _cut(sentence: str, start: int, end: int, words: str) -> Sentence:
    before, after = sentence[:start], sentence[end:]
    before = before if len(before) <= _AROUND else f"……{before[-_AROUND:]}"
    after = after if len(after) <= _AROUND else f"{after[:_AROUND]}……"
    return Sentence(before, words, after)


# ---------------------------------------------------------------- actions


def answer(snapshot: Snapshot, fields: Fields) -> Plan | Refusal:
    """Write the answer to a card, which is signed later."""
    review = read_review(snapshot)
    wanted = fields.get("rows", "").split()
    rows = [row for row in review.open if row.id in wanted]
    if not rows or _find_error(snapshot):
        return Refusal(_find_error(snapshot) or "这一处已经定了，或者文献改过。")
    row, given = rows[0], fields.get("answer", "")
    form = row.form if given == ACCEPT else fields.get("form", "").strip() if given == "form" else given
    if wrong := check_form(row.word, form):
        return Refusal(errors={"form": wrong})
    result = ACCEPT if form == row.form else form
    decisions = answer_rows(review, {each.id: (result, "") for each in rows})
    message = f"“{row.word}”印“{form}”，{len(rows)}处"
    split = fields.get("split", "")
    here = page_address(snapshot, NAME, known=fields.get("known", ""), split=split if len(wanted) == 1 else "")
    return _write(snapshot, decisions, message, here, {"cards": 1})


def sign(snapshot: Snapshot, fields: Fields) -> Plan | Refusal:
    """Sign all answers with a name and today's date, those that are known from before as well."""
    review, name = read_review(snapshot), fields.get("name", "").strip()
    cards = list_cards(review)
    waiting = sum(card.waits for card in cards)
    if waiting or _find_error(snapshot):
        return Refusal(_find_error(snapshot) or f"还有{waiting}张没有定，定完再签名。")
    if not name.isprintable() or not name:
        return Refusal(errors={"name": "请写核对人的名字"})
    known = {row.id: (card.known.answer, card.known.reason) for card in cards if card.known for row in card.rows}
    today = datetime.datetime.now().astimezone().date().isoformat()
    decisions = answer_rows(review, known, name, today)
    here = page_address(snapshot, NAME)
    return _write(snapshot, decisions, f"{name}核对了{count_rows(cards)}处繁简", here, {"signed": count_rows(cards)})


def _find_error(snapshot: Snapshot) -> str:
    """Return why nothing can be written: answers that belong to a document that cannot be read would be lost."""
    if snapshot.outcome is None:
        return _UNBUILT
    errors = sum(problem.severity == "error" for problem in snapshot.outcome.problems)
    return f"还有{errors}处错误，请先在“今日”改好，再定繁简。" if errors else ""


def _write(
    snapshot: Snapshot, decisions: Sequence[Decision], message: str, here: str, count: Mapping[str, int]
) -> Plan | Refusal:
    path = snapshot.path(FILE)
    text = snapshot.texts.get(path)
    new = format_decisions(decisions)
    if text is None:
        return Plan((make_change(snapshot, path, (Edit(0, 0, new),)),), message, here, here, count)
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    found = _edit_entries(text, mark + new.replace("\n", find_line_end(text)))
    return Plan((make_change(snapshot, path, found),) if found else (), message, here, here, count)


def _edit_entries(old: str, new: str) -> tuple[Edit, ...]:
    """Return the edits by which one text of the file becomes another, entry by entry: an empty line ends each."""
    left, right = (re.split(r"(?<=\n\n)|(?<=\n\r\n)", text) for text in (old, new))
    starts = [0, *accumulate(map(len, left))]
    changed = (
        Edit(starts[a], starts[b], "".join(right[c:d]))
        for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
        if tag != "equal"
    )
    return tuple(edit for each in changed for edit in trim_edit(old, each))


def summarize(snapshot: Snapshot, counts: Mapping[str, int]) -> str:  # noqa: ARG001
    """Return a sentence about the conversions that were checked for a year."""
    return f"核对繁简{counts['signed']}处。" if counts.get("signed") else ""


PAGE = DeskPage(
    name=NAME,
    title="繁简",
    template="script.html",
    build=build,
    digit=5,
    keys=(
        Key("Enter", "照印"),
        Key("O", "印另一个"),
        Key("E", "改印别的字"),
        Key("S", "各处分开定"),
        Key("↑ ↓", "上下"),
    ),
    count=count_cards,
    summarize=summarize,
    actions={"answer": answer, "sign": sign},
    needs_build=True,
)
