"""``build.py import``: a published file becomes a document, with all of its text, pages, headings and notes.

The measure is the report that editors made by hand from the same text: what is imported, without editing, must equal it.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette import editor_commands
from gazette.importing.convert import ImportedDocument, ImportRequest, convert_file
from gazette.importing.extracted_text import UnreadableFile
from gazette.library import glossary
from gazette.model import Run
from gazette.pipeline import Options, build
from gazette.problems import Problem
from gazette.sources import markdown
from gazette.sources.front_matter import KINDS
from tests import imports, mini_site
from tests.test_problems import entries, fences
from tests.test_problems import run as run_build

TEXT = imports.REPORT_TEXT.read_text(encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The invented publication's settings, without its documents and with an empty glossary."""
    mini_site.copy_to(tmp_path)
    for document in tmp_path.glob("content/*/*.md"):
        document.unlink()
    (tmp_path / "glossary.yml").write_text("[]\n", encoding="utf-8")
    settings = tmp_path / "content" / "site.yml"
    settings.write_text(settings.read_text("utf-8").partition("topics:")[0], "utf-8")
    return tmp_path


def import_into(
    project: Path, name: str, data: bytes, kind: str = "report", year: int = 2024
) -> editor_commands.CommandResult:
    """Import a file into the project."""
    (project / name).write_bytes(data)
    return editor_commands.import_file(project / name, project / "content", kind, year)


def assert_equals_real_report(project: Path, *, pages: bool = True) -> None:
    """Assert that the imported report is the one of the site, but for the editors' marks of figures."""
    got, real = imports.read_report(project), imports.read_real_report()
    assert [run.text for run in got.runs] == [run.text for run in real.runs]
    assert [(h.id, h.level, h.role, h.year) for h in got.document.headings] == [
        (h.id, h.level, h.role, h.year) for h in real.document.headings
    ]
    assert [(n.term, n.definition.text, n.source.page) for n in got.notes] == [
        (n.term, n.definition.text, n.source.page) for n in real.notes
    ]
    if pages:
        assert [run.page_breaks for run in got.runs] == [run.page_breaks for run in real.runs]
        assert [(n.source.printed_on, n.definition.page_breaks) for n in got.notes] == [
            (n.source.printed_on, n.definition.page_breaks) for n in real.notes
        ]
        assert [h.page for h in got.document.headings] == [h.page for h in real.document.headings]


# ---------------------------------------------------------------- the report, from every kind of file


def test_the_reports_text_becomes_the_report_without_editing(project: Path) -> None:
    result = import_into(project, "2024-report.txt", TEXT.encode())
    assert result.written and not [p for p in result.problems if p.severity == "error"]
    assert_equals_real_report(project)
    got, real = imports.read_report(project), imports.read_real_report()
    assert len(got.runs) + len(got.notes) == 97 and len(got.notes) == 28
    turns = [turn for run in got.runs for turn in run.page_breaks]
    later = [note.source.printed_on for note in got.notes if note.source.printed_on]
    later += [page for note in got.notes for _, page in note.definition.page_breaks]
    assert sorted([*(page for _, page in turns), *later]) == list(range(1, 29))
    assert got.all_text == real.all_text
    known = ("title", "kicker", "subtitle", "date", "speaker", "meeting", "document_number", "reviews", "plans")
    assert [getattr(got.document.meta, key) for key in known] == [getattr(real.document.meta, key) for key in known]


def test_what_is_imported_builds(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    assert editor_commands.import_file(imports.REPORT_TEXT, project / "content", "report", 2024).written
    outcome = mini_site.build_in(project)
    assert outcome.written, [str(problem) for problem in outcome.problems]
    assert len(list((project / "site").glob("zh-*/2024/report/index.html"))) == 2


def _pages() -> list[list[str]]:
    pages: list[list[str]] = []
    for line in TEXT.split("\n"):
        if re.match(r" \S", line):
            pages.append([])
        if line.strip():
            pages[-1].append(line)
    return pages


def _indent_paragraphs(end: str, foot: str = "") -> str:
    """Return wrapped lines with an indent where a paragraph starts; ``foot`` stands at the end of each page, ``end`` between two."""
    rows, starts_paragraph = [], True
    for number, page in enumerate(_pages(), 1):
        lines = []
        for line in page:
            lines.append(("　　" if starts_paragraph else "") + line.strip())
            starts_paragraph = line.endswith(" ")
        rows.append("\n".join([*lines, *([foot.format(number)] if foot else [])]))
    return end.join(rows)


def _join_wrapped_lines() -> str:
    lines = [line.strip() + ("\n" if line.endswith(" ") else "") for page in _pages() for line in page]
    return "".join(lines)


@pytest.mark.parametrize(
    ("name", "data", "pages"),
    [
        ("GB18030", TEXT.encode("gb18030"), True),
        ("UTF-16 with a mark", TEXT.encode("utf-16"), True),
        ("UTF-16 the other way round", b"\xfe\xff" + TEXT.encode("utf-16-be"), True),
        ("UTF-8 with a mark", TEXT.encode("utf-8-sig"), True),
        ("line ends of Windows", TEXT.replace("\n", "\r\n").encode(), True),
        ("form feeds and indents", _indent_paragraphs("\f").encode(), True),
        ("printed page numbers", _indent_paragraphs("\n", "— {} —").encode(), True),
        ("page numbers between hyphens", _indent_paragraphs("\n", "-{}-").encode(), True),
        ("form feeds and a foot", _indent_paragraphs("\f", "政府工作报告 第{}页").encode(), True),
        ("no hard wraps and no pages", _join_wrapped_lines().encode(), False),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_forms_of_the_text_become_the_same(project: Path, name: str, data: bytes, pages: bool) -> None:  # noqa: ARG001
    result = import_into(project, "report.txt", data)
    assert result.written
    assert_equals_real_report(project, pages=pages)
    if not pages:
        assert "{page=" not in (project / imports.REPORT).read_text(encoding="utf-8")


def test_hard_wraps_without_any_sign_lose_no_text(project: Path) -> None:
    """Only their last line then shows where paragraphs end, and it may be full."""
    import_into(project, "report.txt", "\f".join("\n".join(map(str.strip, page)) for page in _pages()).encode())
    got, real = imports.read_report(project), imports.read_real_report()
    assert got.all_text == real.all_text
    assert [h.id for h in got.document.headings] == [h.id for h in real.document.headings]
    same = sum((Counter(r.text for r in got.runs) & Counter(r.text for r in real.runs)).values())
    assert same >= 0.85 * len(real.runs)


def test_a_word_document_becomes_the_report(project: Path) -> None:
    real = imports.read_real_report()
    notes = [Run(f"（P{note.source.page}）{note.term}：{note.definition.text}") for note in real.notes]
    result = import_into(project, "report.docx", imports.make_docx([*real.runs, *notes]))
    assert result.written
    got = imports.read_report(project)
    assert got.all_text == real.all_text
    assert [h.id for h in got.document.headings] == [h.id for h in real.document.headings]
    assert [run.page_breaks for run in got.runs] == [run.page_breaks for run in real.runs], "its pages are Word's own"
    assert len(got.notes) == 28


def test_changes_are_reported(project: Path) -> None:
    result = import_into(project, "report.txt", TEXT.replace("2023 年是全面", "２０２３ 年是全面").encode())
    report = "\n".join(result.messages)
    assert "全角数字和字母4处" in report and re.search("字间空格4[0-9]{2}处", report) and "标点没有动" in report
    result = import_into(project, "other.txt", _indent_paragraphs("\n", "— {} —").encode(), year=2025)
    assert "去掉了28行页眉、页脚、页码：「— 1 —」" in "\n".join(result.messages)


def test_the_years_aims_are_named_in_a_comment(project: Path) -> None:
    import_into(project, "report.txt", TEXT.encode())
    text = (project / imports.REPORT).read_text(encoding="utf-8")
    comment = re.search(r"<!-- .*?主要目标.*?-->\n\n(?=经济社会发展主要预期目标是)", text, re.DOTALL)
    assert comment and "地区生产总值增长6%左右" in comment[0] and "规上工业增加值增长7.2%" in comment[0]
    assert "indicator=" not in text.replace(comment[0], ""), "figures are the editor's to mark"


# ---------------------------------------------------------------- no text is lost


@given(
    st.text("一二三、（）1.九章政府工作报告：。“”；—09年P月日 \n\f　[]{}*_#<>-`\\|~&!@+=$:%x", max_size=300),
    st.sampled_from(KINDS),
)
def test_no_character_of_any_text_is_lost(text: str, kind: str) -> None:
    """But white space and page numbers; and what is written is parsed back to the same text."""
    imported = convert_file(text.encode(), ImportRequest("x.txt", kind, 2031))
    if isinstance(imported, UnreadableFile):
        assert not text.strip()
        return
    written = "".join(block.paragraph.text for block in imported.draft.blocks)
    written += "".join(f"{note.printed_number}{note.term}{note.definition.text}" for note in imported.draft.notes)
    missing = Counter(re.sub(r"\s", "", text)) - Counter(re.sub(r"\s", "", written))
    for line in (
        *imported.changes.page_furniture,
        *(line for lines in imported.changes.omitted.values() for line in lines),
    ):
        missing -= Counter(re.sub(r"\s", "", line))
    assert not missing - Counter("（P0123456789）：:.、[]-" * 300 if imported.draft.notes else "-0123456789" * 9)
    assert "和原文不全一样" not in str(imported.document.warnings)


def test_a_line_that_comes_twice_stays_twice() -> None:
    imported = convert_file(
        f"{NEWS}\n本報記者 李玲玲\n追趕、突破、引領！雲汐踏上新徵程！\n".encode(),
        ImportRequest("x.txt", "explainer", 2023),
    )
    assert isinstance(imported, ImportedDocument)
    lines = imported.document.text.split("\n")
    title = "追趕、突破、引領！雲汐踏上新徵程！"
    assert lines.count("本報記者 李玲玲") == 2 and lines.count(title) + lines.count(f"# {title}") == 2


# ---------------------------------------------------------------- warnings


def test_a_missing_number_is_reported_at_its_line_as_documented(project: Path) -> None:
    text = (
        "政府工作报告\n各位代表：\n一、2032年工作回顾\n一年来办成了很多事。\n三、2033年主要工作安排\n要办更多的事。\n"
    )
    result = import_into(project, "x.txt", text.encode(), year=2033)
    warnings = [problem for problem in result.problems if "序号" in problem.message]
    lines = (project / "content/2033/report.md").read_text(encoding="utf-8").split("\n")
    assert [lines[warning.locus.line - 1] for warning in warnings] == [
        "## 三、2033年主要工作安排 {#s3 role=target year=2033}"
    ]
    assert [str(warning) for warning in warnings] == fences(entries()["import-unsure"], "text")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("一、回顾\n（一）甲。\n\n附注：\n1.四教：梯队。\n", "正文里没有照样的词"),
        ("一、回顾\n甲。\n附注：\n（P1）四教：梯队\n", ""),
        ("一、回顾\n甲。\n名词解释\n1．四教（报告第1页）：梯队。\n", ""),
        ("一、2027年工作回顾\n甲。\n", "按 --year 2031 导入"),
        ("一、二〇三〇年工作\n办成\ufffd事。\n", "认不出的字"),
        ("报告\n办成了事，很好。\n", "没有认出「一、」"),
        ("各位代表：\n一、甲\n我们佈置工作，还有别的事要一件一件办好，让大家满意。\n", "简体字和繁体字都有"),
    ],
)
def test_warnings(text: str, what: str) -> None:
    imported = convert_file(text.encode(), ImportRequest("x.txt", "report", 2031))
    assert isinstance(imported, ImportedDocument)
    warnings = [warning for _, warning in imported.document.warnings] + [
        d for note in imported.draft.notes for d in note.warnings
    ]
    assert any(what in warning for warning in warnings) if what else not [d for d in warnings if "附注" in d]


# ---------------------------------------------------------------- files that cannot be read


@pytest.mark.parametrize(
    ("name", "data", "message", "fix"),
    [
        ("scan.pdf", imports.make_pdf(["0 0 100 100 re f"] * 3), "看来是扫描的图片", "文字识别"),
        ("locked.pdf", imports.make_pdf(["BT /F 12 Tf (x) Tj ET"], encrypted=True), "PDF 加了密码", "没有密码"),
        ("broken.pdf", b"%PDF-1.4\nnothing more", "PDF 打不开", "重新下载"),
        ("empty.pdf", b"", "文件是空的", "下载"),
        ("old.doc", b"\xd0\xcf\x11\xe0", "旧式 Word 文档", ".docx"),
        ("locked.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "加了密码", "去掉密码"),
        ("broken.docx", b"PK\x03\x04 and no more", "DOCX 打不开", "另存为"),
        ("blank.docx", imports.make_docx([]), "没有文字", "文字识别"),
        ("photo.JPG", b"\xff\xd8\xff", "这是图片", "文字识别"),
        ("report.rtf", b"{\\rtf1}", "RTF 读不了", ".docx"),
        ("report.xyz", b"x", "不认识「.xyz」", ".pdf、.docx、.txt"),
        ("report", b"x", "不认识「report」", ".pdf"),
        ("binary.txt", bytes(range(256)) * 4, "编码认不出", "UTF-8"),
        ("blank.txt", b" \n\n", "没有文字", "核对"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_what_cannot_be_read_is_refused_and_nothing_written(
    project: Path, name: str, data: bytes, message: str, fix: str
) -> None:
    (project / name).write_bytes(data)
    before = mini_site.snapshot(project)
    result = editor_commands.import_file(project / name, project / "content", "report", 2024)
    assert [(p.code, p.locus.path) for p in result.problems] == [("import-refused", name)]
    assert message in result.problems[0].message and fix in result.problems[0].fix
    assert not result.written and mini_site.snapshot(project) == before
    if name == "scan.pdf":
        assert [str(result.problems[0])] == fences(entries()["import-refused"], "text")


@pytest.mark.parametrize("name", ["x.docx", "x.pdf"])
def test_a_damaged_file_raises_no_error(name: str) -> None:
    whole = imports.make_docx(imports.read_real_report().runs[:9])
    if name == "x.pdf":
        whole = imports.make_pdf(["BT /F 12 Tf 50 700 Td (gazette) Tj 0 -20 Td (2031) Tj ET"] * 3)
    rng = Random(1)
    for _ in range(60):
        data = bytearray(whole[: rng.randrange(len(whole))] if rng.random() < 0.3 else whole)
        for _ in range(rng.choice((0, 1, 30)) if data else 0):
            data[rng.randrange(len(data))] = rng.randrange(256)
        imported = convert_file(bytes(data), ImportRequest(name, "report", 2031))
        assert isinstance(imported, (ImportedDocument, UnreadableFile))


def test_a_word_document_that_would_fill_the_memory_is_refused() -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 100_000_001)
    refused = convert_file(output.getvalue(), ImportRequest("x.docx", "report", 2031))
    assert isinstance(refused, UnreadableFile) and "大得不像" in refused.message


def test_a_missing_file_is_reported(project: Path) -> None:
    result = editor_commands.import_file(project / "nothing.pdf", project / "content", "report", 2024)
    assert [problem.code for problem in result.problems] == ["file-unreadable"]


# ---------------------------------------------------------------- nothing is overwritten


def test_an_existing_document_is_replaced_only_by_force(project: Path) -> None:
    document = project / "content/2031/report.md"
    document.parent.mkdir(exist_ok=True)
    document.write_text("编者的\n", encoding="utf-8")
    before = mini_site.snapshot(project)
    result = editor_commands.import_file(imports.REPORT_TEXT, project / "content", "report", 2031)
    assert not result.written and mini_site.snapshot(project) == before
    assert [str(problem) for problem in result.problems] == fences(entries()["file-exists"], "text")
    assert editor_commands.import_file(imports.REPORT_TEXT, project / "content", "report", 2031, force=True).written
    assert document.read_text(encoding="utf-8").startswith("---\nkind: report\n")


def test_new_notes_are_appended_and_a_term_with_another_definition_gets_its_year(project: Path) -> None:
    written = (
        "\ufeff# 编者的\r\n- slug: sishang\r\n  term: “四上”企业\r\n  definition: 别的解释。\r\n  source: editor\r\n"
    )
    (project / "glossary.yml").write_bytes(written.encode())
    result = import_into(project, "report.txt", TEXT.encode())
    data = (project / "glossary.yml").read_bytes().decode()
    assert data.startswith(written.rstrip()) and data.count("- slug: ") == 29
    assert "\n" not in data.replace("\r\n", ""), "line ends stay those of the file"
    entries, problems = glossary.read_entries(
        data.lstrip("\ufeff").replace("\r\n", "\n"), "glossary.yml", markdown.parse_inline
    )
    assert not problems, "the one without years stands back in 2024"
    assert [entry.years for entry in entries if entry.term == "“四上”企业"] == [(), (2024,)]
    slugs = {year: glossary.build_finder(entries, year, str).find("“四上”企业")[0].slug for year in (2023, 2024)}
    assert slugs[2023] == "sishang" != slugs[2024]
    warned = [problem for problem in result.problems if "解释不同" in problem.message]
    assert [(p.code, p.locus.path, p.locus.line) for p in warned] == [("import-unsure", "glossary.yml", 2)]
    assert "28条接在 glossary.yml 末尾" in "\n".join(result.messages)


def test_a_note_that_two_documents_have_becomes_one_entry_with_two_sources(project: Path) -> None:
    import_into(project, "report.txt", TEXT.encode())
    before = (project / "glossary.yml").read_text(encoding="utf-8")
    note = next(note for note in imports.read_report(project).notes if not note.definition.page_breaks)
    text = f"政府工作报告\n各位代表：\n一、2026年主要工作安排\n办好{note.term}。\n名词解释\n1.{note.term}：{note.definition.text}\n"
    result = import_into(project, "later.txt", text.encode(), year=2026)
    after = (project / "glossary.yml").read_text(encoding="utf-8")
    changed = [(a, b) for a, b in zip(before.split("\n"), after.split("\n"), strict=True) if a != b]
    assert len(changed) == 1 and changed[0][1].endswith(', {document: 2026/report, number: "1."}]')
    entries, problems = glossary.read_entries(after, "glossary.yml", markdown.parse_inline)
    assert not problems and "添上了这篇文献为出处" in "\n".join(result.messages)
    notes = glossary.notes_by_document(entries)
    assert [entry.term for entry in notes["2026/report"]] == [note.term] and len(notes["2024/report"]) == 28
    import_into(project, "later.txt", text.encode(), year=2026)
    assert (project / "glossary.yml").read_text(encoding="utf-8") == after


def test_importing_again_adds_no_note_twice(project: Path) -> None:
    import_into(project, "report.txt", TEXT.encode())
    first = (project / "glossary.yml").read_bytes()
    editor_commands.import_file(project / "report.txt", project / "content", "report", 2024, force=True)
    assert (project / "glossary.yml").read_bytes() == first


def test_an_unreadable_glossary_stops_an_import_but_a_faulty_entry_does_not(project: Path) -> None:
    (project / "glossary.yml").write_text("- slug: [\n", encoding="utf-8")
    before = mini_site.snapshot(project)
    (project / "report.txt").write_bytes(TEXT.encode())
    result = editor_commands.import_file(project / "report.txt", project / "content", "report", 2024)
    assert [(p.code, p.locus.path) for p in result.problems] == [
        ("import-refused", "glossary.yml")
    ] and not result.written
    (project / "report.txt").unlink()
    assert mini_site.snapshot(project) == before
    (project / "glossary.yml").write_text("- slug: half\n  term: 半条\n  source: {page: 3}\n", encoding="utf-8")
    assert import_into(project, "report.txt", TEXT.encode()).written
    assert (project / "glossary.yml").read_text(encoding="utf-8").count("- slug: ") == 29


# ---------------------------------------------------------------- newspapers


NEWS = """\
2023年1月4日 星期三
農曆壬寅年 十二月十三
雲汐日報
第88期
追趕、突破、引領！雲汐踏上新徵程！
本報記者 李玲玲

2022年工作回顧
一年來，雲汐承壓奮進，取得新的成效，預計全年地區生產總值增長4.5%。

03
強功能提品質 打造名副其實的大城市
1. 系統完善規劃體系
完成規劃編制。
◎推進兩項試點。
◎新建十二個公園。
在推动全面融合提升品质上再出发04
"""


def test_a_newspaper_page_gets_its_masthead_sections_and_items(project: Path) -> None:
    result = import_into(project, "news.txt", NEWS.encode(), "explainer", 2023)
    assert result.written
    text = (project / "content/2023/explainer.md").read_text(encoding="utf-8")
    for line in (
        "script: Hant", "title: 追趕、突破、引領！雲汐踏上新徵程！", "date: 2023-01-04", "lunar_date: 農曆壬寅年 十二月十三",
        "issue: 第88期", "publisher: 雲汐日報", "byline: 本報記者 李玲玲", "explains: 2023/report",
        "## 2022年工作回顧 {#y2022 role=result year=2022}",
        "## 03強功能提品質 打造名副其實的大城市 {#e03 role=target year=2023}",
        "### 1.系統完善規劃體系", "- ◎推進兩項試點。\n- ◎新建十二個公園。",
        "## 在推动全面融合提升品质上再出发04 {#e04 role=target year=2023}",
    ):  # fmt: skip
        assert f"\n{line}\n" in text, line
    checked = build(Options(project / "content", None)).problems
    assert not [p for p in checked if p.severity == "error" and p.code != "page-link"], "no figure is marked yet"


def test_a_headline_at_the_end_moves_to_the_masthead_and_its_page_break_stays(project: Path) -> None:
    text = "01做大做强实体经济\n◎新增企业五百家。\n\f雲汐啟航，走上新徵程！\n——政府工作报告解读\n◎建成一期。\n"
    result = import_into(project, "news.txt", text.encode(), "explainer", 2023)
    assert any("已移到报头" in problem.message for problem in result.problems)
    written = (project / "content/2023/explainer.md").read_text(encoding="utf-8")
    assert written.index("# 雲汐啟航，走上新徵程！") < written.index("[]{page=1}01做大")
    assert "- []{page=2}◎建成一期。" in written


def test_a_column_that_goes_on_in_the_next_is_joined_with_a_warning(project: Path) -> None:
    column = "大会要求，要扛牢主力领军担\n当，实施专项三年行动，加快构\n建发展格局。大会提出明年目标\n地区生产总值增长百分之六，一\n"
    text = f"云汐召开大会部署明年工作\n\n{column}\n般公共预算总收入增长百分之六\n，城乡居民收入增长。\n"
    result = import_into(project, "news.txt", text.encode(), "coverage", 2023)
    lines = (project / "content/2023/coverage.md").read_text(encoding="utf-8").split("\n")
    warned = [lines[p.locus.line - 1] for p in result.problems if "隔着空行" in p.message]
    assert len(warned) == 1 and "百分之六，一般公共预算" in warned[0]


# ---------------------------------------------------------------- the command


def test_the_command_reports_what_it_did_and_what_to_check(project: Path) -> None:
    result = run_build(
        "import", imports.REPORT_TEXT, "--year", "2024", "--kind", "report", "--content", project / "content"
    )
    assert result.returncode == 0
    first, *_, last = result.stdout.splitlines()
    assert first.startswith("写好了：content/2024/report.md（69段，28页，52个标题") and "28条附注" in first
    assert "python build.py check" in last
    assert all("提醒[import-unsure]" in row for row in result.stderr.splitlines()) and "Traceback" not in result.stderr
    again = run_build(
        "import", imports.REPORT_TEXT, "--year", "2024", "--kind", "report", "--content", project / "content"
    )
    assert again.returncode == 1 and "错误[file-exists]" in again.stderr and not again.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("import",), ("import", "x.pdf"), ("import", "x.pdf", "--year", "2026"), ("import", "x.pdf", "--kind", "report"),
        ("import", "x.pdf", "--year", "26", "--kind", "report"), ("import", "x.pdf", "--year", "2026", "--kind", "essay"),
        ("new",), ("new", "next"), ("new", "3026"), ("serve", "2026"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_exits_with_2(arguments: tuple[str, ...]) -> None:
    result = run_build(*arguments)
    assert result.returncode == 2 and not result.stdout and "Traceback" not in result.stderr


def test_a_new_year_builds_and_warns_that_it_is_empty(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    result = run_build("new", "2033", "--content", project / "content")
    assert result.returncode == 0 and not result.stderr
    outcome = build(Options(project / "content", project / "site", search=False))
    assert outcome.written
    codes = {(problem.code, problem.locus.path) for problem in outcome.problems}
    assert {("document-empty", f"content/2033/{name}.md") for name in ("report", "explainer")} <= codes
    pages = "".join(page.read_text(encoding="utf-8") for page in (project / "site/zh-hans/2033").rglob("*.html"))
    assert "这样的注释" not in pages and "&lt;!--" not in pages and "<!-- " not in pages
    for name in ("report", "explainer"):
        assert (project / f"content/2033/{name}.md").read_text(encoding="utf-8").count("<!--") >= 2
    before = mini_site.snapshot(project / "content")
    again = run_build("new", "2033", "--content", project / "content")
    assert again.returncode == 1 and again.stderr.count("错误[file-exists]") == 2
    assert mini_site.snapshot(project / "content") == before


def test_the_pdf_library_is_imported_for_a_pdf_alone(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    assert import_into(project, "report.txt", TEXT.encode()).written
    result = import_into(project, "report.pdf", imports.make_pdf(["BT /F 12 Tf (x) Tj ET"]), year=2025)
    problem: Problem = result.problems[0]
    assert problem.code == "import-refused" and "pypdfium2" in problem.message and "make" in problem.fix
