"""The page 完成: what was done for a year, in words; then addresses are recorded, the publication is checked and the site built."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from gazette.desk.edits import trim_edit
from gazette.desk.job import NO_JOB, JobStep
from gazette.desk.mottos import propose_mottos, read_motto, write_motto
from gazette.desk.page import DeskPage, Fields, Key, Plan, Refusal, format_time, make_change, page_address
from gazette.desk.snapshot import Snapshot
from gazette.desk.today import ProblemRow, RecentRow, make_problem_row
from gazette.text_edits import Edit, find_line_end

_UNRECORDED = "anchor-unrecorded"
_SHOWN = 20


class View(Struct, frozen=True):
    """The page."""

    summary: tuple[str, ...]
    new_anchors: tuple[str, ...]  #: what is still to be recorded, by document
    is_recorded: bool
    errors: int
    check: JobStep
    build: JobStep
    is_running: bool
    problems: tuple[ProblemRow, ...]
    has_only_warnings: bool
    warnings: int  #: that the check has found
    made: str  #: what the build says at its end
    site: str
    pages: tuple[tuple[str, str], ...]  #: of the preview, to be looked at
    entries: tuple[RecentRow, ...]
    motto: str  #: the year's words
    mottos: tuple[str, ...]  #: proposed ones, while there are none
    given: str
    faults: Fields  #: what is wrong with a field


def build(snapshot: Snapshot, fields: Fields, errors: Fields) -> View:
    """Build the page."""
    outcome, job = snapshot.outcome, snapshot.job
    if job.texts != snapshot.key and not job.is_running:  # what it made is of other texts
        job = NO_JOB
    problems = outcome.problems if outcome else ()
    check, built = job.find("check"), job.find("build")
    own = [problem for problem in check.problems if problem.severity != "note"]
    new_anchors = tuple(problem.message for problem in problems if problem.code == _UNRECORDED)
    return View(
        summary=tuple(each.summary for each in snapshot.counts if each.summary),
        new_anchors=new_anchors,
        is_recorded=bool(outcome) and snapshot.path("anchors.yml") in snapshot.texts and not new_anchors,
        errors=sum(problem.severity == "error" for problem in problems),
        check=check,
        build=built,
        is_running=job.is_running,
        problems=tuple(make_problem_row(snapshot, problem) for problem in own[:_SHOWN])
        if check.state == "failed"
        else (),
        warnings=len(own),
        made=built.output.partition("看：")[0],
        has_only_warnings=check.state == "failed" and bool(own) and all(p.severity == "warning" for p in own),
        site=str(snapshot.content.parent / "site"),
        pages=tuple(
            (f"{snapshot.year}年（{name}）", f"/{folder}/{snapshot.year}/")
            for folder, name in (("zh-hans", "简体"), ("zh-hant", "繁体"))
        ),
        entries=tuple(
            RecentRow(entry.number, format_time(entry.time), entry.message)
            for entry in snapshot.entries
            if entry.place.startswith(f"{snapshot.year}/")
        ),
        motto=read_motto(snapshot),
        mottos=propose_mottos(snapshot),
        given=fields.get("motto", ""),
        faults=errors,
    )


def run(snapshot: Snapshot, fields: Fields) -> Plan | Refusal:
    """Record the addresses, then check and build."""
    outcome = snapshot.outcome
    if outcome is None or outcome.anchors is None:
        return Refusal("预览还没有做好，请稍等一下再按。")
    count = sum(problem.severity == "error" for problem in outcome.problems)
    if count:
        return Refusal(f"还有{count}处错误，改好了才能建站。")
    path, new = snapshot.path("anchors.yml"), outcome.anchors.text
    text = snapshot.texts.get(path)
    if text is not None:
        new = text[: text.startswith("\ufeff")] + new.replace("\n", find_line_end(text))
    edits = trim_edit(text, Edit(0, len(text), new)) if text is not None else (Edit(0, 0, new),)
    here = page_address(snapshot, "done")
    changes = (make_change(snapshot, path, edits),) if edits else ()
    job = "lenient" if fields.get("lenient") == "1" else "strict"
    return Plan(changes, "记下各段的网址", here, here, {"anchors": 1}, starts_job=job)


def summarize(snapshot: Snapshot, counts: Mapping[str, int]) -> str:  # noqa: ARG001
    """Return a sentence about lines that were changed by hand."""
    return f"直接改了{counts['lines']}行。" if counts.get("lines") else ""


PAGE = DeskPage(
    name="done", title="完成", template="done.html", build=build, digit=8, needs_build=True, actions={"run": run, "motto": write_motto},
    summarize=summarize, keys=(Key("Enter", "下一步"),),
)  # fmt: skip
