"""PDFs for ``import``: the order of characters, notes, tables, boxes, the imprint. Pages are built here, character by character."""

from __future__ import annotations

import re

import pytest

from gazette.importing import glyphs, page_numbers, paragraphs
from gazette.importing.extracted_text import ChangeLog, ExtractedText, Paragraph, Table
from gazette.importing.pdf_pages import extract_pages
from gazette.text import remove_whitespace
from tests.imports.pages import PageBuilder

FULL = "云汐上下同心实干稳中求进各项事业取得新的进步成效明显"  # a full line of 26 characters


def read_pages(*pages: PageBuilder) -> tuple[ExtractedText, tuple[Paragraph, ...], ChangeLog]:
    """Read the pages as paragraphs."""
    changes = ChangeLog()
    extracted = page_numbers.number_pages(extract_pages([page.page for page in pages]), changes)
    return extracted, paragraphs.attach_captions(paragraphs.build_paragraphs(extracted, changes)), changes


def texts(paragraphs: tuple[Paragraph, ...]) -> list[str]:
    """Return the text of each paragraph."""
    return [paragraph.text for paragraph in paragraphs]


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
    page = PageBuilder()
    page.add_line(line, 80, 100, squeeze=True)
    _, body, _ = read_pages(page)
    assert texts(body) == [line] and not body[0].warnings


def test_the_ink_decides_where_the_files_order_contradicts_it_and_the_place_is_reported() -> None:
    page = PageBuilder()
    end = page.add_line("落实规划", 80, 100)
    n = len(page.glyphs)
    page.add_line("（", end - 2, 100)  # its box begins left of the dot's, its ink right of it
    page.add_line("·", end - 2, 100)
    page.add_line("试点）的要求", end + 14, 100)
    bracket, dot = page.glyphs[n : n + 2]
    assert bracket.place < dot.place and dot.ink[1] <= bracket.ink[0]
    _, body, _ = read_pages(page)
    assert texts(body) == ["落实规划·（试点）的要求"]
    assert "·（" in body[0].warnings[0] and "次序" in body[0].warnings[0]


def test_text_that_the_file_fills_in_later_stands_in_its_gap() -> None:
    page = PageBuilder()
    page.add_line("增长", 80, 100)
    page.add_line("以上", 136, 100)
    page.add_line("6.2%", 112, 100, size=12.0)
    _, body, _ = read_pages(page)
    assert texts(body) == ["增长6.2%以上"]


@pytest.mark.parametrize("inks", [((113, 143), (113, 143)), ((113, 128), (128, 143))])
def test_overprinted_type_is_read_once_and_a_ligature_is_two_characters(
    inks: tuple[tuple[float, float], ...],
) -> None:
    page = PageBuilder()
    page.add_line("云汐报告", 80, 100)
    page.add_line("云汐报告", 80.4, 100)
    page.add_line("丰收", 80, 140)
    before = page.glyphs[-1]
    for ink in inks:
        page.glyphs.append(glyphs.Glyph("—", len(page.glyphs), before.right, before.right + 32, 140, 16, ink))
    _, body, _ = read_pages(page)
    assert remove_whitespace("".join(texts(body))) == "云汐报告丰收——"


@pytest.mark.parametrize("width", [3.6, 4.5, 8])  # of 16: what the letter takes in common faces
@pytest.mark.parametrize("offsets", [[0], [0, 0.4]], ids=["printed once", "printed twice"])
def test_two_narrow_letters_side_by_side_are_two(width: float, offsets: list[float]) -> None:
    page = PageBuilder()
    end = page.add_line("建设", 80, 100)
    for start in (end, end + width):
        for left in (start + offset for offset in offsets):
            ink = (left + 0.4, left + width - 0.4)
            page.glyphs.append(glyphs.Glyph("I", len(page.glyphs), left, left + width, 100, 16, ink))
    page.add_line("型大城市", end + 2 * width, 100)
    _, body, _ = read_pages(page)
    assert texts(body) == ["建设II型大城市"]


# ---------------------------------------------------------------- raised signs and notes


def test_powers_and_units_stay_and_marks_of_notes_become_notes() -> None:
    page = PageBuilder()
    x = page.add_line("实施“四上”企业", 80, 100)
    x = page.add_line("1", x, 92, 9)
    x = page.add_line("培育，新增绿地30万m", x, 100)
    x = page.add_line("2", x, 92, 9)
    x = page.add_line("，排放10", x, 100)
    x = page.add_line("8", x, 92, 9)
    x = page.add_line("吨CO", x, 100)
    x = page.add_line("2", x, 103, 9)
    page.add_line("。", x, 100)
    page.add_lines(["　　" + FULL[:24]] + [FULL] * 8, 130)
    page.add_line("1“四上”企业：规模以上工业等四类企业。", 80, 700, 9)
    page.add_line("—1—", 280, 760, 14)
    extracted, body, changes = read_pages(page)
    assert body[0].text == "实施“四上”企业培育，新增绿地30万m²，排放10⁸吨CO₂。"
    assert body[0].note_marks == ((8, "1.1"),)
    assert [(note.key, note.text) for note in extracted.footnotes] == [("1.1", "“四上”企业：规模以上工业等四类企业。")]
    assert changes.page_furniture == ["— 1 —"] or changes.page_furniture == ["—1—"]
    assert "m²" in extracted.warnings[0] and "CO₂" in extracted.warnings[0]


def test_a_note_goes_on_on_the_next_page_and_does_not_interrupt_the_sentence() -> None:
    one, two = PageBuilder(), PageBuilder()
    x = one.add_line("建成“两重”", 112, 100)
    x = one.add_line("①", x, 92, 9)
    one.add_line("项目，" + FULL[:14], x, 100)
    one.add_lines([FULL] * 9, 128)
    one.add_line("①“两重”：指国家重大战略实施，", 80, 700, 9)
    two.add_lines([FULL, FULL[:10] + "。", "　　" + FULL[:20]] + [FULL] * 6, 100)
    two.add_line("和重点领域安全能力建设。", 80, 700, 9)
    extracted, body, _ = read_pages(one, two)
    assert [note.text for note in extracted.footnotes] == ["“两重”：指国家重大战略实施，和重点领域安全能力建设。"]
    assert any("第2页" in warning for warning in extracted.footnotes[0].warnings)
    assert body[0].text.startswith("建成“两重”项目，") and body[0].text.endswith(FULL + FULL[:10] + "。")
    assert [page for _, page in body[0].page_breaks] == [1, 2]


# ---------------------------------------------------------------- tables, boxes


def test_a_ruled_table_becomes_a_table_with_its_caption() -> None:
    page = PageBuilder()
    page.add_lines(["　　" + FULL[:20] + "。", "表1 主要指标"], 100)
    page.add_grid([80, 200, 280, 360], [140, 165, 190, 215])
    for y, row in zip(
        (158, 183, 208), (("指标", "2030年", "2031年"), ("粮食", "6.2", ""), ("生猪", "8", "9")), strict=True
    ):
        for x, cell in zip((84, 204, 284), row, strict=True):
            page.add_line(cell, x, y, 12)
    page.add_lines(["二、2031年工作安排", "　　" + FULL[:20] + "。"], 250)
    _, body, _ = read_pages(page)
    table = next(paragraph for paragraph in body if paragraph.figure)
    assert table.figure == Table((("指标", "2030年", "2031年"), ("粮食", "6.2", ""), ("生猪", "8", "9")))
    assert table.text == "表1主要指标" and any("核对" in warning for warning in table.warnings)
    assert body[body.index(table) + 1].text == "二、2031年工作安排"


def test_merged_cells_are_written_once_and_reported() -> None:
    page = PageBuilder()
    page.rules += [(80, y, 320, y) for y in (140, 190)] + [(160, 165, 320, 165)]
    page.rules += [(x, 140, x, 190) for x in (80, 160, 320)] + [(240, 165, 240, 190)]
    for text, x, y in (("指标", 84, 170), ("2031年", 200, 158), ("目标", 164, 183), ("完成", 244, 183)):
        page.add_line(text, x, y, 12)
    _, body, _ = read_pages(page)
    assert body[0].figure == Table((("指标", "2031年", ""), ("", "目标", "完成")))
    assert any("合并" in warning for warning in body[0].warnings)


def test_a_table_without_rules_keeps_its_rows_and_its_wrapped_cells() -> None:
    page = PageBuilder()
    page.add_lines(["　　" + FULL[:22] + "。"], 100)
    rows = [
        ("指标", "目标", "2030年完", "下年"),
        ("", "", "成", ""),
        ("粮食", "5.5%", "6.2%", "5%"),
        ("城镇新增", "8", "9", "8"),
        ("就业", "", "", ""),
    ]
    for y, row in zip((140, 156, 178, 200, 216), rows, strict=True):
        for x, cell in zip((80, 200, 280, 340), row, strict=True):
            page.add_line(cell, x, y, 12)
    page.add_lines(["二、2031年工作安排", "　　" + FULL[:22] + "。"], 250)
    _, body, _ = read_pages(page)
    assert body[1].figure == Table(
        (("指标", "目标", "2030年完成", "下年"), ("粮食", "5.5%", "6.2%", "5%"), ("城镇新增就业", "8", "9", "8"))
    )
    assert body[2].text == "二、2031年工作安排"


def test_two_columns_of_prose_are_no_table() -> None:
    page = PageBuilder()
    for n in range(8):
        page.add_line(FULL[:12], 80, 100 + 20 * n, 14)
        page.add_line(FULL[12:24], 300, 100 + 20 * n, 14)
    extracted, body, _ = read_pages(page)
    assert not any(paragraph.figure for paragraph in body)
    assert any("分栏" in warning for warning in extracted.warnings)
    assert "".join(texts(body)) == FULL[:12] * 8 + FULL[12:24] * 8


def test_the_items_of_a_box_are_no_headings_and_do_not_interrupt_the_sentence() -> None:
    page = PageBuilder()
    page.add_lines(["　　" + FULL[:24]], 100)
    page.add_grid([78, 520], [112, 200])
    page.add_lines(["专栏1 民生实事", "1.新增床位二百张。", "2.改造小区十二个。"], 135, step=24)
    page.add_lines([FULL, FULL[:8] + "。"], 230)
    _, body, _ = read_pages(page)
    assert body[0].text == FULL[:24] + FULL + FULL[:8] + "。" and not body[0].is_aside
    assert texts(body[1:]) == ["专栏1民生实事", "1.新增床位二百张。", "2.改造小区十二个。"]
    assert all(paragraph.is_aside for paragraph in body[1:]) and "方框" in body[1].warnings[0]


def test_contents_with_numbers_at_the_right_are_lines_and_no_table() -> None:
    page = PageBuilder()
    for n, title in enumerate(("一、过去一年的工作", "二、今年的工作安排", "三、自身建设")):
        page.add_line(title, 80, 100 + 28 * n)
        page.add_line(str(n + 1), 500, 100 + 28 * n)
    _, body, _ = read_pages(page)
    assert len(body) == 3 and all(re.search(r"\d$", text) for text in texts(body))


# ---------------------------------------------------------------- edges of a page


def test_the_imprint_stands_alone() -> None:
    page = PageBuilder()
    page.add_lines(["　　" + FULL[:24], FULL[:25] + "！", "云汐市三届人大一次会议秘书处 2031年12月印"], 100)
    _, body, _ = read_pages(page)
    assert texts(body)[-1] == "云汐市三届人大一次会议秘书处2031年12月印"


@pytest.mark.parametrize("number", ["—1—", "- 1 -", "第1页", "— 7 —"])
def test_the_number_of_a_single_page_is_removed_and_logged(number: str) -> None:
    page = PageBuilder()
    page.add_lines(["　　" + FULL[:20] + "。"], 100)
    page.add_line(number, 280, 760)
    _, body, changes = read_pages(page)
    assert texts(body) == [FULL[:20] + "。"] and [remove_whitespace(line) for line in changes.page_furniture] == [
        remove_whitespace(number)
    ]
