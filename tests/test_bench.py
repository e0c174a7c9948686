"""The benchmark: the plain text of the other builders, the cost of a command, and the page of results."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench import chart, corpora, peers, plain, results
from bench.build import STAGES, Step, make_indexing_step, measure_in_rounds, run_in_subprocess
from bench.cost import Cost, RunError, add_costs, measure_cost, median_cost, shorten_log_line
from bench.results import INDEXING, OURS, Block, Row
from gazette.pipeline import Options, build
from tests import mini_site

ROOT = Path(__file__).resolve().parent.parent

MARKED = """---
kind: report
script: Hans
title: 政府工作报告
year: "1999"
reviews: 2023
---

::: masthead

[]{page=1}[2023.12]市人大文件

# 政府工作报告

:::

## 一、2023年工作回顾 {#s1 role=result year=2023}

<!-- 给编辑的话
## 不是标题 -->

### （一）全力稳增长。 {#s1-1 .run-in}

[推动[高薪企业]{sic=高新企业 note="报告作“高新企业”"}超**900家**]{indicator=hi-tech-firms}，跨[]{page=2}页；见[报告](report.md#s2-1)。

- 双湾联动 {see=none}

::: note
说明。
:::
"""

PLAIN = """---
title: "政府工作报告"
year: 2024
---

[2023.12]市人大文件

## 一、2023年工作回顾

### （一）全力稳增长。

推动高薪企业超**900家**，跨页；见报告。

- 双湾联动

说明。
"""


def test_plain_text_is_the_words_without_our_notation() -> None:
    assert plain.to_plain_markdown(MARKED, "2024") == PLAIN


def test_plain_text_is_made_in_both_scripts(tmp_path: Path) -> None:
    file = tmp_path / "content/2024/report.md"
    file.parent.mkdir(parents=True)
    file.write_text(MARKED, "utf-8")
    (tmp_path / "content/site.md").write_text("不是文献", "utf-8")
    assert plain.write_texts(tmp_path / "content", tmp_path / "text") == len(PLAIN)
    assert (tmp_path / "text/hans/2024/report.md").read_text("utf-8") == PLAIN
    assert "推動高薪企業超**900家**，跨頁；見報告。" in (tmp_path / "text/hant/2024/report.md").read_text("utf-8")
    assert len(list((tmp_path / "text").rglob("*.md"))) == 2


@pytest.mark.parametrize("peer", peers.PEERS, ids=lambda peer: peer.folder)
def test_a_peer_gets_the_same_text_and_an_index_of_each_year(
    peer: peers.Peer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "CACHE", tmp_path / "cache")
    for script in ("hans", "hant"):
        for year in ("2023", "2024"):
            file = tmp_path / "text" / script / year / "report.md"
            file.parent.mkdir(parents=True)
            file.write_text(PLAIN, "utf-8")
    peers.write_project(peer, tmp_path / "text")
    content = peer.site / peer.content
    assert (content / "hant/2023/report.md").read_text("utf-8") == PLAIN
    if peer.index:
        index = (content / "hans/2024" / peer.index).read_text("utf-8")
        assert 'title: "2024"' in index
        assert ("(report.md)" in index) == peer.is_listed
    assert re.fullmatch(r"\d+\.\d+\.\d+", peer.version)
    assert not list(peer.site.glob("package*.json"))


def test_a_cost_is_of_all_processes_together() -> None:
    large = "import time; memory = bytearray(60 * 2**20); time.sleep(0.5)"
    two = f"import subprocess, sys; row = [subprocess.Popen([sys.executable, '-c', {large!r}]) for _ in 'ab']; [p.wait() for p in row]"
    # In a process of its own: what it starts would begin with the mark of this one's memory.
    measure = f"import sys; from bench.cost import measure_cost; print(*measure_cost([sys.executable, '-c', {two!r}]))"
    output = subprocess.run(
        [sys.executable, "-c", measure], check=True, capture_output=True, text=True, cwd=ROOT
    ).stdout
    found = Cost(*map(float, output.split()))
    assert found.wall > 0.5
    assert 60 < found.largest < 120 < found.together


def test_a_command_that_fails_says_why() -> None:
    with pytest.raises(RunError, match="exit code 3: no such theme"):
        measure_cost([sys.executable, "-c", "print('no such theme'); raise SystemExit(3)"])
    with pytest.raises(RunError, match="No such file"):
        measure_cost(["not-there"])
    assert shorten_log_line("  error in /home/me/x.js, see https://registry.example/log now ") == "error in … see … now"


def test_steps_run_in_turn_and_the_row_of_one_that_fails_has_the_failure() -> None:
    order: list[str] = []
    quick = ((sys.executable, "-c", ""),)
    broken = ((sys.executable, "-c", "raise SystemExit('not here')"),)
    steps = [
        Step(Row("a", "cold", False, None), quick, lambda: order.append("a"), pages=lambda: 7),
        Step(Row("b", "cold", False, None), broken, lambda: order.append("b")),
        Step(Row("c", "cold", False, None, failure="not set up"), ()),
        Step(Row("d", "cold", False, None), quick, lambda: order.append("d")),
    ]
    a, b, c, d = measure_in_rounds(steps, lambda _: None)
    assert order == ["a", "b", "d", "a", "d", "a", "d"]
    assert (a.runs, a.pages, d.runs) == (3, 7, 3)
    assert a.cost and a.cost.wall > 0
    assert (b.cost, b.failure) == (None, "exit code 1: not here")
    assert (c.cost, c.failure) == (None, "not set up")


def test_the_stages_of_a_build_are_timed(tmp_path: Path) -> None:
    spent = run_in_subprocess("--stages", mini_site.copy_to(tmp_path))
    assert set(spent) == {"whole", "all else", *(label for label, _, _ in STAGES)}
    assert all(seconds > 0 for name, seconds in spent.items() if name != "published anchors"), spent
    assert spent["all else"] < spent["whole"] / 3
    assert sum(spent.values()) == pytest.approx(2 * spent["whole"])


def test_the_binary_alone_indexes_what_a_build_gives_it(tmp_path: Path) -> None:
    (tmp_path / "apart").mkdir()
    step = make_indexing_step(mini_site.copy_to(tmp_path / "project"), tmp_path / "apart")
    assert len(step.commands) == 2, "one for each edition"
    (row,) = measure_in_rounds([step], lambda _: None)
    assert row.cost, row.failure
    entries = [json.loads(file.read_text("utf-8")) for file in tmp_path.glob("apart/bundle-*/pagefind-entry.json")]
    assert len(entries) == 2
    assert all(language["page_count"] > 3 for entry in entries for language in entry["languages"].values())


def test_costs_in_a_row_are_added_and_medians_are_of_each_number() -> None:
    assert add_costs([Cost(1, 2, 30, 40), Cost(2, 3, 50, 20)]) == Cost(3, 5, 50, 40)
    assert median_cost([Cost(1, 9, 3, 3), Cost(2, 1, 9, 4), Cost(9, 2, 1, 5)]) == Cost(2, 2, 3, 4)


def block(documents: int, wall: float, title: str = "") -> Block:
    """Ours and two others, one of them not set up."""
    rows = (
        Row(OURS, "cold", False, Cost(wall, wall, 300, 310), 3, pages=4 * documents),
        Row(OURS, "nothing changed", False, Cost(0.25, 0.2, 40, 40), 3),
        Row(OURS, "cold", True, Cost(wall + 2.1, wall + 1.5, 300, 330), 3),
        Row(INDEXING, "cold", True, Cost(2.0, 2.0, 90, 90), 3),
        Row("Hugo", "cold", False, Cost(wall / 4, wall / 4, 80, 80), 3, version="0.1.2", max_ratio=3),
        Row("Eleventy", "cold", False, None, failure="not set up: no | network"),
    )
    stages, preview = {"parse": 1.5, "html": 30.25}, {"all": [90.4, 80, 100, 60]}
    return Block(
        title or str(documents), documents, 10_000 * documents, "2026-11-21", "abc", 0.5, rows, stages, preview
    )


BLOCKS = [block(5, 1.0, "5 (today's site)"), block(100, 8.0), block(1000, 88.0)]


def test_ratios_are_ours_by_theirs_and_growth_is_of_a_document() -> None:
    assert results.ratio(Cost(3, 0, 0, 0), Cost(2, 9, 9, 9)) == 1.5
    assert results.ratio(None, Cost(2, 9, 9, 9)) is None
    grown = results.growth(BLOCKS)
    assert grown
    assert (grown[0].title, grown[1].title) == ("100", "1000")
    assert grown[2] == pytest.approx(1.1)
    assert results.growth(BLOCKS[:2]) is None, "today's site cannot be compared with a generated one"


def test_the_page_has_every_number_and_keeps_the_remarks() -> None:
    text = results.render(BLOCKS, "a machine", "the command", "Written by hand.\n")
    lines = text.splitlines()
    assert "`the command` on a machine." in lines
    assert "| 1000 | Hugo 0.1.2 | 22.00 | 22.00 | 80 | 80 | 0 | 22.0 | 4.00 | ≤ 3 |" in lines
    assert "| 100 | Hugo 0.1.2 | 2.00 | 2.00 | 80 | 80 | 0 | 20.0 | 4.00 |  |" in lines, (
        "the target is for 1,000 documents"
    )
    assert "| 100 | Eleventy | not set up: no \\| network | – | – | – | – | – | – | – |" in lines
    assert "| 100 | no | nothing changed | 0.25 | 0.20 | 40 | 40 | 3 |" in lines
    assert "| 100 | 2.10 | 2.00 | +5 % | 1.50 | 2.00 | -25 % |" in lines
    assert "| 100 | all | 90 | 80 | 100 | 60 |" in lines
    assert lines.index("| html | 30.2 | 30.2 | 30.2 |") < lines.index("| parse | 1.5 | 1.5 | 1.5 |")
    assert "A document among 1000 takes 1.10 times as long as one among 100 (cold, no search)." in lines
    assert results.read_remarks(text) == "Written by hand.\n"
    for head, row in pairwise(lines):
        if row.startswith("|"):
            assert not head.startswith("|") or len(re.findall(r"(?<!\\)\|", head)) == len(re.findall(r"(?<!\\)\|", row))


def test_what_was_measured_is_read_again() -> None:
    assert results.from_json(json.loads(json.dumps(results.to_json(BLOCKS[1])))) == BLOCKS[1]


def test_the_picture_is_well_formed_and_has_the_numbers_as_text() -> None:
    svg = ElementTree.fromstring(chart.draw(BLOCKS))
    name = "{http://www.w3.org/2000/svg}"
    texts = [node.text for node in svg.iter(f"{name}text")]
    assert {"100 documents", "1000 documents", OURS, "Hugo", "88.00 s, 88.0 ms a document"} <= set(texts)
    assert "2.00 s, 20.0 ms a document" in texts
    assert "Eleventy" not in texts, "it was not measured"
    widths = [float(bar.attrib["width"]) for bar in svg.iter(f"{name}rect") if "bar" in bar.attrib["class"]]
    ours, hugo, more, theirs = widths
    assert hugo < ours < theirs < more
    assert ours - hugo == pytest.approx(more - theirs, abs=0.2), "four times as long is the same step everywhere"
    described = svg.find(f"{name}desc")
    assert svg.find(f"{name}title") is not None
    assert described is not None
    assert "1000 documents, Hugo: 22.00 s" in str(described.text)
    assert "prefers-color-scheme: dark" in str(svg.findtext(f"{name}style"))
    assert svg.attrib["aria-labelledby"] == "title desc"


def test_an_empty_result_is_a_picture_too() -> None:
    assert ElementTree.fromstring(chart.draw([])).tag.endswith("svg")


def test_generated_publications_of_several_counties_pass_the_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corpora, "YEARS", 1)
    corpora.write_corpus(4, tmp_path)
    outcome = build(Options(tmp_path / "content", None, search=False))
    assert not outcome.stopped, [str(problem) for problem in outcome.problems if problem.severity == "error"]
