"""Match risky conversions with the answers of editors, and read and write these (``content/conversions.yml``).

A row is identified by its sentence, the word in it and which of its occurrences, and the form that the edition prints. So
editing a sentence opens that sentence's rows again and no others, and so does a rule that makes another form of it. (Where only a
mistake was corrected and the word's neighbours are the same, its answer stays valid.) The same sentence is one question wherever
it occurs (a headline and the title in the front matter). An answer is also valid in another sentence where the word is between
the same words.

Rows of the same word, form and reason are answered together in the file: one decision, with a line of context for each row. A
row that needs another answer is moved to a decision of its own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from msgspec import Struct, field
from msgspec.structs import force_setattr, replace

from gazette.problems import Problem
from gazette.sources.yaml_fields import iterate_rows, read_yaml

OPEN, ACCEPT = "open", "accept"
KEYS = ("word", "form", "script", "why", "other", "answer", "by", "when", "reason", "where")
#: The reasons for a review as the file words them.
WHY = {
    "default": "没有词语决定，取首选字形",
    "rule": "本刊词语",
    "disputed": "几个转换程序写法不同",
    "close": "词语的分界有两种读法",
    "name": "当作姓名",
    "mistake": "原文有误（sic）",
}
#: How many characters of context the file shows on each side of a word.
_CONTEXT = 12
#: How many characters on each side, up to punctuation, must be equal for an answer to be valid; all numbers count as equal.
_NEIGHBOURS = 2
_NUMBER = re.compile(r"[0-9０-９.,%％]+")
_PUNCTUATION = re.compile(r"[\W_]+")


class ReviewRow(Struct, frozen=True, array_like=True):
    """A risky conversion."""

    #: The target.
    script: str
    sentence: str
    #: The offset of the word in the sentence.
    start: int
    word: str
    #: What the edition prints for the word, and what else it could be.
    form: str
    other: str
    #: The reason for a review.
    why: str
    #: Where it occurs first.
    path: str
    line: int = 0
    #: A fingerprint, of which neither the file nor the line is a part.
    id: str = ""

    def __post_init__(self) -> None:
        if self.id:
            return
        occurrence = self.sentence[: self.start].count(self.word)
        key = "\n".join((self.script, self.sentence, self.word, self.form, str(occurrence)))
        force_setattr(self, "id", hashlib.sha256(key.encode()).hexdigest()[:10])

    @property
    def signature(self) -> tuple[str, ...]:
        """What rows to which the same answer applies have in common: the word, its form, and the words around it."""
        end = self.start + len(self.word)
        before = _PUNCTUATION.split(_NUMBER.sub("0", self.sentence[: self.start]))[-1][-_NEIGHBOURS:]
        after = _PUNCTUATION.split(_NUMBER.sub("0", self.sentence[end:]))[0][:_NEIGHBOURS]
        return self.script, self.word, self.form, self.why, before, after

    @property
    def context(self) -> str:
        """The word in 【】 with the words around it in its sentence."""
        end = self.start + len(self.word)
        before, after = self.sentence[: self.start], self.sentence[end:]
        left = "…" + before[-_CONTEXT:] if len(before) > _CONTEXT + 1 else before
        right = after[:_CONTEXT] + "…" if len(after) > _CONTEXT + 1 else after
        return f"{left}【{self.word}】{right}"


class Decision(Struct, frozen=True):
    """One answer to rows of the same word, form and reason; fields as in the file."""

    word: str
    form: str
    script: str
    why: str
    other: str
    #: ``open``, ``accept``, or the form to print instead.
    answer: str = OPEN
    by: str = ""
    when: str = ""
    reason: str = ""
    #: Row id → file and context.
    where: Mapping[str, str] = field(default_factory=dict)
    line: int = 0

    @property
    def is_signed(self) -> bool:
        """Whether there is an answer with a name and a date."""
        return self.answer != OPEN and bool(self.by and self.when)

    @property
    def question(self) -> tuple[str, str, str, str, str]:
        """What rows that are answered together have in common."""
        return self.word, self.form, self.script, self.why, self.other


class Review(Struct, frozen=True):
    """The rows of the current content, matched with the decisions."""

    rows: tuple[ReviewRow, ...] = ()
    decisions: tuple[Decision, ...] = ()
    #: The rows without an answer.
    open: tuple[ReviewRow, ...] = ()
    #: Decisions with the ids in them of rows that are gone.
    stale: tuple[tuple[Decision, tuple[str, ...]], ...] = ()
    #: The answer by row id, its own or one that applies as well.
    answered: Mapping[str, str] = field(default_factory=dict)

    @property
    def answers(self) -> dict[tuple[str, str], tuple[tuple[int, int, str], ...]]:
        """The forms that editors chose instead, by script and sentence, as the converter needs them."""
        chosen = {name: answer for name, answer in self.answered.items() if answer != ACCEPT}
        if not chosen:
            return {}
        found: dict[tuple[str, str], tuple[tuple[int, int, str], ...]] = {}
        for row in self.rows:
            if form := chosen.get(row.id):
                key = (row.script, row.sentence)
                found[key] = (*found.get(key, ()), (row.start, row.start + len(row.word), form))
        return found


def match_decisions(rows: Iterable[ReviewRow], decisions: Sequence[Decision]) -> Review:
    """Match the current rows with the decisions of the file; answers stay valid where only a mistake in the sentence was corrected."""
    rows_by_id = {row.id: row for row in reversed(tuple(rows))}
    decisions = _carry_over_corrected(rows_by_id, decisions)
    signed = {name: decision.answer for decision in decisions if decision.is_signed for name in decision.where}
    answers_by_signature: dict[tuple[str, ...], set[str]] = {}
    for name in signed.keys() & rows_by_id.keys():
        answers_by_signature.setdefault(rows_by_id[name].signature, set()).add(signed[name])
    answered = {name: answer for name, answer in signed.items() if name in rows_by_id}
    for name in rows_by_id.keys() - signed.keys():
        same = answers_by_signature.get(rows_by_id[name].signature, set())
        if len(same) == 1:
            answered[name] = next(iter(same))
    stale = [(d, tuple(name for name in d.where if name not in rows_by_id)) for d in decisions]
    return Review(
        rows=tuple(rows_by_id.values())[::-1],
        decisions=tuple(decisions),
        open=tuple(row for name, row in rows_by_id.items() if name not in answered)[::-1],
        stale=tuple((decision, names) for decision, names in stale if names),
        answered=answered,
    )


def _carry_over_corrected(rows: Mapping[str, ReviewRow], decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Replace in decisions the rows of sentences that were corrected elsewhere by the rows of the new sentences.

    File, word, form and the word's neighbours must be equal, and the rest nearly so.
    """
    known = {name for decision in decisions for name in decision.where}
    new: dict[tuple[str, ...], list[ReviewRow]] = {}
    for row in rows.values():
        if row.id not in known:
            new.setdefault((row.path, row.script, row.word, row.form, *_neighbours(row.context)), []).append(row)
    if not new:
        return tuple(decisions)
    carried = []
    for decision in decisions:
        where = dict(decision.where)
        for name, order in decision.where.items() if decision.answer != OPEN else ():
            path, _, context = order.partition(" ")
            key = (path, decision.script, decision.word, decision.form, *_neighbours(context))
            same = (
                [row for row in new.get(key, ()) if _is_nearly_same(context, row.context)] if name not in rows else []
            )
            if same:
                new[key].remove(same[0])
                where = {same[0].id if other == name else other: words for other, words in where.items()}
        carried.append(replace(decision, where=where))
    return tuple(carried)


def _neighbours(context: str) -> tuple[str, str]:
    """Return two characters before and after the word in 【】."""
    before, _, rest = context.partition("【")
    return before[-2:], rest.partition("】")[2][:2]


def _is_nearly_same(old: str, new: str) -> bool:
    """Whether two contexts are nearly the same."""
    return SequenceMatcher(None, old, new, autojunk=False).ratio() >= 0.8


@lru_cache(maxsize=1)  # a preview reads the same again and again
def read_decisions(text: str, path: str) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
    """Read ``content/conversions.yml``. A row may be in one decision only; a form must have the word's length."""
    node, problems = read_yaml(text, path)
    found = list(problems)
    decisions: list[Decision] = []
    lines: dict[str, int] = {}
    for row in iterate_rows(node, path, KEYS, found):
        word, answer, when = row.text("word", required=True), row.text("answer", required=True), row.text("when")
        if answer not in (OPEN, ACCEPT) and (len(answer) != len(word) or answer.isascii()):
            fix = "answer 写 accept（照印）、open（还没看），或字数相同的另一种写法。"
            row.report("conversion-length", "answer", f"「{word}」与「{answer}」字数不同。", fix)
            answer = OPEN
        if when and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", when):
            row.report("value-date", "when", f"日期「{when}」的写法不对。", "请写成 2026-11-21。")
        where = row.pairs("where")
        for name in where:
            if name in lines:
                message = f"「{name}」这一行已在第 {lines[name]} 行的一条里。"
                row.report("name-duplicate", row.node, message, "一行只能有一个答复，请删去一处。")
            lines.setdefault(name, row.node.line)
        texts = {key: row.text(key) for key in ("form", "script", "why", "other", "by", "reason")}
        decisions.append(Decision(word=word, answer=answer, when=when, where=where, line=row.node.line, **texts))
    return tuple(decisions), tuple(found)


def updated_decisions(review: Review, by: str = "", today: str = "") -> tuple[Decision, ...]:
    """Return the decisions to write: without rows that are gone, with new ones as open, in a fixed order.

    ``by`` signs, as of ``today``, what was answered and is not signed yet.
    """
    rows_by_id = {row.id: row for row in review.rows}
    order = {name: number for number, name in enumerate(rows_by_id)}
    merged: dict[tuple[str, ...], Decision] = {}

    def add(decision: Decision, names: Iterable[str]) -> None:
        key = (*decision.question, decision.answer, decision.by, decision.when, decision.reason)
        before = merged.get(key, replace(decision, where={}))
        ordered = sorted({*before.where, *names}, key=order.__getitem__)
        if ordered:
            where = {name: f"{rows_by_id[name].path} {rows_by_id[name].context}" for name in ordered}
            merged[key] = replace(before, where=where)

    for decision in review.decisions:
        if by and decision.answer != OPEN and not decision.is_signed:
            decision = replace(decision, by=decision.by or by, when=decision.when or today)
        add(decision, (name for name in decision.where if name in rows_by_id))
    known = {name for decision in merged.values() for name in decision.where}
    for row in review.rows:
        if row.id not in known and row.id not in review.answered:
            question = Decision(word=row.word, form=row.form, script=row.script, why=row.why, other=row.other)
            add(question, (row.id,))
    # What is open comes first: that is what the editor opened the file for.
    return tuple(sorted(merged.values(), key=lambda d: (d.answer != OPEN, d.question, order[next(iter(d.where))])))


_FILE_HEADER = """\
# 繁简转换的核对 · 由 python build.py review --write 增删，请勿自己排次序
#
# 每一条是一个要人看过的转换，where 下面是它出现的各处（【】里的字）。请看 form（另一种文字里印成什么）对不对。
# answer 写一个：
#   accept   照印
#   裡       改印这个字（字数要相同）；只有其中几处要改的，把那几行移到新的一条里
#   open     还没有看
# by 和 when 是谁、哪一天看的；可以空着，再运行 python build.py review --write --by 名字 补上。reason 写一句为什么。
# 句子一改，那一句要重新看，别的不动。script 是印成哪一种文字；why 是为什么要看；other 是还可能是什么。
"""


def format_decisions(decisions: Iterable[Decision]) -> str:
    """Return the text of the file."""
    return _FILE_HEADER + "".join(_format_decisions(decisions)) if decisions else _FILE_HEADER + "[]\n"


def _format_decisions(decisions: Iterable[Decision]) -> Iterator[str]:
    for decision in decisions:
        yield "\n"
        for key in KEYS[:-1]:
            lead = "- " if key == KEYS[0] else "  "
            yield f"{lead}{key}: {_quote(getattr(decision, key))}\n"
        yield "  where:\n"
        for name, context in decision.where.items():
            yield f'    "{name}": {_quote(context)}\n'


def _quote(value: str) -> str:
    """Quote a value where YAML might take it for something else than text."""
    if re.fullmatch(r"[\w\u4e00-\u9fff、，。（）-]+", value) and not re.match(r"[-\d]", value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("\n", "\\n") + '"'
