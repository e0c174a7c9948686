"""Word documents for ``import``: notes, tables, pictures, headings by style with their numbers, tracked changes, fields, attacks."""

from __future__ import annotations

import io
import zipfile

import pytest

from gazette.importing import word
from gazette.importing.convert import ImportedDocument, ImportRequest, convert_file
from gazette.importing.extracted_text import ExtractedText, Gap, Line, Table, UnreadableFile
from gazette.importing.word_styles import format_number
from tests.imports.word import make_document, make_paragraph, make_picture, make_run, make_table

PNG = b"\x89PNG\r\n\x1a\n and more"
NOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'
FOOTNOTES = (
    '<w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>'
    f'<w:footnote w:id="2">{make_paragraph("“四上”企业：规模以上工业等四类企业。")}</w:footnote>'
    f'<w:footnote w:id="3">{make_paragraph("初步核算数。")}</w:footnote>'
)


def read_body(body: str, **parts: str) -> ExtractedText:
    """Read a document with this body."""
    extracted = word.read_docx(make_document(body, parts))
    assert isinstance(extracted, ExtractedText), extracted
    return extracted


def lines(extracted: ExtractedText) -> list[Line]:
    """Return all its lines."""
    return [line for page in extracted.pages for line in page.lines]


def texts(extracted: ExtractedText) -> list[str]:
    """Return the text of its lines."""
    return [line.text for line in lines(extracted)]


def omitted(extracted: ExtractedText) -> dict[str, tuple[str, ...]]:
    """Return what was left out, by kind."""
    return dict(extracted.omitted)


# ---------------------------------------------------------------- notes


def test_footnotes_become_notes_with_the_place_of_their_marks() -> None:
    later = NOTE.replace('"2"', '"3"')
    extracted = read_body(
        make_paragraph("实施“四上”企业", runs=NOTE + make_run("培育，增长6.2%") + later + make_run("。")),
        footnotes=FOOTNOTES,
    )
    assert texts(extracted) == ["实施“四上”企业培育，增长6.2%。"]
    assert lines(extracted)[0].note_marks == ((8, "footnote.2"), (17, "footnote.3"))
    assert [note.text for note in extracted.footnotes] == ["“四上”企业：规模以上工业等四类企业。", "初步核算数。"]


def test_a_note_explains_the_word_that_it_names_or_the_words_before_its_mark() -> None:
    later = NOTE.replace('"2"', '"3"')
    body = make_paragraph("一、2030年工作回顾") + make_paragraph(
        "实施“四上”企业", runs=NOTE + make_run("培育，增长6.2%") + later + make_run("。")
    )
    imported = convert_file(make_document(body, {"footnotes": FOOTNOTES}), ImportRequest("x.docx", "report", 2031))
    assert isinstance(imported, ImportedDocument)
    assert [(n.term, n.definition.text) for n in imported.draft.notes] == [
        ("“四上”企业", "规模以上工业等四类企业。"), ("增长6.2%", "初步核算数。")
    ]  # fmt: skip
    assert "请核对" in imported.draft.notes[1].warnings[0] and not imported.draft.notes[0].warnings
    assert imported.document.text.rstrip().endswith("::: notes\n:::")


def test_raised_numbers_behind_words_are_marks_and_units_stay() -> None:
    up, down = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'
    runs = (
        make_run("1", up)
        + make_run("三十万m")
        + make_run("2", up)
        + make_run("，CO")
        + make_run("2", down)
        + make_run("，PM")
        + make_run("2.5", down)
    )
    extracted = read_body(make_paragraph("绿地", runs=runs))
    assert texts(extracted) == ["绿地三十万m²，CO₂，PM2.5"] and omitted(extracted)["注码"] == ("1",)


# ---------------------------------------------------------------- tables, pictures, boxes


def test_tables_keep_rows_and_cells_and_warn_of_merged_and_nested_ones() -> None:
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{make_paragraph("2031年")}</w:tc>'
    down = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{make_paragraph()}</w:tc>"
    nested = f"<w:tc>{make_table([['甲', '乙']])}{make_paragraph()}</w:tc>"
    rows = [["指标", wide], [down, "目标", "完成"], ["粮食", "6.2", nested]]
    body = make_paragraph("附表 主要指标") + make_table(rows) + make_paragraph("二、安排")
    extracted = read_body(body)
    figure = lines(extracted)[1]
    assert figure.figure == Table((("指标", "2031年", ""), ("", "目标", "完成"), ("粮食", "6.2", "甲 乙")))
    assert [word for word in ("核对", "合并", "还有表格") if any(word in warning for warning in figure.warnings)] == [
        "核对", "合并", "还有表格"
    ]  # fmt: skip
    imported = convert_file(make_document(body), ImportRequest("x.docx", "report", 2031))
    assert isinstance(imported, ImportedDocument)
    written = imported.document.text.split("\n")
    assert {written[line - 1] for line, warning in imported.document.warnings if "表格" in warning} == {
        ": 附表 主要指标"
    }
    assert {written[line - 1] for line, warning in imported.document.warnings if "序号" in warning} <= {
        "## 二、安排 {#s2 role=target year=2031}"
    }
    assert (
        ": 附表 主要指标\n\n| 指标 | 2031年 |  |\n| --- | --- | --- |\n|  | 目标 | 完成 |\n" in imported.document.text
    )


def test_a_table_of_one_cell_is_a_box_and_one_of_pages_is_layout() -> None:
    extracted = read_body(make_table([["专栏：十件实事"]]) + make_table([["甲" * 700, "乙"]]))
    assert [(line.text[:3], line.in_box) for line in lines(extracted)] == [
        ("专栏：", True),
        ("甲甲甲", False),
        ("乙", False),
    ]
    assert "排版" in lines(extracted)[1].warnings[0]


@pytest.mark.parametrize(("data", "suffix"), [(PNG, ".png"), (b"\xff\xd8\xff\xe0", ".jpg")])
def test_pictures_are_imported_with_their_alternative_text(data: bytes, suffix: str) -> None:
    imported = convert_file(
        make_document(
            make_paragraph("一、2030年工作回顾") + make_picture("rIdP1", "河边的公园") + make_paragraph("图1 公园"),
            None,
            {"rIdP1": data},
        ),
        ImportRequest("x.docx", "report", 2031),
    )
    assert isinstance(imported, ImportedDocument)
    assert imported.pictures == {f"images/report-1{suffix}": data}
    assert f'![河边的公园](images/report-1{suffix} "图1公园")' in imported.document.text


def test_pictures_that_no_page_can_show_become_gaps() -> None:
    extracted = word.read_docx(
        make_document(
            make_paragraph("甲") + make_picture("rIdP1") + make_picture("none"), None, {"rIdP1": b"\1\0\0\0 EMF"}
        )
    )
    assert isinstance(extracted, ExtractedText)
    gaps = [line.figure for line in lines(extracted) if line.figure]
    assert all(isinstance(gap, Gap) for gap in gaps) and "EMF" in str(gaps[0]) and len(gaps) == 2


def test_a_text_box_is_read_once_behind_its_paragraph_and_makes_no_headings() -> None:
    box = f"<w:txbxContent>{make_paragraph('专栏 实事')}{make_paragraph('1.新增床位二百张。')}</w:txbxContent>"
    both = f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    extracted = read_body(make_paragraph("各项事业", runs=both + make_run("取得新的进步。")))
    assert texts(extracted) == ["各项事业取得新的进步。", "专栏 实事", "1.新增床位二百张。"]
    assert [line.in_box for line in lines(extracted)] == [False, True, True] and lines(extracted)[1].warnings


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
        make_paragraph("回顾", style="a1") + make_paragraph("实体", style="a2") + make_paragraph("城市", style="a2")
        + make_paragraph("安排", style="own") + make_paragraph("实体", style="a2") + make_paragraph("一件", properties=third)
        + make_paragraph("没有号", style="a1", properties=bare) + make_paragraph("各位", properties='<w:outlineLvl w:val="2"/>')
    )  # fmt: skip
    extracted = read_body(body, styles=STYLES, numbering=LISTS)
    assert texts(extracted) == [
        "一、回顾",
        "（一）实体",
        "（二）城市",
        "二、安排",
        "（一）实体",
        "2.1 一件",
        "没有号",
        "各位",
    ]
    assert [line.heading_level for line in lines(extracted)] == [1, 2, 2, 1, 2, 0, 1, 3]
    assert any("自动编号6处" in warning for warning in extracted.warnings)


def test_an_unknown_number_format_gives_a_warning_and_a_list_without_numbers_none() -> None:
    def listed(number: int) -> str:
        return make_paragraph("甲", properties=f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')

    extracted = read_body(listed(8) + listed(9), numbering=LISTS)
    assert texts(extracted) == ["甲", "甲"] and [warning for warning in extracted.warnings if "编号" in warning] == [
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


def test_changes_are_read_as_accepted_and_deletions_are_listed() -> None:
    runs = f"<w:ins>{make_run('新增')}</w:ins><w:del><w:r><w:delText>减少</w:delText></w:r></w:del>" + make_run(
        "五百家。"
    )
    joined = '<w:rPr><w:del w:id="1"/></w:rPr>'
    extracted = read_body(
        make_paragraph("企业", runs=runs) + make_paragraph("前半", properties=joined) + make_paragraph("后半。")
    )
    assert texts(extracted) == ["企业新增五百家。", "前半后半。"]
    assert omitted(extracted)["修订中删去的文字"] == ("减少",) and any(
        "修订3处" in warning for warning in extracted.warnings
    )


def test_comments_hidden_text_and_headers_are_left_out_and_listed() -> None:
    extracted = read_body(
        make_paragraph("甲", runs=make_run("隐藏", "<w:vanish/>") + make_run("乙")),
        comments=f"<w:comment>{make_paragraph('请再核')}</w:comment>", header=make_paragraph("内部") + make_paragraph("— 3 —"),
    )  # fmt: skip
    assert texts(extracted) == ["甲乙"]
    assert omitted(extracted) == {"隐藏的文字": ("隐藏",), "批注": ("请再核",), "页眉和页脚": ("内部",)}


def test_a_table_of_contents_is_left_out_with_its_title() -> None:
    def sign(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = '<w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r>'
    field = make_paragraph(runs=sign("begin") + code + sign("separate") + make_run("一、回顾 1"))
    extracted = read_body(make_paragraph("目 录") + field + make_paragraph("二、安排 5", runs=sign("end")) + make_paragraph("三、建设 9", style="c1")
                 + make_paragraph("一、回顾"), styles=STYLES)  # fmt: skip
    assert texts(extracted) == ["一、回顾"]
    assert omitted(extracted)["目录"] == ("目 录", "一、回顾 1", "二、安排 5", "三、建设 9")


def test_breaks_tabs_symbols_and_other_fields() -> None:
    runs = (
        "<w:r><w:br/></w:r>"
        + make_run("第二行")
        + '<w:r><w:tab/><w:noBreakHyphen/><w:softHyphen/><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
    )
    runs += '<w:fldSimple w:instr=" DATE ">' + make_run("2031年") + "</w:fldSimple>"
    assert texts(read_body(make_paragraph("第一行", runs=runs))) == ["第一行", "第二行   -✓2031年"]


# ---------------------------------------------------------------- traps


@pytest.mark.parametrize("attack", ["bomb", "entity", "deep"])
def test_attacks_are_refused(attack: str) -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        if attack == "bomb":
            archive.writestr("word/document.xml", b" " * 40_000_000)
        elif attack == "entity":
            archive.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>')
        else:
            archive.writestr("word/document.xml", "<x>" * 100_000 + "</x>" * 100_000)
    assert isinstance(word.read_docx(output.getvalue()), UnreadableFile)


def test_strict_documents_are_read_as_well() -> None:
    data = make_document(make_paragraph("甲"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("word/document.xml")
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        usual, strict = (
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
        archive.writestr("word/document.xml", xml.replace(usual, strict))
    extracted = word.read_docx(output.getvalue())
    assert isinstance(extracted, ExtractedText) and texts(extracted) == ["甲"]
