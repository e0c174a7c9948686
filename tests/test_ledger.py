"""Links that were given out stay: the ledger of anchors, on a copy of the mini-site."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.model import Source
from gazette.pipeline import Options, record
from gazette.problems import Problem
from gazette.sources import anchor_registry
from gazette.sources.document import parse_document
from tests import commands, mini_site, stages
from tests.pagetext import article, read

ROOT = Path(__file__).resolve().parent.parent
REPORT = "content/2031/report.md"
QUOTED = "> 向海而兴，"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the mini-site whose anchors are recorded."""
    mini_site.copy_to(tmp_path)
    assert not record(Options(tmp_path / "content", None)).stopped
    return tmp_path


def change(project: Path, old: str, new: str, path: str = REPORT) -> None:
    text = (project / path).read_text(encoding="utf-8")
    assert text.count(old) == 1, (old, text.count(old))
    (project / path).write_text(text.replace(old, new), encoding="utf-8")


def anchors(project: Path) -> dict[str, str]:
    """The words of each block of the report by anchor, as built."""
    outcome = mini_site.build_in(project)
    assert outcome.written, [str(problem) for problem in outcome.problems]
    blocks = article(project / "site", "zh-hans/2031/report/").walk()
    return {str(e.attrs["id"]): e.text().strip() for e in blocks if e.attrs.get("id") and e.text().strip()}


def told(project: Path) -> list[Problem]:
    return list(mini_site.build_in(project).problems)


def test_what_is_put_in_changes_no_other_anchor(project: Path) -> None:
    before = anchors(project)
    change(project, "1. 新建口袋公园，其中", "0. 先说一句\n1. 新建口袋公园，其中")
    change(project, QUOTED, f"又添一段。\n\n{QUOTED}")
    change(project, "各位代表：", "插在最前的一段。\n\n各位代表：")
    after = anchors(project)
    assert {anchor: after[anchor] for anchor in before} == before
    assert {words for anchor, words in after.items() if anchor not in before} == {
        "0.先说一句",
        "又添一段。",
        "插在最前的一段。",
    }


def test_a_mended_word_and_a_move_keep_the_anchor(project: Path) -> None:
    before = anchors(project)
    change(project, "续建步道，长度力争达40公里", "续建步道，总长度力争达40公里")
    change(project, "本段照原样。 {#as-printed script=keep}\n\n", "")
    change(project, "各位代表：", "本段照原样。 {#as-printed script=keep}\n\n各位代表：")
    after = anchors(project)
    assert {a: w.replace("总长度", "长度") for a, w in after.items()} == before


def test_what_is_deleted_stops_the_build_until_its_successor_is_named(project: Path) -> None:
    before = anchors(project)
    snapshot = mini_site.snapshot(project / "site")
    gone = next(anchor for anchor, words in before.items() if words.startswith("向海而兴"))
    change(project, "> 向海而兴，\n> 向新而行。\n\n", "")
    problems = told(project)
    assert [(p.code, p.severity) for p in problems] == [("anchor-vanished", "error")]
    rows = (project / "content/anchors.yml").read_text(encoding="utf-8").split("\n")
    row = rows[problems[0].locus.line - 1]
    assert (
        row.strip().startswith(f"{gone} ") and f"#{gone}" in problems[0].message and "向海而兴" in problems[0].message
    )
    assert mini_site.snapshot(project / "site") == snapshot
    change(project, row, f"  {gone} > as-printed", "content/anchors.yml")
    outcome = mini_site.build_in(project)
    assert outcome.written and not outcome.problems
    for edition in ("zh-hans", "zh-hant"):
        page = article(project / "site", f"{edition}/2031/report/")
        assert page.find(id="as-printed")[0].find(id=gone), "the old link leads to the successor"
    # It is never given to another block, and stays so when the ledger is written anew.
    change(project, "各位代表：", "又一段。\n\n各位代表：")
    assert not record(Options(project / "content", None)).stopped
    assert f"  {gone} > as-printed\n" in (project / "content/anchors.yml").read_text(encoding="utf-8")
    assert gone not in [e.attrs.get("id") for e in read(project / "site", "zh-hans/2031/report/").find(cls="para")]


def test_a_successor_must_be_there_and_may_have_one_of_its_own(project: Path) -> None:
    gone = next(anchor for anchor, words in anchors(project).items() if words.startswith("向海而兴"))
    rows = (project / "content/anchors.yml").read_text(encoding="utf-8").split("\n")
    row = next(row for row in rows if row.strip().startswith(f"{gone} "))
    change(project, "> 向海而兴，\n> 向新而行。\n\n", "")
    change(project, row, f"  {gone} > as-prnted", "content/anchors.yml")
    assert [(p.code, p.locus.line, p.fix) for p in told(project)] == [
        ("anchor-ledger", rows.index(row) + 1, "是不是「as-printed」？")
    ]
    change(project, "as-prnted", "older", "content/anchors.yml")
    change(project, f"  {gone} > older", f"  {gone} > older\n  older > as-printed", "content/anchors.yml")
    assert not told(project)
    page = article(project / "site", "zh-hans/2031/report/").find(id="as-printed")[0]
    assert page.find(id=gone) and page.find(id="older")


def test_what_is_new_waits_to_be_recorded(project: Path) -> None:
    change(project, "各位代表：", "又一段。\n\n各位代表：")
    problems = told(project)
    assert [(p.code, p.severity, p.locus.path) for p in problems] == [("anchor-unrecorded", "warning", REPORT)]
    done = commands.run("anchors", "--content", project / "content")
    assert (done.returncode, done.stderr) == (0, "") and "content/anchors.yml" in done.stdout
    assert not told(project)
    before = (project / "content/anchors.yml").read_bytes()
    assert not record(Options(project / "content", None)).stopped
    assert (project / "content/anchors.yml").read_bytes() == before, "written twice, it is the same"


def test_nothing_is_recorded_while_something_is_wrong(project: Path) -> None:
    before = (project / "content/anchors.yml").read_bytes()
    change(project, "{indicator=parks}", "{indicator=parkz}", "content/2031/explainer.md")
    assert record(Options(project / "content", None)).stopped
    assert (project / "content/anchors.yml").read_bytes() == before


def test_a_publication_without_a_ledger_has_published_nothing(tmp_path: Path) -> None:
    mini_site.copy_to(tmp_path)
    assert not mini_site.build_in(tmp_path).problems


HEAD = "---\nkind: report\nscript: Hans\ntitle: 题\n---\n::: masthead\n# 题\n:::\n\n"
WORDS = st.lists(st.text("双湾联动融合向海而兴", min_size=1, max_size=24), min_size=1, max_size=9, unique=True)


@given(WORDS, WORDS, st.data())
def test_no_anchor_ever_goes_to_other_words(old: list[str], new: list[str], data: st.DataObject) -> None:
    """Whatever is deleted, put in and moved: a paragraph that is still there keeps its anchor, and none is used twice."""
    first, _ = parse_document(Source("content/2031/report.md", HEAD + "\n\n".join(old)))
    assert first is not None
    book, problems = anchor_registry.read_registry(stages.record_anchors(first), "content/anchors.yml")
    assert not problems
    mixed = data.draw(st.permutations([*data.draw(st.permutations(old))[: len(old) // 2 + 1], *(set(new) - set(old))]))
    second, _ = parse_document(Source("content/2031/report.md", HEAD + "\n\n".join(mixed)))
    assert second is not None
    held = anchor_registry.assign_published_anchors(second, book)
    before = {block.run.text: block.id for block in first.walk() if block.kind == "paragraph" and block.run}
    after = {block.run.text: block.id for block in held.walk() if block.kind == "paragraph" and block.run}
    assert [block.run and block.run.text for block in held.walk()] == [
        block.run and block.run.text for block in second.walk()
    ]
    assert len(set(after.values())) == len(after)
    for words, anchor in after.items():
        if words in before:
            assert anchor == before[words]
