"""Word documents for ``import``: notes, tables, pictures, headings by style with their numbers, tracked changes, fields, traps."""

from __future__ import annotations

import io
import zipfile

import pytest

from gazette.importing import word
from gazette.importing.convert import ImportedDocument, ImportRequest, convert_file
from gazette.importing.extracted_text import ExtractedText, Gap, Line, Table, UnreadableFile
from gazette.importing.word_styles import format_number
from tests.imports.word import document, paragraph, picture, run, table

PNG = b"\x89PNG\r\n\x1a\n and more"
NOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'
FOOTNOTES = (
    '<w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>'
    f'<w:footnote w:id="2">{paragraph("“四上”企业：规模以上工业等四类企业。")}</w:footnote>'
    f'<w:footnote w:id="3">{paragraph("初步核算数。")}</w:footnote>'
)


def read(body: str, **parts: str) -> ExtractedText:
    """The document as printed lines."""
    found = word.read_docx(document(body, parts))
    assert isinstance(found, ExtractedText), found
    return found


def lines(found: ExtractedText) -> list[Line]:
    """All its lines."""
    return [line for page in found.pages for line in page.lines]


def texts(found: ExtractedText) -> list[str]:
    """The words of its lines."""
    return [line.text for line in lines(found)]


def omitted(found: ExtractedText) -> dict[str, tuple[str, ...]]:
    """What was left out, by kind."""
    return dict(found.omitted)


# ---------------------------------------------------------------- notes


def test_footnotes_become_notes_with_the_place_of_their_marks() -> None:
    later = NOTE.replace('"2"', '"3"')
    found = read(
        paragraph("实施“四上”企业", runs=NOTE + run("培育，增长6.2%") + later + run("。")), footnotes=FOOTNOTES
    )
    assert texts(found) == ["实施“四上”企业培育，增长6.2%。"]
    assert lines(found)[0].note_marks == ((8, "footnote.2"), (17, "footnote.3"))
    assert [note.text for note in found.footnotes] == ["“四上”企业：规模以上工业等四类企业。", "初步核算数。"]


def test_a_note_explains_the_word_that_it_names_or_the_words_before_its_mark() -> None:
    later = NOTE.replace('"2"', '"3"')
    body = paragraph("一、2030年工作回顾") + paragraph(
        "实施“四上”企业", runs=NOTE + run("培育，增长6.2%") + later + run("。")
    )
    made = convert_file(document(body, {"footnotes": FOOTNOTES}), ImportRequest("x.docx", "report", 2031))
    assert isinstance(made, ImportedDocument)
    assert [(n.term, n.definition.text) for n in made.draft.notes] == [
        ("“四上”企业", "规模以上工业等四类企业。"), ("增长6.2%", "初步核算数。")
    ]  # fmt: skip
    assert "请核对" in made.draft.notes[1].warnings[0] and not made.draft.notes[0].warnings
    assert made.document.text.rstrip().endswith("::: notes\n:::")


def test_raised_numbers_behind_words_are_marks_and_units_keep_theirs() -> None:
    up, down = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'
    runs = run("1", up) + run("三十万m") + run("2", up) + run("，CO") + run("2", down) + run("，PM") + run("2.5", down)
    found = read(paragraph("绿地", runs=runs))
    assert texts(found) == ["绿地三十万m²，CO₂，PM2.5"] and omitted(found)["注码"] == ("1",)


# ---------------------------------------------------------------- tables, pictures, boxes


def test_tables_keep_rows_and_cells_and_tell_of_merged_and_nested_ones() -> None:
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraph("2031年")}</w:tc>'
    down = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{paragraph()}</w:tc>"
    nested = f"<w:tc>{table([['甲', '乙']])}{paragraph()}</w:tc>"
    rows = [["指标", wide], [down, "目标", "完成"], ["粮食", "6.2", nested]]
    body = paragraph("附表 主要指标") + table(rows) + paragraph("二、安排")
    found = read(body)
    figure = lines(found)[1]
    assert figure.figure == Table((("指标", "2031年", ""), ("", "目标", "完成"), ("粮食", "6.2", "甲 乙")))
    assert [word for word in ("核对", "合并", "还有表格") if any(word in warning for warning in figure.warnings)] == [
        "核对", "合并", "还有表格"
    ]  # fmt: skip
    made = convert_file(document(body), ImportRequest("x.docx", "report", 2031))
    assert isinstance(made, ImportedDocument)
    written = made.document.text.split("\n")
    assert {written[line - 1] for line, warning in made.document.warnings if "表格" in warning} == {": 附表 主要指标"}
    assert {written[line - 1] for line, warning in made.document.warnings if "序号" in warning} <= {
        "## 二、安排 {#s2 role=target year=2031}"
    }
    assert ": 附表 主要指标\n\n| 指标 | 2031年 |  |\n| --- | --- | --- |\n|  | 目标 | 完成 |\n" in made.document.text


def test_a_table_of_one_cell_is_a_box_and_one_of_pages_is_layout() -> None:
    found = read(table([["专栏：十件实事"]]) + table([["甲" * 700, "乙"]]))
    assert [(line.text[:3], line.in_box) for line in lines(found)] == [
        ("专栏：", True),
        ("甲甲甲", False),
        ("乙", False),
    ]
    assert "排版" in lines(found)[1].warnings[0]


@pytest.mark.parametrize(("data", "suffix"), [(PNG, ".png"), (b"\xff\xd8\xff\xe0", ".jpg")])
def test_pictures_come_along_with_what_the_file_says_of_them(data: bytes, suffix: str) -> None:
    made = convert_file(
        document(
            paragraph("一、2030年工作回顾") + picture("rIdP1", "河边的公园") + paragraph("图1 公园"),
            None,
            {"rIdP1": data},
        ),
        ImportRequest("x.docx", "report", 2031),
    )
    assert isinstance(made, ImportedDocument)
    assert made.pictures == {f"images/report-1{suffix}": data}
    assert f'![河边的公园](images/report-1{suffix} "图1公园")' in made.document.text


def test_pictures_that_no_page_can_show_are_named() -> None:
    found = word.read_docx(
        document(paragraph("甲") + picture("rIdP1") + picture("none"), None, {"rIdP1": b"\1\0\0\0 EMF"})
    )
    assert isinstance(found, ExtractedText)
    gaps = [line.figure for line in lines(found) if line.figure]
    assert all(isinstance(gap, Gap) for gap in gaps) and "EMF" in str(gaps[0]) and len(gaps) == 2


def test_a_text_box_is_read_once_behind_its_paragraph_and_makes_no_headings() -> None:
    box = f"<w:txbxContent>{paragraph('专栏 实事')}{paragraph('1.新增床位二百张。')}</w:txbxContent>"
    both = f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    found = read(paragraph("各项事业", runs=both + run("取得新的进步。")))
    assert texts(found) == ["各项事业取得新的进步。", "专栏 实事", "1.新增床位二百张。"]
    assert [line.in_box for line in lines(found)] == [False, True, True] and lines(found)[1].warnings


# ---------------------------------------------------------------- headings and numbers

STYLES = (
    '<w:style w:type="paragraph" w:styleId="a1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="a2"><w:name w:val="标题 2"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="7"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="own"><w:name w:val="own"/><w:basedOn w:val="a1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="c1"><w:name w:val="toc 1"/></w:style>'
)
LISTS = (
    '<w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%3"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="4"><w:lvl w:ilvl="0"><w:numFmt w:val="hebrew1"/><w:lvlText w:val="%1"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="5"><w:lvl w:ilvl="0"><w:numFmt w:val="none"/><w:lvlText w:val=""/></w:lvl></w:abstractNum>'
    '<w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num><w:num w:numId="8"><w:abstractNumId w:val="4"/></w:num>'
    '<w:num w:numId="9"><w:abstractNumId w:val="5"/></w:num>'
)


def test_headings_by_style_get_the_numbers_that_word_shows() -> None:
    third = '<w:numPr><w:ilvl w:val="2"/><w:numId w:val="7"/></w:numPr>'
    bare = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = (
        paragraph("回顾", style="a1") + paragraph("实体", style="a2") + paragraph("城市", style="a2")
        + paragraph("安排", style="own") + paragraph("实体", style="a2") + paragraph("一件", properties=third)
        + paragraph("没有号", style="a1", properties=bare) + paragraph("各位", properties='<w:outlineLvl w:val="2"/>')
    )  # fmt: skip
    found = read(body, styles=STYLES, numbering=LISTS)
    assert texts(found) == [
        "一、回顾",
        "（一）实体",
        "（二）城市",
        "二、安排",
        "（一）实体",
        "2.1 一件",
        "没有号",
        "各位",
    ]
    assert [line.heading_level for line in lines(found)] == [1, 2, 2, 1, 2, 0, 1, 3]
    assert any("自动编号6处" in warning for warning in found.warnings)


def test_a_number_that_cannot_be_computed_is_told_and_a_list_without_numbers_is_not() -> None:
    def listed(number: int) -> str:
        return paragraph("甲", properties=f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')

    found = read(listed(8) + listed(9), numbering=LISTS)
    assert texts(found) == ["甲", "甲"] and [warning for warning in found.warnings if "编号" in warning] == [
        "有1处自动编号的写法不认识，没有写进文字，请照原件补上。"
    ]


@pytest.mark.parametrize(
    ("form", "number", "written"),
    [
        ("chineseCounting", 10, "十"), ("chineseCounting", 12, "十二"), ("chineseCountingThousand", 105, "一百零五"),
        ("chineseCounting", 120, "一百二十"), ("chineseLegalSimplified", 15, "壹拾伍"), ("ideographDigital", 20, "二〇"),
        ("decimalEnclosedCircleChinese", 3, "③"), ("upperRoman", 4, "IV"), ("lowerLetter", 27, "aa"), ("decimalZero", 5, "05"),
        ("hebrew1", 1, None),
    ],
)  # fmt: skip
def test_forms_of_numbers(form: str, number: int, written: str | None) -> None:
    assert format_number(form, number) == written


# ---------------------------------------------------------------- what is not shown


def test_changes_are_read_as_accepted_and_told_with_what_they_deleted() -> None:
    runs = f"<w:ins>{run('新增')}</w:ins><w:del><w:r><w:delText>减少</w:delText></w:r></w:del>" + run("五百家。")
    joined = '<w:rPr><w:del w:id="1"/></w:rPr>'
    found = read(paragraph("企业", runs=runs) + paragraph("前半", properties=joined) + paragraph("后半。"))
    assert texts(found) == ["企业新增五百家。", "前半后半。"]
    assert omitted(found)["修订中删去的文字"] == ("减少",) and any("修订3处" in warning for warning in found.warnings)


def test_comments_hidden_words_and_heads_are_left_out_and_told() -> None:
    found = read(
        paragraph("甲", runs=run("隐藏", "<w:vanish/>") + run("乙")),
        comments=f"<w:comment>{paragraph('请再核')}</w:comment>", header=paragraph("内部") + paragraph("— 3 —"),
    )  # fmt: skip
    assert texts(found) == ["甲乙"]
    assert omitted(found) == {"隐藏的文字": ("隐藏",), "批注": ("请再核",), "页眉和页脚": ("内部",)}


def test_a_table_of_contents_is_left_out_with_its_title() -> None:
    def sign(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = '<w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r>'
    field = paragraph(runs=sign("begin") + code + sign("separate") + run("一、回顾 1"))
    found = read(paragraph("目 录") + field + paragraph("二、安排 5", runs=sign("end")) + paragraph("三、建设 9", style="c1")
                 + paragraph("一、回顾"), styles=STYLES)  # fmt: skip
    assert texts(found) == ["一、回顾"]
    assert omitted(found)["目录"] == ("目 录", "一、回顾 1", "二、安排 5", "三、建设 9")


def test_breaks_tabs_symbols_and_other_fields() -> None:
    runs = (
        "<w:r><w:br/></w:r>"
        + run("第二行")
        + '<w:r><w:tab/><w:noBreakHyphen/><w:softHyphen/><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
    )
    runs += '<w:fldSimple w:instr=" DATE ">' + run("2031年") + "</w:fldSimple>"
    assert texts(read(paragraph("第一行", runs=runs))) == ["第一行", "第二行   -✓2031年"]


# ---------------------------------------------------------------- traps


@pytest.mark.parametrize("trap", ["bomb", "entity", "deep"])
def test_traps_are_refused(trap: str) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        if trap == "bomb":
            archive.writestr("word/document.xml", b" " * 40_000_000)
        elif trap == "entity":
            archive.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>')
        else:
            archive.writestr("word/document.xml", "<x>" * 100_000 + "</x>" * 100_000)
    assert isinstance(word.read_docx(made.getvalue()), UnreadableFile)


def test_strict_documents_are_read_as_well() -> None:
    data = document(paragraph("甲"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("word/document.xml")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        usual, strict = (
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
        archive.writestr("word/document.xml", xml.replace(usual, strict))
    found = word.read_docx(made.getvalue())
    assert isinstance(found, ExtractedText) and texts(found) == ["甲"]
