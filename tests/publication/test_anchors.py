"""The published anchors of the real content stay."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from gazette.pipeline import BuildResult, Options, build
from tests.pagetext import article

ROOT = Path(__file__).resolve().parents[2]
REPORT = "content/2024/report.md"
OPENING = "各位代表！过去一年，"


def ids(site: Path) -> dict[str, str]:
    """Words by anchor."""
    found = article(site, "zh-hans/2024/report/").walk()
    return {str(e.attrs["id"]): e.text() for e in found if e.attrs.get("id")}


def test_all_are_recorded_and_nothing_else_awaits_an_editor() -> None:
    outcome = build(Options(ROOT / "content", None, strict=True))
    open_items = [str(problem) for problem in outcome.problems if problem.code != "contact-missing"]
    assert not open_items


def test_deleting_a_paragraph_fails_with_the_anchors_that_vanish(
    copy: Path, run: Callable[[Path], BuildResult]
) -> None:
    lines = (copy / REPORT).read_text(encoding="utf-8").split("\n")
    lines.pop(next(number for number, line in enumerate(lines) if line.startswith(OPENING)))
    (copy / REPORT).write_text("\n".join(lines), encoding="utf-8")
    outcome = run(copy)
    vanished = [problem.message for problem in outcome.problems if problem.code == "anchor-vanished"]
    assert not outcome.written and len(vanished) == 2
    assert "#p7-2" in vanished[0] + vanished[1] and "#page-8" in vanished[0] + vanished[1]


def test_adding_a_paragraph_changes_no_other_anchor(
    copy: Path, run: Callable[[Path], BuildResult], built_site: Path
) -> None:
    text = (copy / REPORT).read_text(encoding="utf-8")
    (copy / REPORT).write_text(text.replace(f"\n{OPENING}", f"\n新添的一段。\n\n{OPENING}"), encoding="utf-8")
    assert run(copy).written
    before, after = ids(built_site), ids(copy / "site")
    new = set(after) - set(before)
    assert len(new) == 1 and "新添的一段" in after[new.pop()]
    assert {anchor: after[anchor] for anchor in before} == before
