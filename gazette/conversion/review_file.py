"""The review: every risky conversion with its context, and what a person answered (``content/conversions.yml``).

A row is known by its words: the sentence, the word in it and which of its occurrences, the form that the edition prints. So
editing a sentence opens that sentence's rows again and no others, and so does a rule that makes another form of it. (Where a slip
was mended and the word's neighbours are the same, its answer goes on.) The same
sentence is one question wherever it stands (a headline and the title in the front matter), and its answer holds there too. What
was answered is not asked again in another sentence where the word stands between the same words: the answer holds there as well.

Rows of the same word, form and doubt are answered together in the file: one decision, with a line of context for each row. A
row that needs another answer is moved to a decision of its own. Takes and gives text; never reads a file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from gazette.problems import Problem
from gazette.sources.yaml_fields import iterate_rows, read_yaml

OPEN, ACCEPT = "open", "accept"
KEYS = ("word", "form", "script", "why", "other", "answer", "by", "when", "reason", "where")
#: What each doubt is called in the file.
WHY = {
    "default": "没有词语决定，取首选字形",
    "house": "本刊词语",
    "second": "几个转换程序写法不同",
    "close": "词语的分界有两种读法",
    "name": "当作姓名",
    "slip": "原文有误（sic）",
}
_AROUND = 12
#: The characters on each side that make two places alike, up to a mark; a number is as good as another.
_NEAR = 2
_NUMBER = re.compile(r"[0-9０-９.,%％]+")
_MARK = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A risky conversion: ``word`` at ``start`` in ``sentence`` is printed as ``form`` in ``script``; first found in ``path``."""

    script: str
    sentence: str
    start: int
    word: str
    form: str
    other: str
    why: str
    path: str
    line: int = 0
    #: The row's fingerprint; neither the file nor the line is in it.
    id: str = field(init=False)

    def __post_init__(self) -> None:
        nth = self.sentence[: self.start].count(self.word)
        key = "\n".join((self.script, self.sentence, self.word, self.form, str(nth)))
        object.__setattr__(self, "id", hashlib.sha256(key.encode()).hexdigest()[:10])

    @property
    def alike(self) -> tuple[str, ...]:
        """What this row has in common with rows that have the same answer: the word, its form, and the words around it."""
        end = self.start + len(self.word)
        before = _MARK.split(_NUMBER.sub("0", self.sentence[: self.start]))[-1][-_NEAR:]
        after = _MARK.split(_NUMBER.sub("0", self.sentence[end:]))[0][:_NEAR]
        return self.script, self.word, self.form, self.why, before, after

    @property
    def context(self) -> str:
        """The word in 【】 and what stands around it in its sentence."""
        end = self.start + len(self.word)
        before, after = self.sentence[: self.start], self.sentence[end:]
        left = "…" + before[-_AROUND:] if len(before) > _AROUND + 1 else before
        right = after[:_AROUND] + "…" if len(after) > _AROUND + 1 else after
        return f"{left}【{self.word}】{right}"


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer to rows that are alike. ``answer`` is open, accept, or the form to print instead; ``where`` id → context."""

    word: str
    form: str
    script: str
    why: str
    other: str
    answer: str = OPEN
    by: str = ""
    when: str = ""
    reason: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    line: int = 0

    @property
    def signed(self) -> bool:
        """Whether someone answered and said who and when."""
        return self.answer != OPEN and bool(self.by and self.when)

    @property
    def kind(self) -> tuple[str, str, str, str, str]:
        """What rows that are asked together have in common."""
        return self.word, self.form, self.script, self.why, self.other


@dataclass(frozen=True, slots=True)
class Review:
    """The rows of today's content beside the answers: what is open, and which decisions hold lines that belong to nothing.
    ``answered`` gives the answer by row, its own or that of a row alike."""

    rows: tuple[ReviewRow, ...] = ()
    decisions: tuple[Decision, ...] = ()
    open: tuple[ReviewRow, ...] = ()
    stale: tuple[tuple[Decision, tuple[str, ...]], ...] = ()
    answered: Mapping[str, str] = field(default_factory=dict)

    @property
    def answers(self) -> dict[tuple[str, str], tuple[tuple[int, int, str], ...]]:
        """The forms that editors chose instead, by script and sentence: what the converter must print there."""
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
    """Today's rows, each once, beside the answers of the file, which go on where only a slip in the sentence was mended."""
    found = {row.id: row for row in reversed(tuple(rows))}
    decisions = _carried(found, decisions)
    signed = {name: decision.answer for decision in decisions if decision.signed for name in decision.where}
    alike: dict[tuple[str, ...], set[str]] = {}
    for name in signed.keys() & found.keys():
        alike.setdefault(found[name].alike, set()).add(signed[name])
    answered = {name: answer for name, answer in signed.items() if name in found}
    for name in found.keys() - signed.keys():
        same = alike.get(found[name].alike, set())
        if len(same) == 1:
            answered[name] = next(iter(same))
    stale = [(d, tuple(name for name in d.where if name not in found)) for d in decisions]
    return Review(
        tuple(found.values())[::-1],
        tuple(decisions),
        tuple(row for name, row in found.items() if name not in answered)[::-1],
        tuple((decision, names) for decision, names in stale if names),
        answered,
    )


def _carried(rows: Mapping[str, ReviewRow], decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions with the answers of a sentence that was mended elsewhere: the row of the new sentence in the place of the old
    one, where file, word, form and the word's neighbours are the same and the rest is nearly so."""
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
        for name, place in decision.where.items() if decision.answer != OPEN else ():
            path, _, context = place.partition(" ")
            key = (path, decision.script, decision.word, decision.form, *_neighbours(context))
            same = [row for row in new.get(key, ()) if _is_mended(context, row.context)] if name not in rows else []
            if same:
                new[key].remove(same[0])
                where = {same[0].id if other == name else other: words for other, words in where.items()}
        carried.append(replace(decision, where=where))
    return tuple(carried)


def _neighbours(context: str) -> tuple[str, str]:
    """Two characters before and behind the word in 【】."""
    before, _, rest = context.partition("【")
    return before[-2:], rest.partition("】")[2][:2]


def _is_mended(old: str, new: str) -> bool:
    """Whether two contexts are nearly the same."""
    return SequenceMatcher(None, old, new, autojunk=False).ratio() >= 0.8


def read_decisions(text: str, path: str) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
    """The answers of ``content/conversions.yml``. A row may stand in one decision only; a form keeps the word's length."""
    node, problems = read_yaml(text, path)
    found = list(problems)
    decisions: list[Decision] = []
    lines: dict[str, int] = {}
    for row in iterate_rows(node, path, KEYS, found):
        word, answer, when = row.text("word", required=True), row.text("answer", required=True), row.text("when")
        if answer not in (OPEN, ACCEPT) and (len(answer) != len(word) or answer.isascii()):
            fix = "answer 写 accept（照印）、open（还没看），或字数相同的另一种写法。"
            row.report("conversion-length", row.get("answer") or row.node, f"「{word}」与「{answer}」字数不同。", fix)
            answer = OPEN
        if when and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", when):
            row.report("value-date", row.get("when") or row.node, f"日期「{when}」的写法不对。", "请写成 2026-11-21。")
        where = row.pairs("where")
        for name in where:
            if name in lines:
                message = f"「{name}」这一行已在第 {lines[name]} 行的一条里。"
                row.report("name-duplicate", row.node, message, "一行只能有一个答复，请删去一处。")
            lines.setdefault(name, row.node.line)
        decisions.append(
            Decision(
                word, row.text("form"), row.text("script"), row.text("why"), row.text("other"), answer,
                row.text("by"), when, row.text("reason"), where, row.node.line,
            )
        )  # fmt: skip
    return tuple(decisions), tuple(found)


def updated_decisions(review: Review, by: str = "", today: str = "") -> tuple[Decision, ...]:
    """The decisions as they should stand in the file: rows that are gone dropped, new ones added as open, in a fixed order.

    ``by`` signs, as of ``today``, what was answered and not yet signed.
    """
    here = {row.id: row for row in review.rows}
    place = {name: number for number, name in enumerate(here)}
    kept: dict[tuple[str, ...], Decision] = {}

    def add(decision: Decision, names: Iterable[str]) -> None:
        key = (*decision.kind, decision.answer, decision.by, decision.when, decision.reason)
        before = kept.get(key, replace(decision, where={}))
        ordered = sorted({*before.where, *names}, key=place.__getitem__)
        if ordered:
            kept[key] = replace(before, where={name: f"{here[name].path} {here[name].context}" for name in ordered})

    for decision in review.decisions:
        if by and decision.answer != OPEN and not decision.signed:
            decision = replace(decision, by=decision.by or by, when=decision.when or today)
        add(decision, (name for name in decision.where if name in here))
    known = {name for decision in kept.values() for name in decision.where}
    for row in review.rows:
        if row.id not in known and row.id not in review.answered:
            add(Decision(row.word, row.form, row.script, row.why, row.other), (row.id,))
    # What is open comes first: that is what the editor opened the file for.
    return tuple(sorted(kept.values(), key=lambda d: (d.answer != OPEN, d.kind, place[next(iter(d.where))])))


_HEAD = """\
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
    """The file. Every value is in double quotes where YAML might take it for something else."""
    return _HEAD + "".join(_lines(decisions)) if decisions else _HEAD + "[]\n"


def _lines(decisions: Iterable[Decision]) -> Iterator[str]:
    for decision in decisions:
        yield "\n"
        for key in KEYS[:-1]:
            lead = "- " if key == KEYS[0] else "  "
            yield f"{lead}{key}: {_quoted(getattr(decision, key))}\n"
        yield "  where:\n"
        for name, context in decision.where.items():
            yield f'    "{name}": {_quoted(context)}\n'


def _quoted(value: str) -> str:
    if re.fullmatch(r"[\w\u4e00-\u9fff、，。（）-]+", value) and not re.match(r"[-\d]", value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("\n", "\\n") + '"'
