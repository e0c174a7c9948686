"""An editor's hand on the alignment: `see=` wins over what the build finds, and is checked."""

from __future__ import annotations

from gazette.comparison.relate import relate_document
from gazette.conversion import converter
from gazette.library.check_library import list_anchors
from gazette.model import Relation, Source
from gazette.problems import Problem
from gazette.sources.document import parse_document

REPORT = """---
kind: report
script: Hans
title: 报告
---

# 报告

## 任务 {#s1}

[]{page=3}开工建设滨江商务区二期。办好机器人大赛。

新增优质学位1.2万个，改造老旧小区49个。
"""
EXPLAINER = """---
kind: explainer
script: Hant
title: 解讀
explains: 2031/report
---

# 解讀

## 一 {#e01}

- 開工建設濱江商務區二期。
- 新增優質學位1.2萬個。SEE
"""


def related(see: str, report: str = REPORT) -> tuple[tuple[Relation, ...], tuple[Problem, ...]]:
    documents = []
    for name, text in (("report", report), ("explainer", EXPLAINER.replace("SEE", see))):
        document, problems = parse_document(Source(f"content/2031/{name}.md", text))
        assert document is not None
        assert not problems
        documents.append(document)
    own, explainer = documents
    return relate_document(explainer, own, frozenset(list_anchors(own, ())), converter.fold)


def targets(see: str, report: str = REPORT) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for relation in related(see, report)[0]:
        found.setdefault(relation.anchor, set()).add((relation.target, relation.by))
    return found


def test_the_build_finds_the_sentence_across_scripts_and_its_page() -> None:
    assert targets("") == {"e01-1": {("p3-1", "auto")}, "e01-2": {("p3-2", "auto")}}
    assert {relation.target_page for relation in related("")[0]} == {3}


def test_an_editor_says_another_sentence_or_none() -> None:
    assert targets(" {see=report#p3-1}")["e01-2"] == {("p3-1", "editor")}
    assert "e01-2" not in targets(" {see=none}")


def test_a_table_is_aligned_only_where_an_editor_names_it() -> None:
    table = "\n\n: 新增优质学位\n\n| 指标 | 目标 |\n|---|---|\n| 新增优质学位 | 1.2万个 |\n"
    assert targets(table) == targets("")
    report = REPORT.replace("新增优质学位1.2万个", "新建校舍") + table
    assert "e01-2" not in targets("", report)
    assert targets(" {see=report#p3-3-r2}", report)["e01-2"] == {("p3-3-r2", "editor")}


def test_a_see_that_leads_nowhere_is_reported() -> None:
    _, problems = related(" {see=report#p9-9}")
    assert [(p.code, p.locus.path, p.locus.line) for p in problems] == [
        ("link-broken", "content/2031/explainer.md", 13)
    ]
    assert "p9-9" in problems[0].message
