"""Report results at the command line. Each function that ends a command returns the exit code."""

from __future__ import annotations

import datetime
import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from gazette.last_build import BuildRecord
from gazette.pipeline import BuildResult, write_review
from gazette.problems import Problem

if TYPE_CHECKING:  # a build does not load the importer
    from gazette.editor_commands import CommandResult

_ANNOTATION_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


def _print_problems(problems: Iterable[Problem]) -> None:
    for problem in problems:
        print(problem, file=sys.stderr)


def _summarize(outcome: BuildResult) -> str:
    """Summarize what was built: 5篇文献，156个网页……"""
    waiting = f"，{len(outcome.review.open)}处转换待核对" if outcome.review.open else ""
    return f"{outcome.documents}篇文献，{outcome.pages}个网页，{outcome.terms}个词条，{outcome.figures}个数值{waiting}"


def _report_failure(outcome: BuildResult, tail: str = "") -> int:
    count = Counter(problem.severity for problem in outcome.problems)
    print(f"有{count['error']}处错误、{count['warning']}处提醒{tail}。", file=sys.stderr)
    return 1


def report_build(outcome: BuildResult, out: Path | None, *, quiet: bool = False) -> int:
    """Report a build: the problems, what was built, and where to see it."""
    _print_problems(outcome.problems)
    if outcome.lost_workers:
        print(f"有{outcome.lost_workers}个进程中途退出，它们的那一份已经重新做过；网站是完整的。", file=sys.stderr)
    if not outcome.written or out is None:
        return _report_failure(outcome, "，网站没有改动")
    if not quiet:
        print(
            f"做好了：{out}（{_summarize(outcome)}，{outcome.seconds:.1f}秒）。看：python build.py serve，再打开 http://127.0.0.1:8000/"
        )
    return 0


def build_record(outcome: BuildResult, sources: str, site: str) -> BuildRecord:
    """Return what the next build reports again if nothing changes until then."""
    lasting = (problem for problem in outcome.problems if problem.code != "out-foreign")  # those files have been moved
    return BuildRecord(sources, site, map(str, lasting), _summarize(outcome))


def report_preview(outcome: BuildResult, *, quiet: bool = False) -> None:
    """Report a build of the preview: the problems, and whether the pages are new or still the last good ones."""
    _print_problems(outcome.problems)
    if not outcome.written:
        _report_failure(outcome, "，预览里还是上一次的网页")
    elif not quiet:
        print(f"更新了（{_summarize(outcome)}，{outcome.seconds:.1f}秒）。", flush=True)


def report_check(outcome: BuildResult, form: str, *, quiet: bool = False, everything: bool = False) -> int:
    """Report a check: the problems as ``text``, as ``json`` for tools, or as ``github``'s annotations.

    Notes, which ask for nothing, are counted in one line, unless ``quiet``; ``everything`` lists them.
    """
    if form == "json":
        print(json.dumps([_to_json(problem) for problem in outcome.problems], ensure_ascii=False, indent=1))
        return int(outcome.stopped)
    if form == "github":
        for problem in outcome.problems:
            print(_format_annotation(problem))
        return int(outcome.stopped)
    _print_problems(outcome.problems)
    if outcome.stopped:
        return _report_failure(outcome)
    if quiet:
        return 0
    if everything:
        print(*outcome.notes, sep="\n", end="\n" if outcome.notes else "")
    elif outcome.notes:
        print(f"另有{len(outcome.notes)}处已经看过、不必再改（已阅），加 --all 列出。")
    warnings = len(outcome.problems)
    print(
        f"没有错误，有{warnings}处提醒（{_summarize(outcome)}，{outcome.seconds:.1f}秒）。"
        if warnings
        else f"没有问题（{_summarize(outcome)}，{outcome.seconds:.1f}秒）。"
    )
    return 0


def _to_json(problem: Problem) -> dict[str, str | int]:
    place = problem.locus
    return {
        "code": problem.code, "severity": problem.severity, "path": place.path, "line": place.line, "column": place.column,
        "message": problem.message, "fix": problem.fix,
    }  # fmt: skip


def _format_annotation(problem: Problem) -> str:
    """Return ``::error file=…,line=…::…``, escaped as the format requires."""
    where = {"file": problem.locus.path, "line": problem.locus.line, "col": problem.locus.column, "title": problem.code}
    properties = ",".join(f"{name}={_escape(str(value), ':,')}" for name, value in where.items() if value)
    return (
        f"::{_ANNOTATION_LEVELS[problem.severity]} {properties}::{_escape(f'{problem.message} {problem.fix}'.strip())}"
    )


def _escape(text: str, more: str = "") -> str:
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def report_anchors(outcome: BuildResult, content: Path) -> int:
    """Report that the anchors were recorded."""
    problems = [problem for problem in outcome.problems if problem.code != "anchor-unrecorded"]
    _print_problems(problems)
    if outcome.stopped:
        return _report_failure(outcome, "，没有登记")
    print(f"锚点登记好了：{content.name}/anchors.yml。请连同文献一起提交。")
    return 0


def report_review(outcome: BuildResult, content: Path, by: str, *, write: bool) -> int:
    """Print each conversion to review, with its sentence; with ``write`` update the file of answers."""
    errors = [problem for problem in outcome.problems if problem.severity == "error"]
    _print_problems(errors)
    if errors:
        print("请先改好上面的错误，再核对转换。", file=sys.stderr)
        return 1
    result = outcome.review
    for row in result.open:
        alternative = f"，也可能是「{row.other}」" if row.other else ""
        print(f"{row.path}:{row.line} 「{row.word}」→「{row.form}」{alternative}（{row.why}）")
        print(f"    {row.sentence[: row.start]}【{row.word}】{row.sentence[row.start + len(row.word) :]}")
    stale = sum(len(names) for _, names in result.stale)
    print(f"要核对的转换{len(result.rows)}处，还没有看过的{len(result.open)}处，答复里已经不用的{stale}行。")
    if write:
        result, problems = write_review(outcome, content, by, datetime.datetime.now().astimezone().date().isoformat())
        _print_problems(problems)
        if problems:
            return 1
        print(f"已写进 {content.name}/conversions.yml，还有{len(result.open)}处没有看过或没有署名。")
        if result.open:
            print("请把其中的 answer: open 改成 accept，或改成该印的字；再运行 review --write --by 名字 署名。")
    return 1 if result.open else 0


def report_command(result: CommandResult, *, quiet: bool = False) -> int:
    """Report an import or a new year: problems to standard error, the rest to standard output."""
    _print_problems(result.problems)
    if not quiet and result.messages:
        print(*result.messages, sep="\n")
    return 0 if result.written else 1
