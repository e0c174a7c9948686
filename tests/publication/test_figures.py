"""Figures are where the documents say them, and everything gathered from them agrees."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from gazette.drawing import render
from gazette.pipeline import BuildResult
from tests.conftest import ROOT
from tests.pagetext import Element, article, bare, read
from tests.publication import sources

NAMES = ("documents", "figures", "indicators", "glossary", "alignment")


def load(site: Path, name: str) -> Any:
    return json.loads((site / "data" / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_data_follows_its_schema(built_site: Path, name: str) -> None:
    schema = load(built_site, f"{name}.schema")
    jsonschema.Draft202012Validator.check_schema(schema)
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(load(built_site, name))) == []


def test_every_figure_stands_verbatim_in_its_document_and_on_its_page(built_site: Path) -> None:
    figures = load(built_site, "figures")
    assert len(figures) > 400
    for name, (_, edition) in sources.DOCUMENTS.items():
        document = article(built_site, f"{edition}/{name}/")
        words = bare(document.text())
        marked = {str(e.attrs["id"]): e for e in document.find(tag="data", cls="figure")}
        for figure in (f for f in figures if f["document"] == name):
            assert bare(figure["quote"]) in words
            assert figure["text"] in figure["quote"]
            element = marked[figure["id"].partition("#")[2]]
            assert element.text() == figure["text"]
            assert float(str(element.attrs["value"])) == float(figure["value"])
            assert element.attrs.get("data-indicator") == figure["indicator"]


def test_pages_of_figures(built_site: Path) -> None:
    page = 0
    pages: dict[str, int] = {}
    for element in article(built_site, "zh-hans/2024/report/").walk():
        if element.has(cls="page-break"):
            page = int(element.attrs["data-page"] or 0)
        if element.has(tag="data", cls="figure"):
            pages[f"2024/report#{element.attrs['id']}"] = page
    told = {f["id"]: f["page"] for f in load(built_site, "figures") if f["document"] == "2024/report"}
    assert told == pages


def test_the_table_is_the_data(built_site: Path) -> None:
    raw = (built_site / "data" / "figures.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    figures = load(built_site, "figures")
    assert [row["id"] for row in rows] == [figure["id"] for figure in figures]
    assert [float(row["value"]) for row in rows] == [float(figure["value"]) for figure in figures]


PAIRS = {
    "gdp-growth": {2023: (6.5, 6.5), 2024: (6, 7)},
    "revenue-growth": {2023: (7.6, 7.4), 2024: (6, 1.7)},
    "investment-growth": {2023: (8, 10)},
    "income-growth": {2023: (7, 5.6), 2024: (6, 5.5)},
    "plan-coverage": {2023: (70, 67)},
    "idle-land": {2023: (4000, 6500)},
    "transformer-capacity": {2023: (366, 606)},
}


@pytest.mark.parametrize("indicator", sorted(PAIRS))
def test_targets_meet_their_results(built_site: Path, indicator: str) -> None:
    row = next(row for row in load(built_site, "indicators") if row["id"] == indicator)
    told = {c["year"]: (c["target"], c["result"]) for c in row["comparisons"]}
    assert told == PAIRS[indicator]


def test_the_differences_are_arithmetic(built_site: Path) -> None:
    rows = [c for row in load(built_site, "indicators") for c in row["comparisons"]]
    assert len(rows) >= 20
    assert all(c["difference"] == pytest.approx(c["result"] - c["target"]) for c in rows)


def test_indicators_are_many_and_each_has_a_page_in_both_editions(built_site: Path) -> None:
    rows = load(built_site, "indicators")
    assert len(rows) >= 60
    for row in rows:
        for edition in ("zh-hans", "zh-hant"):
            page = read(built_site, f"{edition}/indicators/{row['id']}/")
            links = {
                str(e.attrs["href"]).removeprefix("../../") for e in page.walk() if e.tag == "a" and "href" in e.attrs
            }
            assert {point.replace("#", "/#") for point in row["points"]} <= links


def test_documents_that_differ_are_shown_to_differ(built_site: Path) -> None:
    words = read(built_site, "zh-hans/indicators/business-entities/").text(apparatus=True)
    assert "31万户" in words
    assert "30万户" in words
    assert "各文献数字不一致" in words


# ---------------------------------------------------------------- mutation: nothing can disagree

_MARK = re.compile(r"\[(?P<words>(?:[^\[\]]|\[[^\[\]]*\]\{[^{}]*\})*)\]\{indicator=(?P<indicator>[\w-]+)[^}]*\}")
_HAN = {"百": "千", "千": "百", "万": "千", "三": "五", "四": "六", "二": "五", "一": "七"}


def _changed(value: str) -> str:
    """Another number in the same form: 6.5% → 16.5%, 百名 → 千名, 第四 → 第六."""
    if re.search(r"[0-9]", value):
        return re.sub(r"([0-9])", r"1\1", value, count=1)
    return next(value.replace(old, new, 1) for old, new in _HAN.items() if old in value)


def _value(words: str) -> str:
    """The bold part of a mark, or all of it."""
    bold = re.search(r"\*\*(.+?)\*\*", words)
    return bold[1] if bold else words


def _marks() -> dict[str, list[tuple[str, int]]]:
    """Each indicator's marks as (document, which of the document's marks)."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for name in sources.DOCUMENTS:
        text = (ROOT / "content" / f"{name}.md").read_text(encoding="utf-8")
        for place, match in enumerate(_MARK.finditer(text)):
            found[match["indicator"]].append((name, place))
    return found


MARKS = _marks()


@pytest.mark.parametrize("turn", range(max(map(len, MARKS.values()))))
def test_a_changed_value_changes_everywhere(
    copy: Path, run: Callable[[Path], BuildResult], built_site: Path, turn: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each indicator's marks are changed one at a time; indicators are independent, so one build tries one mark of each."""
    monkeypatch.setattr(
        render, "draw_image", lambda *_: b""
    )  # no pictures: that they follow the text, test_infographics has
    monkeypatch.setattr(render, "draw_saved", lambda *_: {".png": b"", ".pdf": b""})
    wanted = {marks[turn] for marks in MARKS.values() if len(marks) > turn}
    new_values: dict[str, str] = {}
    for name in sources.DOCUMENTS:
        path = copy / "content" / f"{name}.md"
        text = path.read_text(encoding="utf-8")
        before = [f for f in load(built_site, "figures") if f["document"] == name and f["indicator"]]
        found = list(_MARK.finditer(text))
        assert len(found) == len(before)
        for place in reversed(range(len(found))):
            if (name, place) in wanted:
                value = _value(found[place]["words"])
                new_values[before[place]["id"]] = _changed(value)
                start, end = found[place].span("words")
                text = text[:start] + found[place]["words"].replace(value, _changed(value), 1) + text[end:]
        path.write_text(text, encoding="utf-8")
    assert len(new_values) == len(wanted)
    outcome = run(copy)
    assert outcome.written, [str(p) for p in outcome.problems if p.severity == "error"]
    site = copy / "site"
    figures = {f["id"]: f for f in load(site, "figures")}
    old = {f["id"]: f for f in load(built_site, "figures")}
    for name, changed in new_values.items():
        figure = figures[name]
        assert changed in figure["text"]
        assert figure["value"] != old[name]["value"]
        anchor = name.partition("#")[2]
        edition = sources.DOCUMENTS[figure["document"]][1]
        element = article(site, f"{edition}/{figure['document']}/").find(id=anchor)[0]
        assert changed in element.text()
        page = read(site, f"{edition}/indicators/{figure['indicator']}/")
        row = _row(page, f"{figure['document']}/#{anchor}")
        assert bare(changed) in bare(row)
        _agrees(site, edition, figures, figure)


def _row(page: Element, href: str) -> str:
    rows = [e for e in page.find(tag="tr") if any(str(a.attrs.get("href", "")).endswith(href) for a in e.find(tag="a"))]
    assert len(rows) == 1, href
    return rows[0].text(apparatus=True)


def _agrees(site: Path, edition: str, figures: dict[str, Any], figure: dict[str, Any]) -> None:
    """The chart's words, the year table and the year's card show what the first document to state it says."""
    same = ("indicator", "role", "year")
    first = next(f for f in figures.values() if all(f[key] == figure[key] for key in same))
    stated = article(site, f"{edition}/{first['document']}/").find(id=first["id"].partition("#")[2])[0]
    number = bare(stated.find(cls="value")[0].text())
    page = read(site, f"{edition}/indicators/{figure['indicator']}/")
    assert number in bare(page.find(tag="table")[0].text(apparatus=True))
    for chart in page.find(tag="svg", cls="chart"):
        assert number in bare(chart.find(tag="title")[0].text(apparatus=True))
    if figure["role"] == "target":
        for card in read(site, f"{edition}/{figure['year']}/").find(tag="article", data_indicator=figure["indicator"]):
            assert number in bare(card.text(apparatus=True))


# ---------------------------------------------------------------- a new year

YEAR_2026 = """---
kind: explainer
script: Hans
title: 试刊2026
reviews: 2025
plans: 2026
---

::: masthead

# 试刊2026

:::

## 2025年成绩 {#results role=result year=2025}

- [地区生产总值增长**6.2%**]{indicator=gdp-growth}
- [一般公共预算总收入增长**3.3%**]{indicator=revenue-growth}
- [盘活低效用地**7100亩**]{indicator=idle-land}
- [新增优质学位**2.7万个**]{indicator=school-places}
- [新增城镇就业**2.6万人**]{indicator=urban-jobs}

## 2026年目标 {#tasks role=target year=2026}

- [地区生产总值增长**5.5%**左右]{indicator=gdp-growth}
- [一般公共预算总收入增长**2.5%**]{indicator=revenue-growth}
- [盘活低效用地**6000亩**以上]{indicator=idle-land}
- [新增优质学位**1.1万个**]{indicator=school-places}
- [植树造林**4000亩**]{indicator=trees}
"""


def test_a_new_year_needs_nothing_but_its_document(copy: Path, run: Callable[[Path], BuildResult]) -> None:
    (copy / "content" / "2026").mkdir()
    known = {row["id"]: row["name"] for row in _indicators(copy)}
    text = YEAR_2026
    for wanted, name in (("school-places", "新增优质学位"), ("urban-jobs", "新增城镇就业"), ("trees", "植树造林")):
        actual = next(key for key, value in known.items() if value.startswith(name[:4]) or name in value)
        text = text.replace(f"indicator={wanted}", f"indicator={actual}")
    (copy / "content" / "2026" / "explainer.md").write_text(text, encoding="utf-8")
    outcome = run(copy)
    assert outcome.written, [str(p) for p in outcome.problems]
    site = copy / "site"
    new = [f for f in load(site, "figures") if f["document"] == "2026/explainer"]
    assert len(new) == 10
    rows = {row["id"]: row for row in load(site, "indicators")}
    told = {c["year"]: c for c in rows["gdp-growth"]["comparisons"]}
    assert (told[2025]["target"], told[2025]["result"]) == (6, 6.2)
    told = {c["year"]: c for c in rows["idle-land"]["comparisons"]}
    assert (told[2025]["target"], told[2025]["result"]) == (7000, 7100)
    cards = read(site, "zh-hant/2026/").find(tag="article", cls="goal-card")
    assert [card.attrs["data-indicator"] for card in cards] == ["gdp-growth", "revenue-growth"]
    assert "6.2%" in cards[0].text(apparatus=True)
    home = read(site, "zh-hans/").find(tag="article", cls="goal-card")
    assert "5.5%" in bare(home[0].text(apparatus=True))
    shutil.rmtree(site)


def _indicators(project: Path) -> list[dict[str, str]]:
    text = (project / "content" / "indicators.yml").read_text(encoding="utf-8")
    pairs = re.findall(r"id: ([\w-]+)[,\n]\s*name: ([^,\n]+)", text)
    return [{"id": name, "name": words.strip()} for name, words in pairs]
