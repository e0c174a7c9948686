"""PDFs as a browser prints them, imported: our own page of the report, a report set as offices set it, a page of a newspaper."""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import Path

import pytest
from playwright.sync_api import Page

from gazette import editor_commands
from gazette.importing.convert import ImportedDocument, ImportRequest, convert_file
from gazette.model import Source
from gazette.sources.document import parse_document
from gazette.text import remove_whitespace
from tests import imports, mini_site
from tests.conftest import ROOT

OFFICE = """<!doctype html><meta charset="utf-8"><style>
@page{size:A4;margin:32mm 26mm;@top-center{content:"云汐市政府工作报告"}@bottom-center{content:"— " counter(page) " —"}}
body{font:16pt/1.75 serif;text-align:justify}p{margin:0;text-indent:2em}h1{text-align:center}</style>"""
NEWSPAPER = """<!doctype html><meta charset="utf-8"><style>
@page{size:A3;margin:10mm}body{font:9pt/1.4 serif}p{margin:0;text-indent:2em;text-align:justify}
h1{font-size:30pt;margin:0;text-align:center}div{columns:4;column-gap:1.5em}</style>"""

TABLE = (("指标", "2030年"), ("粮食产量增长", "6.2%"))


@pytest.fixture
def page(new_page: Page) -> Page:
    """A page of its own: the shared one is under the site's policy, which binds what is put into it."""
    return new_page


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project without documents and with an empty glossary."""
    mini_site.copy_to(tmp_path)
    for document in tmp_path.glob("content/*/*.md"):
        document.unlink()
    (tmp_path / "glossary.yml").write_text("[]\n", encoding="utf-8")
    return tmp_path


def print_to_pdf(page: Page, html: str) -> bytes:
    """Print a page as PDF, on the paper size that it asks for."""
    page.set_content(html)
    return page.pdf(prefer_css_page_size=True)


def similarity(one: str, other: str) -> float:
    """Return how much of two texts is the same, in the same order: 1 for all."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def test_our_own_page_of_the_report_imports_again(page: Page, site_url: str, project: Path) -> None:
    page.goto(f"{site_url}/zh-hans/2024/report/")
    (project / "page.pdf").write_bytes(page.pdf(format="A4"))
    assert editor_commands.import_file(project / "page.pdf", project / "content", "report", 2024).written
    got, real = imports.read_report(project), imports.read_real_report()
    assert similarity(got.all_text, real.all_text) >= 0.98
    assert [h.run.text for h in got.document.headings[1:]] == [h.run.text for h in real.document.headings[1:]]
    assert [(h.id, h.page, h.role, h.year) for h in got.document.headings] == [
        (h.id, h.page, h.role, h.year) for h in real.document.headings
    ], "the pages are the original's, as labelled in the text, not the printer's"
    assert [(n.term, n.definition.text, n.source.page) for n in got.notes] == [
        (n.term, n.definition.text, n.source.page) for n in real.notes
    ]


def test_a_report_as_offices_set_it_keeps_every_paragraph(page: Page) -> None:
    paragraphs = [run.text for run in imports.read_real_report().runs if "印" not in run.text[-2:]]
    body = "".join(f"<p>{text}</p>" for text in paragraphs[5:])
    imported = convert_file(
        print_to_pdf(page, f"{OFFICE}<h1>政府工作报告</h1>{body}"), ImportRequest("r.pdf", "report", 2024)
    )
    assert isinstance(imported, ImportedDocument)
    document, problems = parse_document(Source(imports.REPORT, imported.document.text))
    assert document is not None and not problems
    got = [remove_whitespace(block.run.text) for block in document.walk() if block.run and block.run.text]
    assert got[1:] == [remove_whitespace(text) for text in paragraphs[5:]]
    assert imported.page_count >= 20 and len(imported.changes.page_furniture) == 2 * imported.page_count
    removed = {
        remove_whitespace(text) for text in imported.changes.page_furniture
    }  # whether a space is seen is the font's
    assert removed >= {"云汐市政府工作报告", "—1—", f"—{imported.page_count}—"}


def test_what_stands_beside_the_text_of_a_printed_page_is_read_for_what_it_is(page: Page) -> None:
    table = "".join(f"<tr>{''.join(f'<td>{cell}' for cell in row)}" for row in TABLE)
    square = "data:image/gif;base64,R0lGODlhAQABAIAAAP8AAP8AACwAAAAAAQABAAACAkQBADs="
    body = (
        "<style>td{border:1px solid}table{border-collapse:collapse;font-size:12pt}sup,sub{font-size:9pt}"
        ".box{border:1px solid}.foot{font-size:9pt;line-height:1.4;text-indent:0}</style>"
        "<p>各位代表：<p>一、2030年工作回顾<p>占比“双主体”，“一芯”发展；“爱拼”、“敢拼”：落实《纲要（草案）》，做好·（试点），"
        "新增绿地30万m<sup>2</sup>，实施“四上”企业<sup>1</sup>培育。"
        f"<p>表1　主要指标<table>{table}</table><img src='{square}' width=60 height=40>"
        "<div class=box><p>专栏1　实事<p>1.新增床位二百张。</div><p>二、2031年工作安排<p>推进一百个项目。"
        "<p class=foot>1“四上”企业：规模以上工业等四类企业。"
    )
    imported = convert_file(
        print_to_pdf(page, f"{OFFICE}<h1>政府工作报告</h1>{body}"), ImportRequest("r.pdf", "report", 2031)
    )
    assert isinstance(imported, ImportedDocument)
    rows = [" | ".join(row) for row in TABLE]
    text = imported.document.text
    assert (
        "占比“双主体”，“一芯”发展；“爱拼”、“敢拼”：落实《纲要（草案）》，做好·（试点），新增绿地30万m²，实施“四上”企业培育。"
        in text
    )
    assert f": 表1主要指标\n\n| {rows[0]} |\n| --- | --- |\n| {rows[1]} |\n" in text
    assert "\n1.新增床位二百张。\n" in text and [n.term for n in imported.draft.notes] == ["“四上”企业"]
    assert text.index("| 6.2% |") < text.index("images/report-1.png") < text.index("## 二、2031年工作安排")
    assert imported.pictures["images/report-1.png"].startswith(b"\x89PNG")


def test_the_columns_of_a_newspaper_page_are_read_one_after_the_other(page: Page) -> None:
    document, _ = parse_document(
        Source("content/2024/congress.md", (ROOT / "content/2024/congress.md").read_text(encoding="utf-8"))
    )
    assert document is not None
    headline, *paragraphs = [block.run.text for block in document.walk() if block.run and block.run.text]
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    pdf = print_to_pdf(page, f"{NEWSPAPER}<h1>{headline}</h1><div>{body}</div>")
    imported = convert_file(pdf, ImportRequest("n.pdf", "coverage", 2024))
    assert isinstance(imported, ImportedDocument)
    body_text = remove_whitespace("".join(block.paragraph.text for block in imported.draft.blocks))
    assert similarity(body_text, remove_whitespace(headline + "".join(paragraphs))) >= 0.99
    assert any("分栏" in warning for warning in imported.draft.warnings)
