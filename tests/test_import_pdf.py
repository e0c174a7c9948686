"""PDFs for ``import``: the order of characters, notes, tables, boxes, the imprint. Pages are set here, character by character."""

from __future__ import annotations

import re

import pytest

from gazette.importing import glyphs, page_numbers, paragraphs
from gazette.importing.extracted_text import ChangeLog, ExtractedText, Paragraph, Table
from gazette.importing.pdf_pages import extract_pages
from gazette.text import remove_whitespace
from tests.imports.pages import Setter

FULL = "云汐上下同心实干稳中求进各项事业取得新的进步成效明显"  # a full line of 26 characters


def read(*pages: Setter) -> tuple[ExtractedText, tuple[Paragraph, ...], ChangeLog]:
    """The pages as paragraphs."""
    record = ChangeLog()
    found = page_numbers.number_pages(extract_pages([setter.page for setter in pages]), record)
    return found, paragraphs.attach_captions(paragraphs.build_paragraphs(found, record)), record


def texts(found: tuple[Paragraph, ...]) -> list[str]:
    """The words of each paragraph."""
    return [paragraph.text for paragraph in found]


# ---------------------------------------------------------------- the order of characters


@pytest.mark.parametrize(
    "line",
    [
        "占比“双主体”，“一芯一环”发展",
        "编制《纲要（草案）》，提请审议",
        "规划》；“爱拼”、“敢拼”：“干”字当头",
        "（甲）、（乙），“丙”；《丁》",
    ],
)
def test_squeezed_punctuation_stays_where_it_is(line: str) -> None:
    setter = Setter()
    setter.line(line, 80, 100, squeeze=True)
    _, found, _ = read(setter)
    assert texts(found) == [line] and not found[0].warnings


def test_the_ink_decides_where_the_files_order_contradicts_it_and_the_place_is_reported() -> None:
    setter = Setter()
    end = setter.line("落实规划", 80, 100)
    n = len(setter.glyphs)
    setter.line("（", end - 2, 100)  # its box begins left of the dot's, its ink right of it
    setter.line("·", end - 2, 100)
    setter.line("试点）的要求", end + 14, 100)
    bracket, dot = setter.glyphs[n : n + 2]
    assert bracket.place < dot.place and dot.ink[1] <= bracket.ink[0]
    _, found, _ = read(setter)
    assert texts(found) == ["落实规划·（试点）的要求"]
    assert "·（" in found[0].warnings[0] and "次序" in found[0].warnings[0]


def test_words_that_the_file_fills_in_later_stand_in_their_gap() -> None:
    setter = Setter()
    setter.line("增长", 80, 100)
    setter.line("以上", 136, 100)
    setter.line("6.2%", 112, 100, size=12.0)
    _, found, _ = read(setter)
    assert texts(found) == ["增长6.2%以上"]


@pytest.mark.parametrize("inks", [((113, 143), (113, 143)), ((113, 128), (128, 143))])
def test_type_that_is_printed_twice_is_read_once_and_one_sign_for_two_characters_is_two(
    inks: tuple[tuple[float, float], ...],
) -> None:
    setter = Setter()
    setter.line("云汐报告", 80, 100)
    setter.line("云汐报告", 80.4, 100)
    setter.line("丰收", 80, 140)
    before = setter.glyphs[-1]
    for ink in inks:
        setter.glyphs.append(glyphs.Glyph("—", len(setter.glyphs), before.right, before.right + 32, 140, 16, ink))
    _, found, _ = read(setter)
    assert remove_whitespace("".join(texts(found))) == "云汐报告丰收——"


# ---------------------------------------------------------------- raised signs and notes


def test_powers_and_units_stay_and_marks_of_notes_become_notes() -> None:
    setter = Setter()
    x = setter.line("实施“四上”企业", 80, 100)
    x = setter.line("1", x, 92, 9)
    x = setter.line("培育，新增绿地30万m", x, 100)
    x = setter.line("2", x, 92, 9)
    x = setter.line("，排放10", x, 100)
    x = setter.line("8", x, 92, 9)
    x = setter.line("吨CO", x, 100)
    x = setter.line("2", x, 103, 9)
    setter.line("。", x, 100)
    setter.lines(["　　" + FULL[:24]] + [FULL] * 8, 130)
    setter.line("1“四上”企业：规模以上工业等四类企业。", 80, 700, 9)
    setter.line("—1—", 280, 760, 14)
    found, body, record = read(setter)
    assert body[0].text == "实施“四上”企业培育，新增绿地30万m²，排放10⁸吨CO₂。"
    assert body[0].note_marks == ((8, "1.1"),)
    assert [(note.key, note.text) for note in found.footnotes] == [("1.1", "“四上”企业：规模以上工业等四类企业。")]
    assert record.page_furniture == ["— 1 —"] or record.page_furniture == ["—1—"]
    assert "m²" in found.warnings[0] and "CO₂" in found.warnings[0]


def test_a_note_goes_on_at_the_foot_of_the_next_page_and_the_sentence_is_not_torn() -> None:
    one, two = Setter(), Setter()
    x = one.line("建成“两重”", 112, 100)
    x = one.line("①", x, 92, 9)
    one.line("项目，" + FULL[:14], x, 100)
    one.lines([FULL] * 9, 128)
    one.line("①“两重”：指国家重大战略实施，", 80, 700, 9)
    two.lines([FULL, FULL[:10] + "。", "　　" + FULL[:20]] + [FULL] * 6, 100)
    two.line("和重点领域安全能力建设。", 80, 700, 9)
    found, body, _ = read(one, two)
    assert [note.text for note in found.footnotes] == ["“两重”：指国家重大战略实施，和重点领域安全能力建设。"]
    assert any("第2页" in warning for warning in found.footnotes[0].warnings)
    assert body[0].text.startswith("建成“两重”项目，") and body[0].text.endswith(FULL + FULL[:10] + "。")
    assert [page for _, page in body[0].page_breaks] == [1, 2]


# ---------------------------------------------------------------- tables, boxes


def test_a_ruled_table_becomes_a_table_with_its_caption() -> None:
    setter = Setter()
    setter.lines(["　　" + FULL[:20] + "。", "表1 主要指标"], 100)
    setter.grid([80, 200, 280, 360], [140, 165, 190, 215])
    for y, row in zip(
        (158, 183, 208), (("指标", "2030年", "2031年"), ("粮食", "6.2", ""), ("生猪", "8", "9")), strict=True
    ):
        for x, cell in zip((84, 204, 284), row, strict=True):
            setter.line(cell, x, y, 12)
    setter.lines(["二、2031年工作安排", "　　" + FULL[:20] + "。"], 250)
    _, found, _ = read(setter)
    table = next(paragraph for paragraph in found if paragraph.figure)
    assert table.figure == Table((("指标", "2030年", "2031年"), ("粮食", "6.2", ""), ("生猪", "8", "9")))
    assert table.text == "表1主要指标" and any("核对" in warning for warning in table.warnings)
    assert found[found.index(table) + 1].text == "二、2031年工作安排"


def test_merged_cells_are_written_once_and_reported() -> None:
    setter = Setter()
    setter.rules += [(80, y, 320, y) for y in (140, 190)] + [(160, 165, 320, 165)]
    setter.rules += [(x, 140, x, 190) for x in (80, 160, 320)] + [(240, 165, 240, 190)]
    for text, x, y in (("指标", 84, 170), ("2031年", 200, 158), ("目标", 164, 183), ("完成", 244, 183)):
        setter.line(text, x, y, 12)
    _, found, _ = read(setter)
    assert found[0].figure == Table((("指标", "2031年", ""), ("", "目标", "完成")))
    assert any("合并" in warning for warning in found[0].warnings)


def test_a_table_without_rules_keeps_its_rows_and_its_wrapped_cells() -> None:
    setter = Setter()
    setter.lines(["　　" + FULL[:22] + "。"], 100)
    rows = [
        ("指标", "目标", "2030年完", "下年"),
        ("", "", "成", ""),
        ("粮食", "5.5%", "6.2%", "5%"),
        ("城镇新增", "8", "9", "8"),
        ("就业", "", "", ""),
    ]
    for y, row in zip((140, 156, 178, 200, 216), rows, strict=True):
        for x, cell in zip((80, 200, 280, 340), row, strict=True):
            setter.line(cell, x, y, 12)
    setter.lines(["二、2031年工作安排", "　　" + FULL[:22] + "。"], 250)
    _, found, _ = read(setter)
    assert found[1].figure == Table(
        (("指标", "目标", "2030年完成", "下年"), ("粮食", "5.5%", "6.2%", "5%"), ("城镇新增就业", "8", "9", "8"))
    )
    assert found[2].text == "二、2031年工作安排"


def test_two_columns_of_prose_are_no_table() -> None:
    setter = Setter()
    for n in range(8):
        setter.line(FULL[:12], 80, 100 + 20 * n, 14)
        setter.line(FULL[12:24], 300, 100 + 20 * n, 14)
    found, body, _ = read(setter)
    assert not any(paragraph.figure for paragraph in body)
    assert any("分栏" in warning for warning in found.warnings)
    assert "".join(texts(body)) == FULL[:12] * 8 + FULL[12:24] * 8


def test_the_points_of_a_box_are_no_headings_and_do_not_tear_the_sentence() -> None:
    setter = Setter()
    setter.lines(["　　" + FULL[:24]], 100)
    setter.grid([78, 520], [112, 200])
    setter.lines(["专栏1 民生实事", "1.新增床位二百张。", "2.改造小区十二个。"], 135, step=24)
    setter.lines([FULL, FULL[:8] + "。"], 230)
    _, found, _ = read(setter)
    assert found[0].text == FULL[:24] + FULL + FULL[:8] + "。" and not found[0].is_aside
    assert texts(found[1:]) == ["专栏1民生实事", "1.新增床位二百张。", "2.改造小区十二个。"]
    assert all(paragraph.is_aside for paragraph in found[1:]) and "方框" in found[1].warnings[0]


def test_contents_with_numbers_at_the_right_are_lines_and_no_table() -> None:
    setter = Setter()
    for n, title in enumerate(("一、过去一年的工作", "二、今年的工作安排", "三、自身建设")):
        setter.line(title, 80, 100 + 28 * n)
        setter.line(str(n + 1), 500, 100 + 28 * n)
    _, found, _ = read(setter)
    assert len(found) == 3 and all(re.search(r"\d$", text) for text in texts(found))


# ---------------------------------------------------------------- edges of a page


def test_the_imprint_stands_alone() -> None:
    setter = Setter()
    setter.lines(["　　" + FULL[:24], FULL[:25] + "！", "云汐市三届人大一次会议秘书处 2031年12月印"], 100)
    _, found, _ = read(setter)
    assert texts(found)[-1] == "云汐市三届人大一次会议秘书处2031年12月印"


@pytest.mark.parametrize("number", ["—1—", "- 1 -", "第1页", "— 7 —"])
def test_the_number_of_a_single_page_goes_and_is_recorded(number: str) -> None:
    setter = Setter()
    setter.lines(["　　" + FULL[:20] + "。"], 100)
    setter.line(number, 280, 760)
    _, found, record = read(setter)
    assert texts(found) == [FULL[:20] + "。"] and [remove_whitespace(line) for line in record.page_furniture] == [
        remove_whitespace(number)
    ]
