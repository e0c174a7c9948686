"""Between the scripts: the converter's private hook, the house's own phrases, the words that are known to go wrong, and the
four Simplified documents there and back."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from opencc import OpenCC

from gazette.conversion import converter as conversion
from gazette.conversion.converter import ConversionRules, Converter
from gazette.model import Document, Source
from gazette.scripts import HANS, HANT, SCRIPTS
from gazette.shown import in_script
from gazette.sources import markdown
from gazette.sources.document import parse_document
from gazette.sources.site_settings import read_strings
from tests import mini_site, stages

ROOT = Path(__file__).resolve().parent.parent
HOUSE, _PROBLEMS = conversion.read_rules((ROOT / "conversion.yml").read_text(encoding="utf-8"), "conversion.yml")
CONVERTER = Converter(HOUSE)
DOCUMENTS = sorted((ROOT / "content").glob("*/*.md"))


def document(path: Path) -> Document:
    found, problems = parse_document(Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")))
    assert found is not None, problems
    return found


def converted(body: str, script: str = "Hans", house: ConversionRules = HOUSE) -> dict[str, list[str]]:
    """The words of each block of a document with that body, by script."""
    head = f"---\nkind: report\nscript: {script}\ntitle: 題\ninferred: [title]\n---\n"
    made, problems = parse_document(Source("content/2031/report.md", f"{head}{body}\n"))
    assert made is not None, problems
    runs = [block.run.shown for block in stages.convert(made, house).walk() if block.run]
    return {script.code: [in_script(text, place) for text in runs] for place, script in enumerate(SCRIPTS)}


# ---------------------------------------------------------------- the private hook


def test_the_package_is_the_pinned_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"opencc-python-reimplemented=={version('opencc-python-reimplemented')}" in project["dependencies"]


@pytest.mark.parametrize("configuration", ["s2tw", "tw2s", "t2s"])
def test_the_dictionaries_are_stages_of_longest_shortest_and_words(configuration: str) -> None:
    chain = OpenCC(configuration)._dict_chain_data
    assert isinstance(chain, list) and chain
    for stage in chain:
        assert isinstance(stage, list) and stage
        for longest, shortest, table in stage:
            assert isinstance(table, dict) and table
            assert longest == max(map(len, table)) and shortest == min(map(len, table))


def test_a_dictionary_put_first_wins_over_the_package_own() -> None:
    engine = OpenCC("s2tw")
    assert engine.convert("发展") == "發展"
    engine._dict_chain_data[0].insert(0, (2, 2, {"发展": "髮展"}))
    assert engine.convert("发展、发生") == "髮展、發生"


def test_a_stage_put_last_sees_what_the_others_made() -> None:
    engine = OpenCC("s2tw")
    engine._dict_chain_data.append([(1, 1, {"發": "彂"})])
    assert engine.convert("发展") == "彂展"


@pytest.mark.parametrize("configuration", ["s2tw", "tw2s", "t2s"])
def test_no_word_of_the_dictionaries_changes_its_length(configuration: str) -> None:
    tables = [table for stage in OpenCC(configuration)._dict_chain_data for _, _, table in stage]
    assert not [word for table in tables for word, value in table.items() if len(value.split(" ")[0]) != len(word)]


# ---------------------------------------------------------------- the house's rules


def test_the_house_rules_are_read_without_a_problem() -> None:
    assert not _PROBLEMS
    assert len(HOUSE.to_hant) >= 20 and HOUSE.variants


@pytest.mark.parametrize(("hans", "hant"), HOUSE.to_hant, ids=lambda value: value)
def test_a_house_phrase_is_converted_as_written_wherever_it_stands(hans: str, hant: str) -> None:
    for before, after in (("", ""), ("我们", "工作"), ("“", "”，"), ("2031年", "3个")):
        converted = CONVERTER.convert(f"{before}{hans}{after}", "Hans", "Hant")
        assert hant in converted, converted


@pytest.mark.parametrize(("hans", "hant"), HOUSE.to_hant, ids=lambda value: value)
def test_a_house_phrase_comes_back(hans: str, hant: str) -> None:
    assert CONVERTER.convert(hant, "Hant", "Hans") == hans


@pytest.mark.parametrize(("found", "wanted"), HOUSE.variants, ids=lambda value: value)
def test_a_variant_never_appears(found: str, wanted: str) -> None:
    simplified = CONVERTER.convert(found, "Hant", "Hans")
    converted = CONVERTER.convert(f"{simplified}，{found}", "Hans", "Hant")
    assert converted == f"{wanted}，{wanted}"


def test_a_phrase_wins_both_ways_though_the_dictionaries_know_its_parts() -> None:
    """乾 becomes 干 and 汙 becomes 污 only where the house does not say otherwise."""
    house = ConversionRules(
        to_hant=(("乾鹊里", "乾鵲里"),), to_hans=(("乾鵲", "乾鹊"), ("徵羽", "徵羽")), variants=(("汙", "污"),)
    )
    converter = Converter(house)
    assert converter.convert("走乾鹊里，干净", "Hans", "Hant") == "走乾鵲里，乾淨"
    assert converter.convert("走乾鵲路，乾淨，徵羽，徵收", "Hant", "Hans") == "走乾鹊路，干净，徵羽，征收"


# ---------------------------------------------------------------- words that go wrong elsewhere

KNOWN = {
    "被发明": "被發明",
    "展示了如何": "展示了如何",
    "参与制造": "參與製造",
    "新征程": "新征程",
    "市场准入": "市場准入",
    "10个中小学": "10個中小學",
    "10个中高级": "10個中高級",
    "回流": "回流",
    "人才回归": "人才回歸",
    "渠梁": "渠梁",
    "托位": "托位",
    "托稳": "托穩",
    "鞋服制造业": "鞋服製造業",
    "草庵": "草庵",
    "更加注重": "更加注重",
    "里程碑": "里程碑",
    "公里": "公里",
    "头发": "頭髮",
    "发展": "發展",
    "干部": "幹部",
    "干净": "乾淨",
    "20周年": "20周年",
    "家具": "家具",
    "扎实": "扎實",
    "污水": "污水",
    "湿地": "濕地",
    "皇后": "皇后",
    "以后": "以後",
    "划算、计划": "划算、計劃",
    "合作社": "合作社",
    "台湾": "臺灣",
    "一系列": "一系列",
    "系统": "系統",
    "关系": "關係",
    "吴志朴": "吳志朴",
}


@pytest.mark.parametrize(("hans", "hant"), KNOWN.items(), ids=lambda value: value)
def test_known_words(hans: str, hant: str) -> None:
    assert CONVERTER.convert(hans, "Hans", "Hant") == hant
    assert CONVERTER.convert(f"要{hans}。", "Hans", "Hant") == f"要{hant}。"
    assert CONVERTER.convert(hant, "Hant", "Hans") == hans


TRAPS = [
    (row["hans"], row["hant"])
    for rows in yaml.safe_load((ROOT / "tests" / "cases" / "traps.yml").read_text(encoding="utf-8")).values()
    for row in rows
]
#: The traps that a phrase for them would only move elsewhere (研发型, 自制力, 演出高甲戏): the review asks about such.
MISSED = {"一出高甲戏"}


def test_traps_come_out_as_a_careful_editor_prints_them() -> None:
    """485 phrases, written before the converter was run on them: 453 were right at first sight; 24 were mended by phrases and
    surnames, two by segmentation, five forms of the list itself were put right on second thoughts (一目瞭然, 週轉, 檯曆, 併網, 遺蹟)."""
    assert len(dict(TRAPS)) == len(TRAPS) > 300
    wrong = {hans: CONVERTER.convert(hans, "Hans", "Hant") for hans, hant in TRAPS}
    assert {hans for hans, hant in TRAPS if wrong[hans] != hant} == MISSED
    assert len(MISSED) <= 0.01 * len(TRAPS)


def test_traps_come_back() -> None:
    assert [hans for hans, hant in TRAPS if CONVERTER.convert(hant, "Hant", "Hans") != hans] == []


@pytest.mark.parametrize(
    ("hans", "hant"),
    {
        "非公有制造成的": "非公有制造成的",
        "降低制造成本": "降低製造成本",
        "所有制造业企业": "所有製造業企業",
        "委托班子成员": "委託班子成員",
        "重点赞助企业": "重點贊助企業",
        "位于市区": "位於市區",
        "由于市场": "由於市場",
        "十余名教授": "十餘名教授",
        "范围、范例、范先生": "範圍、範例、范先生",
    }.items(),
)
def test_the_houses_phrases_do_not_reach_into_other_words(hans: str, hant: str) -> None:
    assert CONVERTER.convert(hans, "Hans", "Hant") == hant


@pytest.mark.parametrize(
    ("body", "hant"),
    [
        ("里程**碑**", "里程碑"),
        ("**里程**碑", "里程碑"),
        ("里[程](https://example.org)碑", "里程碑"),
        ("头[发](https://example.org)", "頭髮"),
        ("剪头[]{page=2}发", "剪頭髮"),
        ("剪*头***发**", "剪頭髮"),
        ("皇**后**，以\n后", "皇后，以後"),
        ("新征[]{page=2}程", "新征程"),
        ("市场[准入]{sic=准人}", "市場准入"),
        ("更加**注**重", "更加注重"),
        ("### 迈上新 {#x .run-in}\n\n征程", "邁上新征程"),
        ("> 干\n> 部", "幹部"),
    ],
    ids=lambda value: value,
)
def test_markup_inside_a_word_does_not_break_its_conversion(body: str, hant: str) -> None:
    made = converted(body)
    assert made["Hant"][-1] == hant
    plain = CONVERTER.convert(hant, "Hant", "Hans")
    assert made["Hans"][-1] == plain


def test_what_an_editor_fixed_stays_fixed() -> None:
    body = "[云汐]{script=keep}与云汐，[升级]{hant=陞級}与升级\n\n本段云汐照旧 {script=keep}"
    made = converted(body)
    assert made["Hant"] == ["云汐與雲汐，陞級與升級", "本段云汐照旧"]
    assert made["Hans"] == ["云汐与云汐，升级与升级", "本段云汐照旧"]
    back = converted("藍[乾]{hans=乾}與乾淨", "Hant")
    assert back["Hans"] == ["蓝乾与干净"]
    assert back["Hant"] == ["藍乾與乾淨"]


def test_code_stays_as_written() -> None:
    made = converted("发展`发展 --后`发展\n\n```\n后：发展\n```")
    assert made["Hant"] == ["發展发展 --后發展", "后：发展"]


def test_addresses_pass_untouched() -> None:
    """They are ASCII: the characters beside them are words."""
    text = "见https://example.cn/fazhan?a=licheng，信箱 fa.zhan@example.cn发展或www.example.cn后续。发展"
    assert CONVERTER.convert(text, "Hans", "Hant") == (
        "見https://example.cn/fazhan?a=licheng，信箱 fa.zhan@example.cn發展或www.example.cn後續。發展"
    )


def test_a_definition_is_converted_as_a_whole() -> None:
    run, _ = markdown.parse_inline("剪**头**[]{page=5}发，里程*碑*", "glossary.yml", 1)
    assert CONVERTER.convert(run.text, "Hans", "Hant") == "剪頭髮，里程碑"


# ---------------------------------------------------------------- the real documents

#: Traditional forms that the Simplified documents print themselves: they cannot come back.
PRINTED = {"佈": "布", "颱": "台"}
SIMPLIFIED = [path for path in DOCUMENTS if "\nscript: Hans\n" in path.read_text(encoding="utf-8")]


def test_four_documents_are_simplified() -> None:
    assert [path.relative_to(ROOT / "content").as_posix() for path in SIMPLIFIED] == [
        "2024/congress.md",
        "2024/explainer.md",
        "2024/report.md",
        "2025/explainer.md",
    ]


@pytest.mark.parametrize("path", SIMPLIFIED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_there_and_back_gives_every_character_again(path: Path) -> None:
    changed = 0
    for block in document(path).walk():
        if block.run is None:
            continue
        text = block.run.text
        there = CONVERTER.convert(text, "Hans", "Hant")
        back = CONVERTER.convert(there, "Hant", "Hans")
        assert len(there) == len(back) == len(text)
        assert back == "".join(PRINTED.get(character, character) for character in text)
        changed += text != there
    assert changed > 20


def test_the_2023_page_comes_back_but_for_its_own_slips() -> None:
    """Every character that does not come back stands in words that are marked as a slip of print."""
    departures = []
    for block in document(ROOT / "content" / "2023" / "explainer.md").walk():
        if block.run is None:
            continue
        text = block.run.text
        again = CONVERTER.convert(CONVERTER.convert(text, "Hant", "Hans"), "Hans", "Hant")
        slips = [range(mark.start, mark.end) for mark in block.run.marks if mark.kind == "sic"]
        for place, (printed, made) in enumerate(zip(text, again, strict=True)):
            if printed != made:
                assert any(place in slip for slip in slips), text[max(0, place - 5) : place + 5]
                departures.append(printed + made)
    assert sorted(departures) == sorted(["徵征", "径徑", "制製", "制製", "制製", "强強", "游遊", "游遊"])


def test_the_printed_traditional_forms_are_still_there() -> None:
    """If they go, so must their exception."""
    text = "".join(path.read_text(encoding="utf-8") for path in SIMPLIFIED)
    assert all(form in text for form in PRINTED)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_simplified_form_is_left_in_the_other_edition(path: Path) -> None:
    """Every character that the dictionaries would still change was meant to stay by the house or an editor."""
    made = document(path)
    allowed = {character for _, hant in HOUSE.to_hant for character in hant} | {hant for _, hant in HOUSE.variants}
    target = HANT.code if made.meta.script == HANS.code else HANS.code
    again = OpenCC("s2tw" if target == "Hant" else "tw2s")
    for block in made.walk():
        if block.run is not None:
            converted = CONVERTER.convert(block.run.text, made.meta.script, target)
            left = [a for a, b in zip(converted, again.convert(converted), strict=True) if a != b and a not in allowed]
            if target == "Hant":
                left = [character for character in left if _only_simplified(character)]
            assert not left, converted


@cache
def _forms() -> dict[str, list[str]]:
    """Each Simplified character with the Traditional ones that it may stand for."""
    tables = [table for stage in OpenCC("s2t")._dict_chain_data for _, _, table in stage]
    return {word: value.split(" ") for table in tables for word, value in table.items() if len(word) == 1}


def _only_simplified(character: str) -> bool:
    """Whether a character stands in Simplified text alone (发, not 后 or 里, which both scripts have)."""
    return character in _forms() and character not in _forms()[character]


def test_the_interface_is_written_in_its_own_scripts() -> None:
    files = sorted((ROOT / "templates").glob("strings*.yml"))
    wording, found = read_strings(tuple([Source(file.name, file.read_text(encoding="utf-8")) for file in files]))
    assert not found
    traditional = {key: [c for c in text if _only_simplified(c)] for key, text in wording["zh-Hant"].items()}
    assert not {key: left for key, left in traditional.items() if left}
    back = OpenCC("t2s")
    assert {key: back.convert(text) for key, text in wording["zh-Hans"].items()} == wording["zh-Hans"]
    assert set(wording["zh-Hans"]) == set(wording["zh-Hant"])


def test_the_mini_site_reads_as_it_should_in_both_scripts(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    outcome = mini_site.build_in(project)
    assert outcome.written, [str(problem) for problem in outcome.problems]
    page = (project / "site" / "zh-hant" / "2031" / "report" / "index.html").read_text(encoding="utf-8")
    assert "步入新征程" in page and "市場准入" in page and "范松" in page and "范鬆" not in page
