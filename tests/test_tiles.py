"""What the numbers of an explainer's sentence count: each stands large under its own noun, or none does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gazette.pages.tiles import Place, find_nouns
from tests import mini_site
from tests.pagetext import Element, bare, read

AMOUNT = re.compile(r"(?:超|突破)?[0-9.]+(?P<unit>万个|[个家场张处]|亿元|万元|%|亩)(?:以上)?")


def _nouns(text: str) -> list[str]:
    places = [Place(match.start(), match.end(), match["unit"]) for match in AMOUNT.finditer(text)]
    return ["".join(text[start:end] for start, end in noun) for noun in find_nouns(text, places)]


@pytest.mark.parametrize(
    ("sentence", "nouns"),
    [
        ("推动高新企业超900家、专精特新企业超100家、战新企业超200家。", ["高新企业", "专精特新企业", "战新企业"]),
        ("◎实施133个能人项目、30个增收项目，带动村均收入超80万元。", ["能人项目", "增收项目", "带动村均收入"]),
        ("新增1138个托育位、500张养老床位。", ["新增托育位", "新增养老床位"]),
        ("新增投产企业150家、升规企业50家。", ["新增投产企业", "新增升规企业"]),
        ("新增养老床位100张，服务设施30个。", ["新增养老床位", "服务设施"]),
        ("举办30场重大赛事、20场演艺活动。", ["重大赛事", "演艺活动"]),
        ("新增床位100张，建设和提升设施30个。", ["新增床位", "建设和提升设施"]),
        ("实施教育项目116个，新增优质学位2.6万个以上。", ["教育项目", "新增优质学位"]),
    ],
)
def test_each_number_has_its_noun(sentence: str, nouns: list[str]) -> None:
    assert _nouns(sentence) == nouns


@pytest.mark.parametrize(
    "sentence",
    [
        "签约项目200个、总投资1100亿元，扩产项目350个、总投资1200亿元。",  # one noun twice
        "总收入、人均收入分别增长1.7%、5.5%",
        "推动甲、乙等15个项目投产，落地20个链项目。",
        "增长7%以上，站上3500亿元新台阶",
        "推进30个减排项目，力争优良率99%以上。",
        "新增产值超50亿元企业2家，单项冠军5家。",
        "新建学校3个和幼儿园5个，改造公园6个。",
        "甲项目1个、乙项目2个、丙项目3个、丁项目4个、戊项目5个。",
        "新增“甲类企业2家，乙类企业3家”。",
        "改造公园6个。",
    ],
)
def test_where_one_noun_is_in_doubt_no_number_is_set_large(sentence: str) -> None:
    assert _nouns(sentence) == []


def test_a_tile_is_apparatus_and_the_sentence_stands_below_it(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    file = project / "content" / "2031" / "explainer.md"
    text = file.read_text("utf-8")
    item = "- ◎推动[高薪企业]{sic=高新企业}超900家、[口袋公园再添**8处**]{indicator=parks}。\n"
    text = text.replace("[口袋公园再添**8处**]{indicator=parks}。", "").replace(
        "### 1.办实事", f"### 1.办实事\n\n{item}"
    )
    file.write_text(text, "utf-8")
    assert mini_site.build_in(project).written
    (tiles,) = read(project / "site", "zh-hant/2031/explainer/").find(tag="ul", cls="tiles")
    assert "data-apparatus" in tiles.attrs
    assert tiles.attrs["aria-hidden"] == "true"
    rows = [each for each in tiles.children if isinstance(each, Element)]
    assert [bare(row.text(apparatus=True)) for row in rows] == ["高薪企業誤超900家", "口袋公園再添8處"]
    assert [row.find(tag="p", cls="target") != [] for row in rows] == [False, True]
