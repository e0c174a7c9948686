"""The tables for people and their description: heads in Chinese, one script, one unit, each number with its place, and every link to them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import jsonschema
import pytest

from tests import pagetext

HERE = Path(__file__).resolve().parent
HEADS = "指标 年份 目标 限定词 完成 是否预计 相差 单位 目标出处 完成出处".split()
Rows = list[dict[str, str]]


def read_table(file: Path) -> Rows:
    raw = file.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf"), "by which a spreadsheet knows that it is UTF-8"
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


@pytest.fixture(scope="module")
def targets(built_site: Path) -> Rows:
    return read_table(built_site / "data" / "targets.csv")


def test_a_row_has_target_result_and_their_places(targets: Rows) -> None:
    assert list(targets[0]) == HEADS
    by_key = {(row["指标"], row["年份"]): row for row in targets}
    assert len(by_key) == len(targets) > 100, "one row for an indicator and a year"
    row = by_key["地区生产总值增长", "2024"]
    assert [row[head] for head in HEADS[2:8]] == ["6", "左右；完成：以上", "7", "是", "1", "%"]
    assert re.fullmatch(r"2024年报告P9 https://\S+/zh-hans/2024/report/#p9-1-f1", row["目标出处"])
    row = by_key["新增变电容量", "2023"]
    assert [row["目标"], row["完成"], row["相差"], row["单位"]] == ["366", "606", "240", "兆伏安"], (
        "printed as 36.6萬千伏安"
    )
    row = by_key["本级收入增长", "2024"]
    assert [row["完成"], row["是否预计"], row["相差"], row["完成出处"]] == [""] * 4, (
        "what is not known is empty, never a zero"
    )


def test_the_table_is_in_one_script_and_agrees_with_the_data(targets: Rows, built_site: Path) -> None:
    units = {row["单位"] for row in targets} | {row["限定词"] for row in targets}
    assert not re.search("[億萬畝個條戶張處達為]", "".join(units))
    known = {row["name"]: row for row in json.loads((built_site / "data" / "indicators.json").read_text("utf-8"))}
    for row in targets:
        told = next((c for c in known[row["指标"]]["comparisons"] if str(c["year"]) == row["年份"]), None)
        assert bool(told) == bool(row["相差"])
        if told:
            assert [float(row[head]) for head in ("目标", "完成", "相差")] == [
                told["target"],
                told["result"],
                told["difference"],
            ]


def test_each_indicators_page_leads_to_its_own_table_and_pictures(targets: Rows, built_site: Path) -> None:
    for row in json.loads((built_site / "data" / "indicators.json").read_text("utf-8")):
        own = read_table(built_site / "data" / "indicators" / f"{row['id']}.csv")
        assert own == [each for each in targets if each["指标"] == row["name"]]
        page = pagetext.read(built_site, f"zh-hant/indicators/{row['id']}/")
        saved = [str(e.attrs["href"]) for e in page.find(tag="a") if "download" in e.attrs]
        assert len(saved) == 3 and saved[2] == f"../../../data/indicators/{row['id']}.csv"
        for href in saved:
            assert (built_site / href.removeprefix("../../../")).is_file()


def test_each_years_page_leads_to_the_table_of_its_rows(targets: Rows, built_site: Path) -> None:
    for year in ("2023", "2024", "2025"):
        page = pagetext.read(built_site, f"zh-hans/{year}/targets/")
        (link,) = [e for e in page.find(tag="a") if "download" in e.attrs]
        assert link.attrs["download"] == f"{year}年目标与完成情况.csv"
        own = read_table(built_site / "zh-hans" / year / "targets" / str(link.attrs["href"]))
        assert own == [each for each in targets if each["年份"] == year]
        shown = {str(row.attrs["id"]) for row in page.find(tag="tr") if "data-state" in row.attrs}
        known = json.loads((built_site / "data" / "indicators.json").read_text("utf-8"))
        assert {row["id"] for row in known if row["name"] in {each["指标"] for each in own}} == shown


def test_a_chart_has_one_unit(built_site: Path) -> None:
    """36.6万千伏安 stands at 366 of an axis in 兆伏安; 1.2万个 is written as it is printed."""
    for indicator, expected in (
        ("transformer-capacity", ["366", "606", "302"]),
        ("school-places", ["8000", "1.2万", "1万", "2.6万"]),
    ):
        page = (built_site / "zh-hans" / "indicators" / indicator / "index.html").read_text("utf-8")
        assert re.findall(r'class="digits (?:target|result)-label[^>]*>([^<]+)', page) == expected
        assert indicator != "transformer-capacity" or "目标36.6万千伏安" in page, "in words as it is printed"


def test_figures_have_the_value_in_the_indicators_unit_too(built_site: Path) -> None:
    rows = json.loads((built_site / "data" / "figures.json").read_text("utf-8"))
    row = next(
        row
        for row in rows
        if row["indicator"] == "transformer-capacity" and row["role"] == "target" and row["year"] == 2023
    )
    assert (row["value"], row["unit"], row["indicator_value"], row["indicator_unit"]) == (
        366000,
        "千伏安",
        366,
        "兆伏安",
    )
    assert all((row["indicator"] is None) == (row["indicator_value"] is None) for row in rows)


def test_the_package_describes_every_file_as_the_standard_asks(built_site: Path) -> None:
    package = json.loads((built_site / "data" / "datapackage.json").read_text("utf-8"))
    jsonschema.Draft4Validator(read_profile("data-package")).validate(package)
    tables = [resource for resource in package["resources"] if resource["profile"] == "tabular-data-resource"]
    described = {resource["path"] for resource in package["resources"]}
    written = {
        path.relative_to(built_site / "data").as_posix() for path in (built_site / "data").rglob("*") if path.is_file()
    }
    assert described == {path for path in written if not path.endswith(".schema.json")} - {"datapackage.json"}
    for resource in tables:
        jsonschema.Draft4Validator(read_profile("tabular-data-resource")).validate(resource)
        fields = resource["schema"]["fields"]
        rows = read_table(built_site / "data" / resource["path"])
        assert [field["name"] for field in fields] == list(rows[0])
        for field in fields:
            check_values(field, [row[field["name"]] for row in rows])


def read_profile(name: str) -> Any:
    return json.loads((HERE / "frictionless" / f"{name}.json").read_text("utf-8"))


def check_values(field: dict[str, Any], values: list[str]) -> None:
    """Each value is empty or of the type that the description says."""
    for value in filter(None, values):
        if field["type"] == "integer":
            assert re.fullmatch("-?[0-9]+", value), (field, value)
        elif field["type"] == "number":
            float(value)
        elif field["type"] == "boolean":
            assert value in (*field["trueValues"], *field["falseValues"]), (field, value)


def test_every_page_can_be_reached_from_the_home_page_by_links(built_site: Path) -> None:
    for edition in ("zh-hans", "zh-hant"):
        reached, waiting = set[str](), [f"{edition}/"]
        while waiting:
            page = waiting.pop()
            if page not in reached:
                reached.add(page)
                waiting += (link for link in list_links(built_site, page) if link.startswith(f"{edition}/"))
        there = {
            f"{path.parent.relative_to(built_site).as_posix()}/" for path in (built_site / edition).rglob("index.html")
        }
        assert there - reached == set()


def list_links(site: Path, page: str) -> Iterator[str]:
    for element in pagetext.read(site, page).find(tag="a"):
        href = str(element.attrs.get("href", ""))
        link = unquote(urlsplit(urljoin(f"https://x/{page}", href)).path).removeprefix("/")
        if link.endswith("/") and "://" not in href:
            yield link
