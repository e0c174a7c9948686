"""What is told at the command line: problems, what was made, what waits for a look. Each function gives the exit code."""

from __future__ import annotations

import datetime
import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from gazette.pipeline import Outcome, write_review
from gazette.problems import Problem
from gazette.unchanged import Built, site_print

if TYPE_CHECKING:  # what reads files to import is not loaded for a build
    from gazette.editor_commands import CommandResult

_GITHUB = {"error": "error", "warning": "warning", "note": "notice"}


def _tell(problems: Iterable[Problem]) -> None:
    for problem in problems:
        print(problem, file=sys.stderr)


def _made(outcome: Outcome) -> str:
    """5篇文献，156个网页……: what came of a build."""
    waiting = f"，{len(outcome.review.open)}处转换待核对" if outcome.review.open else ""
    return f"{outcome.documents}篇文献，{outcome.pages}个网页，{outcome.terms}个词条，{outcome.figures}个数值{waiting}"


def _stopped(outcome: Outcome, tail: str = "") -> int:
    count = Counter(problem.severity for problem in outcome.problems)
    print(f"有{count['error']}处错误、{count['warning']}处提醒{tail}。", file=sys.stderr)
    return 1


def report_build(outcome: Outcome, out: Path | None, *, quiet: bool = False) -> int:
    """After a build: the problems, and what was made and where to look."""
    _tell(outcome.problems)
    if not outcome.written or out is None:
        return _stopped(outcome, "，网站没有改动")
    if not quiet:
        print(
            f"做好了：{out}（{_made(outcome)}，{outcome.seconds:.1f}秒）。看：python build.py serve，再打开 http://127.0.0.1:8000/"
        )
    return 0


def build_record(outcome: Outcome, sources: str, out: Path) -> Built:
    """What the next build tells again if nothing changes until then."""
    return Built(sources, site_print(out), tuple(map(str, outcome.problems)), _made(outcome))


def report_preview(outcome: Outcome, *, quiet: bool = False) -> None:
    """After each save: the problems, and that the pages are new, or are still the last good ones."""
    _tell(outcome.problems)
    if not outcome.written:
        _stopped(outcome, "，预览里还是上一次的网页")
    elif not quiet:
        print(f"更新了（{_made(outcome)}，{outcome.seconds:.1f}秒）。", flush=True)


def report_check(outcome: Outcome, form: str, *, quiet: bool = False, everything: bool = False) -> int:
    """After a check: the problems as ``text``, as ``json`` for an editor's tools, or as ``github``'s annotations. What asks for
    nothing (judged already, read over) is one line, unless ``quiet``; ``everything`` lists it."""
    if form == "json":
        print(json.dumps([_row(problem) for problem in outcome.problems], ensure_ascii=False, indent=1))
        return int(outcome.stopped)
    if form == "github":
        for problem in outcome.problems:
            print(_annotation(problem))
        return int(outcome.stopped)
    _tell(outcome.problems)
    if outcome.stopped:
        return _stopped(outcome)
    if quiet:
        return 0
    if everything:
        print(*outcome.notes, sep="\n", end="\n" if outcome.notes else "")
    elif outcome.notes:
        print(f"另有{len(outcome.notes)}处已经看过、不必再改（已阅），加 --all 列出。")
    warnings = len(outcome.problems)
    print(
        f"没有错误，有{warnings}处提醒（{_made(outcome)}，{outcome.seconds:.1f}秒）。"
        if warnings
        else f"没有问题（{_made(outcome)}，{outcome.seconds:.1f}秒）。"
    )
    return 0


def _row(problem: Problem) -> dict[str, str | int]:
    place = problem.locus
    return {
        "code": problem.code, "severity": problem.severity, "path": place.path, "line": place.line, "column": place.column,
        "message": problem.message, "fix": problem.fix,
    }  # fmt: skip


def _annotation(problem: Problem) -> str:
    """``::error file=…,line=…::…``, escaped as the format asks for."""
    where = {"file": problem.locus.path, "line": problem.locus.line, "col": problem.locus.column, "title": problem.code}
    told = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in where.items() if value)
    return f"::{_GITHUB[problem.severity]} {told}::{_escaped(f'{problem.message} {problem.fix}'.strip())}"


def _escaped(text: str, more: str = "") -> str:
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def report_anchors(outcome: Outcome, content: Path) -> int:
    """After the anchors were written into the ledger."""
    problems = [problem for problem in outcome.problems if problem.code != "anchor-unrecorded"]
    _tell(problems)
    if outcome.stopped:
        return _stopped(outcome, "，没有登记")
    print(f"锚点登记好了：{content.name}/anchors.yml。请连同文献一起提交。")
    return 0


def report_review(outcome: Outcome, content: Path, by: str, *, write: bool) -> int:
    """Print each conversion that waits for a look, with its sentence; with ``write`` bring the file of answers up to date."""
    errors = [problem for problem in outcome.problems if problem.severity == "error"]
    _tell(errors)
    if errors:
        print("请先改好上面的错误，再核对转换。", file=sys.stderr)
        return 1
    found = outcome.review
    for row in found.open:
        also = f"，也可能是「{row.other}」" if row.other else ""
        print(f"{row.path}:{row.line} 「{row.word}」→「{row.form}」{also}（{row.why}）")
        print(f"    {row.sentence[: row.start]}【{row.word}】{row.sentence[row.start + len(row.word) :]}")
    stale = sum(len(names) for _, names in found.stale)
    print(f"要核对的转换{len(found.rows)}处，还没有看过的{len(found.open)}处，答复里已经不用的{stale}行。")
    if write:
        found, problems = write_review(outcome, content, by, datetime.datetime.now().astimezone().date().isoformat())
        _tell(problems)
        if problems:
            return 1
        print(f"已写进 {content.name}/conversions.yml，还有{len(found.open)}处没有看过或没有署名。")
        if found.open:
            print("请把其中的 answer: open 改成 accept，或改成该印的字；再运行 review --write --by 名字 署名。")
    return 1 if found.open else 0


def report_command(done: CommandResult, *, quiet: bool = False) -> int:
    """After an import, or the beginning of a year: what to look at goes to the errors, what was done to the output."""
    _tell(done.problems)
    if not quiet and done.told:
        print(*done.told, sep="\n")
    return 0 if done.written else 1
