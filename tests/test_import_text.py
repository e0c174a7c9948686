"""Texts for ``import`` as other places publish them: headings, covers, notes, scripts, encodings. All text is invented.

Each case is of a kind that was met in real reports. Only ``convert_file`` is called, so the whole file takes a second or two.
"""

from __future__ import annotations

import pytest

from gazette.importing import glossary_update as glossary_update
from gazette.importing import plain_text
from gazette.importing.convert import ImportedDocument, ImportRequest, convert_file
from gazette.importing.draft import Note
from gazette.importing.extracted_text import UnreadableFile
from gazette.importing.numbering_patterns import is_notes_heading
from gazette.importing.section_scope import determine_scope
from gazette.library import glossary
from gazette.sources import markdown

LONG = "一年来，云汐上下一心，办了许多实事，经济平稳，社会安定，生态向好，百姓的日子一天比一天好，各项事业又向前走了一大步，全年生产总值增长6%。"
COVER = "政府工作报告\n——2033年1月9日在云汐县第九届人民代表大会第三次会议上\n云汐县县长 林桥\n各位代表：\n"


def import_text(text: str | bytes, kind: str = "report", year: int = 2033) -> ImportedDocument:
    data = text.encode() if isinstance(text, str) else text
    imported = convert_file(data, ImportRequest("x.txt", kind, year))
    assert isinstance(imported, ImportedDocument), imported
    return imported


def document_lines(imported: ImportedDocument) -> list[str]:
    return [line for line in imported.document.text.split("\n") if line]


def all_warnings(imported: ImportedDocument) -> str:
    return "\n".join(warning for _, warning in imported.document.warnings)


# ---------------------------------------------------------------- headings


@pytest.mark.parametrize(
    "heading",
    [
        "（一）抓好新城规划，推动两岸城镇连片发展走深走实",
        "（一）推动供需两端更好适配，在建设海湾大市场中扩大有潜能的消费、有回报的投资、有需求的生产，让内需更旺更活更有后劲",
        "（一）壮大实体经济",
        "（一）抓好项目建设。",
    ],
)
def test_a_numbered_line_of_its_own_is_a_heading(heading: str) -> None:
    imported = import_text(f"{COVER}一、2033年工作安排\n{heading}\n{LONG}\n{LONG}\n")
    assert f"### {heading} {{#s1-1}}" in document_lines(imported) and document_lines(imported).count(LONG) == 2


def test_a_first_sentence_is_a_heading_and_its_paragraph_goes_on() -> None:
    imported = import_text(f"{COVER}一、2033年工作安排\n（一）抓好海湾建设，打造向海图强新高地。{LONG}\n")
    at = document_lines(imported).index("### （一）抓好海湾建设，打造向海图强新高地。 {#s1-1 .run-in}")
    assert document_lines(imported)[at + 1] == LONG


def test_a_heading_glued_behind_a_paragraph_stands_alone() -> None:
    imported = import_text(f"{COVER}一、2032年工作回顾\n{LONG}\t\u3000二、2033年工作安排\n{LONG}\n")
    assert (
        "## 二、2033年工作安排 {#s2 role=target year=2033}" in document_lines(imported)
        and document_lines(imported).count(LONG) == 2
    )


def test_a_number_before_every_paragraph_is_no_heading() -> None:
    text = "云汐2033年施政报告\n第一章 建设海湾\n" + "".join(f"{n}. 今年是第{n}件。{LONG}\n" for n in (1, 2, 3))
    imported = import_text(text + f"第二章 改善民生\n4. 住房要改善。{LONG}\n101. 展望未来，我们有信心。\n")
    headings = [line for line in document_lines(imported) if line.startswith("##")]
    assert headings == ["## 第一章 建设海湾 {#s1}", "## 第二章 改善民生 {#s2}"]
    assert any(line.startswith("101.展望未来") for line in document_lines(imported))


def test_a_sentence_broken_by_a_link_is_one_paragraph() -> None:
    whole = "坚持“数智云脑”带动，持续改善空气，以PM2.5浓度下降为主线，办好实事，让群众满意。"
    text = f"{COVER}一、2033年工作安排\n坚持“数智\n云脑\n”带动，持续改善空气，以PM\n2.5\n浓度下降为主线，办好实事，让群众满意。\n{LONG}\n{LONG}\n{LONG}\n"
    assert whole in document_lines(import_text(text))


def test_a_table_of_contents_is_left_out_and_logged() -> None:
    contents = "目　录\n一、2032年工作回顾……………2\n（一）抓好项目\t3\n二、2033年工作安排 5\n名词解释…………9\n"
    body = f"一、2032年工作回顾\n（一）抓好项目\n{LONG}\n二、2033年工作安排\n{LONG}\n"
    imported = import_text(COVER + contents + body)
    assert [line for line in document_lines(imported) if "#s" in line] == [
        "## 一、2032年工作回顾 {#s1 role=result year=2032}",
        "### （一）抓好项目 {#s1-1}",
        "## 二、2033年工作安排 {#s2 role=target year=2033}",
    ]
    assert len(imported.changes.omitted["目录"]) == 5


# ---------------------------------------------------------------- cover


@pytest.mark.parametrize(
    ("cover", "speaker"),
    [
        ("政府工作报告\n――2033年1月9日在云汐县第九届人民代表大会第三次会议上\n国务院总理 林桥", "国务院总理 林桥"),
        ("政府工作报告\n──2033年1月9日在云汐县第九届人民代表大会第三次会议上云汐县县长 林桥", "云汐县县长 林桥"),
        ("政府工作报告——2033年1月9日在云汐县第九届人民代表大会第三次会议上\n代县长　林　桥", "代县长 林桥"),
        ("政府工作报告\n（2033年1月9日在云汐县第九届\n人民代表大会第三次会议上）\n云汐县县长\n林桥", "云汐县县长 林桥"),
        ("政府工作报告\n2033年1月9日在云汐县第九届人民代表大会第三次会议上 云汐区区长 林桥", "云汐区区长 林桥"),
        ("政府工作报告\n2033年1月9日\n在云汐县第九届人民代表大会第三次会议上\n行政长官 林桥", "行政长官 林桥"),
        (
            "政府工作报告\n—2033年1月9日在云汐县第九届人民代表大会第三次会议上\n自治州州长 阿依·林桥",
            "自治州州长 阿依·林桥",
        ),
    ],
)
def test_the_cover_gives_day_meeting_and_speaker(cover: str, speaker: str) -> None:
    imported = import_text(f"{cover}\n各位代表：\n一、2032年工作回顾\n{LONG}\n{LONG}\n")
    front = imported.draft.front_matter
    assert (front["title"], front["date"]) == ("政府工作报告", "2033-01-09")
    assert (front["meeting"], front["speaker"]) == ("云汐县第九届人民代表大会第三次会议", speaker)
    assert front["subtitle"].rstrip("）").endswith("第三次会议上") and front["subtitle"] in imported.document.text
    assert "各位代表：" in document_lines(imported)[document_lines(imported).index(":::") + 1]


@pytest.mark.parametrize(
    "address", ["各位代表：", "各位代表、同志们：", "尊敬的各位代表，各位委员：", "同志们：", "主席、各位代表："]
)
def test_a_caption_does_not_swallow_the_address(address: str) -> None:
    text = f"2033年云汐县政府工作报告\n云汐县县长 林桥\n林桥同志作报告，会场气氛热烈。本报记者 许望海摄\n{address}\n现在，我向大会报告工作，请予审议。\n一、2032年工作回顾\n{LONG}\n{LONG}\n"
    imported = import_text(text)
    head = document_lines(imported)[: document_lines(imported).index(":::")]
    assert address not in head and address in document_lines(imported) and head[-1].endswith("许望海摄")


def test_the_date_of_the_meeting_wins_and_the_web_pages_own_text_is_left_out() -> None:
    page = "首页\n>\n政府信息公开\n>\n政府工作报告\n云汐县2033年政府工作报告\n2033年02月10日 07时41分\n来源:\n云汐日报\n字号：大 中 小\n"
    text = f"云汐县2033年政府工作报告\n{page}2033年1月9日在云汐县第九届人民代表大会第三次会议上\n云汐县县长 林桥\n各位代表：\n一、2032年工作回顾\n{LONG}\n{LONG}\n"
    imported = import_text(text + "（来源：云汐日报）\n责任编辑：许望海\n相关链接>>\n一图读懂\n")
    assert imported.draft.front_matter["date"] == "2033-01-09"
    masthead = document_lines(imported)[
        document_lines(imported).index("::: masthead") : document_lines(imported).index(":::")
    ]
    assert masthead[1:] == [
        "# 云汐县2033年政府工作报告",
        "2033年1月9日在云汐县第九届人民代表大会第三次会议上",
        "云汐县县长 林桥",
    ]
    assert document_lines(imported)[-1] == LONG
    assert {"首页", "来源:", "云汐日报", "（来源：云汐日报）", "一图读懂"} <= set(
        imported.changes.omitted["网页自己的字"]
    )


def test_menus_and_labels_in_one_line_are_left_out() -> None:
    page = "首页 > 政务公开 > 工作报告\n云汐县政府工作报告全文\n发布时间：2033-02-10 10:20 来源：县政府办公室 浏览次数：1205 【字体：大 中 小】\n"
    imported = import_text(
        f"{page}——2033年1月9日在云汐县第九届人民代表大会第三次会议上\n云汐县县长 林桥\n各位代表：\n一.2032年工作回顾\n{LONG}\n{LONG}\n"
    )
    assert (
        imported.draft.front_matter["title"] == "云汐县政府工作报告全文"
        and len(imported.changes.omitted["网页自己的字"]) == 2
    )
    assert "## 一.2032年工作回顾 {#s1 role=result year=2032}" in document_lines(imported)


def test_a_missing_title_is_supplied_with_a_warning() -> None:
    imported = import_text(f"各位代表：\n现在，我代表县政府报告工作。\n一、2032年工作回顾\n{LONG}\n")
    assert "# [政府工作报告]{.supplied}" in document_lines(imported) and "没有大标题" in all_warnings(imported)


# ---------------------------------------------------------------- five years


@pytest.mark.parametrize(
    ("title", "attributes"),
    [
        ("二、“十五五”时期主要目标任务", " role=target period=2026-2030"),
        ("一、“十四五”发展成就", " role=result period=2021-2025"),
        ("一、过去五年工作回顾", " role=result period=2028-2032"),
        ("二、今后五年的奋斗目标", " role=target period=2033-2037"),
        ("二、「十五五」時期主要目標任務", " role=target period=2026-2030"),
        ("一、2032年和“十六五”时期工作回顾", " role=result"),
        ("二、“十四五”时期发展成就和“十五五”时期主要目标任务", ""),
        ("三、全力推动“十五五”开好局、起好步", ""),
        ("一、2032年和今年以来工作回顾", " role=result"),
        ("二、今年发展主要目标", " role=target year=2033"),
        ("三、2033年工作安排", " role=target year=2033"),
        ("一、2032年工作回顾", " role=result year=2032"),
    ],
)
def test_five_years_are_never_read_as_one(title: str, attributes: str) -> None:
    found_scope = determine_scope(title, LONG, 2033, "")
    assert found_scope.attributes == attributes
    assert bool(found_scope.warning) == ("year=" not in attributes), "whatever is not a plain year is asked"


def test_a_paragraph_of_several_years_in_a_section_of_one_gives_a_warning() -> None:
    text = f"{COVER}一、2032年工作回顾\n{LONG}\n五年来，生产总值从300亿元增加到512亿元，{LONG}\n"
    assert all_warnings(import_text(text)).count("这一段说的是几年") == 1


def test_no_comment_asks_to_mark_means_over_years_or_sessions() -> None:
    text = f"{COVER}一、2033年工作安排\n今年的主要预期目标是：生产总值增长5.5%左右，居民收入年均增长6%，“三海”项目12个；落实县委九届十次、十一次全会部署。\n"
    comment = next(line for line in import_text(text).document.text.split("-->") if "<!--" in line).partition("<!--")[2]
    assert "生产总值增长5.5%左右" in comment and "年均" not in comment and "全会" not in comment
    assert "<!--" not in import_text(f"{COVER}一、“十五五”主要目标\n主要目标是：生产总值年均增长5%。\n").document.text


# ---------------------------------------------------------------- annexes


@pytest.mark.parametrize("label", ["附件1\n2033年十件民生实事", "2033年十件民生实事清单", "附件：2033年十件民生实事"])
def test_an_annex_is_no_section_of_the_report(label: str) -> None:
    text = f"{COVER}一、2032年工作回顾\n{LONG}\n二、2033年工作安排\n{LONG}\n各位代表！同心实干！\n{label}\n一、新增托位。\n新增托位200个。\n二、改造老旧小区。\n改造小区12个。\n"
    imported = import_text(text)
    headings = [line for line in document_lines(imported) if line.startswith("#")]
    assert [line for line in headings if "role=" in line] == headings[1:3]
    assert sum("{#annex-1}" in line for line in headings) == 1 and "看来是附件" in all_warnings(imported)


# ---------------------------------------------------------------- notes


@pytest.mark.parametrize(
    "heading",
    ["名词解释", "《政府工作报告》名词解释", "《政府工作报告》有关内容名词注释", "附：名词解释", "【名词解释】", "名词解释和说明", "相关名词解释", "专有名词解释", "名词注解", "注释：", "附注",
     "附件2：政府工作报告有关用语说明", "（名词解释）", "名詞解釋", "报告中的名词术语解释", "《政府工作报告》注释", "有关名词解释（按出现先后排序）", "专业术语释义"],
)  # fmt: skip
def test_the_heading_of_the_notes(heading: str) -> None:
    assert is_notes_heading(heading)
    imported = import_text(
        f"{COVER}一、2032年工作回顾\n建成“双海”项目。{LONG}\n{heading}\n1.“双海”：指东海和西海。\n2.四教：四种教育。\n"
    )
    assert [(note.term, note.definition.text) for note in imported.draft.notes] == [
        ("“双海”", "指东海和西海。"),
        ("四教", "四种教育。"),
    ]
    assert f"## {heading} {{#notes}}" in document_lines(imported) and document_lines(imported)[-2:] == [
        "::: notes",
        ":::",
    ]


@pytest.mark.parametrize("words", ["注释本研究", "工作报告说明", "名词", "解释工作情况的报告", "附近的小区"])
def test_other_text_is_no_heading_of_the_notes(words: str) -> None:
    assert not is_notes_heading(words)


TWO = [("“双海”", "指东海和西海，合称双海。"), ("四教", "四种教育。")]


@pytest.mark.parametrize(
    ("form", "marks"),
    [
        ("1.{0}：{1}\n2.{2}：{3}", ["1.", "2."]),
        ("1、{0}：{1}\n2、{2}：{3}", ["1、", "2、"]),
        ("１．{0}：{1}\n２．{2}：{3}", ["1．", "2．"]),
        ("（1）{0}：{1}\n（2）{2}：{3}", ["（1）", "（2）"]),
        ("[1]{0}——{1}\n[2]{2}——{3}", ["[1]", "[2]"]),
        ("［1］{0}：\n{1}\n［2］{2}：\n{3}", ["［1］", "［2］"]),
        ("①{0}：{1}\n②{2}：{3}", ["①", "②"]),
        ("注1：{0}：{1}\n注2：{2}：{3}", ["注1：", "注2："]),
        ("一、{0}：{1}\n二、{2}：{3}", ["一、", "二、"]),
        ("1.{0}\n{1}\n2.{2}\n{3}", ["1.", "2."]),
        ("【{0}】{1}\n【{2}】{3}", ["", ""]),
        ("{0}：{1}\n{2}：{3}", ["", ""]),
        ("{0}\n{1}\n{2}\n{3}", ["", ""]),
        ("{0}：\n{1}\n{2}：\n{3}", ["", ""]),
        ("●{0}：{1}\n●{2}：{3}", ["●", "●"]),
        ("1.{0}，{1}\n2.{2}：{3}", ["1.", "2."]),
    ],
)
def test_the_forms_of_notes(form: str, marks: list[str]) -> None:
    text = form.format(*(word for pair in TWO for word in pair))
    imported = import_text(f"{COVER}一、2032年工作回顾\n建成“双海”、四教项目。{LONG}\n名词解释\n{text}\n")
    assert [(note.term, note.definition.text) for note in imported.draft.notes] == TWO
    assert [note.printed_number for note in imported.draft.notes] == marks and not any(
        note.page for note in imported.draft.notes
    )


def test_a_note_goes_on_in_further_paragraphs_and_names_its_terms() -> None:
    text = "名词解释\n1.“双海”“双湾”：两片海。\n一是东海。\n2.5+2驿站：五天加两天。\n3.四教：四种\n"
    imported = import_text(f"{COVER}一、2032年工作回顾\n建成“双海”和“双湾”、5+2驿站。{LONG}\n{text}")
    assert [(note.term, note.also, note.printed_number) for note in imported.draft.notes] == [
        ("“双海”“双湾”", ("“双海”", "“双湾”"), "1."), ("5+2驿站", (), "2."), ("四教", (), "3."),
    ]  # fmt: skip
    assert imported.draft.notes[0].definition.text == "两片海。一是东海。"


def test_notes_without_pages_are_entries_without_pages() -> None:
    imported = import_text(
        f"{COVER}一、2032年工作回顾\n办好四教。{LONG}\n注释\n［1］四教：\n四种教育。\n［2］双海：\n两片海。\n"
    )
    update = glossary_update.update_glossary("[]\n", "glossary.yml", imported.draft.notes, "2033/report")
    assert update.glossary is not None
    entries, problems = glossary.read_entries(update.glossary, "glossary.yml", markdown.parse_inline)
    assert not problems
    assert [(e.term, e.source.page, e.source.number, e.source.note) for e in entries] == [
        ("四教", None, "［1］", "n1"), ("双海", None, "［2］", "n2"),
    ]  # fmt: skip


def test_an_entry_of_the_same_document_with_another_definition_is_not_changed() -> None:
    text = "- slug: sijiao\n  term: 四教\n  definition: 四种教育。\n  source: {document: 2033/report}\n"
    note = Note("四教", import_text("四种教学。\n").draft.blocks[-1].paragraph, None)
    update = glossary_update.update_glossary(text, "glossary.yml", [note], "2033/report")
    assert update.glossary is None and [problem.locus.line for problem in update.problems] == [1]


# ---------------------------------------------------------------- scripts and encodings

HANT = """\
政府工作報告
──2033年1月9日在雲汐縣第九屆人民代表大會第三次會議上
雲汐縣縣長 林橋
各位代表：
現在，我代表縣人民政府，向大會報告工作，請予審議。
一、2032年工作回顧
全縣經濟總量增長6.2%，城鎮新增就業1.62萬人，建成三網融合工程。
二、2033年主要任務
今年經濟社會發展的主要預期目標是：經濟總量增長5.5%左右。
名詞解釋
1.三網融合：是指電信網、廣播電視網和互聯網融合發展。
"""


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_traditional_report_in_any_encoding_is_read_like_a_simplified_one(encoding: str) -> None:
    imported = import_text(HANT.encode(encoding))
    front = imported.draft.front_matter
    assert (front["script"], front["speaker"], front["date"]) == ("Hant", "雲汐縣縣長 林橋", "2033-01-09")
    assert front["meeting"] == "雲汐縣第九屆人民代表大會第三次會議"
    assert (
        "## 二、2033年主要任務 {#s2 role=target year=2033}" in document_lines(imported)
        and "經濟總量增長5.5%左右 -->" in imported.document.text
    )
    assert [note.term for note in imported.draft.notes] == ["三網融合"]


@pytest.mark.parametrize(
    ("wrong", "right"), [("gb18030", "utf-8"), ("big5", "gb18030"), ("latin-1", "utf-8"), ("cp1252", "gb18030")]
)
def test_garbled_text_is_refused(wrong: str, right: str) -> None:
    garbled = HANT.encode(right).decode(wrong, "ignore").encode()
    refused = convert_file(garbled, ImportRequest("x.txt", "report", 2033))
    assert isinstance(refused, UnreadableFile) and "编码认不出" in refused.message


def test_common_text_is_plausible_in_both_scripts() -> None:
    assert plain_text.rate_plausibility(HANT) > 0.95 and plain_text.rate_plausibility(LONG) > 0.95
    assert plain_text.rate_plausibility("Annual report, 2033 — figures only: 5.5%") == 1


def test_invisible_characters_are_removed_with_a_warning() -> None:
    imported = import_text(f"{COVER}一、2032年工作回顾\n{LONG}\u200b\n{LONG}\ue5e5\n二、2033年工作安排\n{LONG}\n")
    assert document_lines(imported).count(LONG) == 3 and "去掉了2个看不见或认不出的字符" in all_warnings(imported)


def test_signs_beside_digits_become_half_width() -> None:
    imported = import_text(f"{COVER}一、2033年工作安排\n生产总值增长５．５％左右，收入增长6.2％。{LONG}\n")
    assert f"生产总值增长5.5%左右，收入增长6.2%。{LONG}" in document_lines(imported)


# ---------------------------------------------------------------- infographics


def test_an_infographic_gets_its_headline_parts_and_items() -> None:
    text = (
        "一图读懂2033年云汐县政府工作报告\nPART 01\n2032年工作回顾\n生产总值\n512.6亿元\n↑6.2%\n新增就业\n1.62万人\nPART 02\n2033年主要目标\n生产总值\n增长5.5%左右\n"
        + "十件民生实事\n1\n新增托位200个\n2\n改造老旧小区12个\n"
    )
    imported = import_text(text, "explainer")
    assert document_lines(imported)[document_lines(imported).index("::: masthead") + 1 :] == [
        "# 一图读懂2033年云汐县政府工作报告", ":::",
        "## PART 01 2032年工作回顾 {#e01 role=result year=2032}", "- 生产总值512.6亿元↑6.2%", "- 新增就业1.62万人",
        "## PART 02 2033年主要目标 {#e02 role=target year=2033}", "- 生产总值增长5.5%左右",
        "### 十件民生实事", "- 1新增托位200个", "- 2改造老旧小区12个",
    ]  # fmt: skip


def test_numbers_start_again_in_each_part_and_a_year_may_be_in_han_digits() -> None:
    imported = import_text(
        f"{COVER}第一部分 二〇三二年工作回顾\n{LONG}\n第二部分 今后五年目标\n一、总体要求\n{LONG}\n第三部分 二〇三三年重点工作\n一、扩大内需\n{LONG}\n二、办好实事\n{LONG}\n"
    )
    headings = [line for line in document_lines(imported) if line.startswith("##")]
    assert [heading.partition("role=")[2] for heading in headings] == [
        "result year=2032}",
        "target period=2033-2037}",
        "target period=2033-2037}",
        "target year=2033}",
        "target year=2033}",
        "target year=2033}",
    ]
    assert "附件" not in all_warnings(imported) and "序号" not in all_warnings(imported)
