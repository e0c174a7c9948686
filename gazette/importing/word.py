"""Read a DOCX: lines, notes, tables and pictures.

All text that the page shows is read, wherever it stands: in content controls, text boxes, tables and tracked insertions; what
is left out (deletions, comments, hidden text, the table of contents, headers and footers) is listed. Pages are those of Word's
last layout (``lastRenderedPageBreak``), and manual page breaks.
"""

from __future__ import annotations

from dataclasses import replace

from gazette.importing.extracted_text import ExtractedPage, ExtractedText, Footnote, UnreadableFile
from gazette.importing.page_numbers import parse_page_number
from gazette.importing.word_objects import WordReader
from gazette.importing.word_package import BROKEN, Element, TooLargeError, WordPackage
from gazette.importing.word_styles import Numbering, Styles
from gazette.importing.word_text import ID, TYPE, WordContext, WordFindings

_BROKEN = UnreadableFile("DOCX 打不开：文件坏了，或不是 Word 文档。", "请用 Word 或 WPS 打开，另存为 .docx 再试。")
_LARGE = UnreadableFile("这个 DOCX 大得不像一篇文献。", "请核对是不是选错了文件。")


def read_docx(data: bytes) -> ExtractedText | UnreadableFile:
    """Read the paragraphs of a DOCX, each as a line of its own."""
    try:
        return _read_package(WordPackage(data))
    except TooLargeError:
        return _LARGE
    except BROKEN:
        return _BROKEN


def _read_package(package: WordPackage) -> ExtractedText | UnreadableFile:
    root = package.read_part(package.main)
    if root is None:
        return _BROKEN
    styles = Styles(next((part for _, part in package.read_related("styles")), None))
    numbering = Numbering(next((part for _, part in package.read_related("numbering")), None), styles)
    findings = WordFindings()
    context = WordContext(package, styles, numbering, findings)
    reader = _read_element(context, package.main, root)
    footnotes = _read_notes(context)
    for name, part in package.read_related("comments"):
        findings.omitted["批注"] += [text for node in part for text in _read_texts(context, name, node)]
    headers = [part for kind in ("header", "footer") for part in package.read_related(kind)]
    header_texts = dict.fromkeys(text for name, part in headers for text in _read_texts(context, name, part))
    findings.omitted["页眉和页脚"] += [text for text in header_texts if parse_page_number(text, bare=True) is None]
    pages = [page for page in reader.pages if page]
    if not any(line.text for page in pages for line in page):
        return UnreadableFile("DOCX 里没有文字。", "如果是图片，请先做文字识别（OCR），另存为 .docx 再试。")
    has_pages = len(pages) > 1
    warnings = findings.list_warnings()
    if has_pages:
        warnings.append(f"页码按 Word 上次排版的{len(pages)}页编，和印出来的可能不同，请抽查。")
    return ExtractedText(
        pages=tuple(ExtractedPage(tuple(lines), n if has_pages else None) for n, lines in enumerate(pages, 1)),
        medium=f"{len(pages)}页 Word 文档" if has_pages else "Word 文档",
        extraction_method="Word 文档的文字，逐段读入",
        warnings=tuple(warnings),
        footnotes=footnotes,
        omitted=tuple((kind, tuple(texts)) for kind, texts in findings.omitted.items() if texts),
    )


def _read_element(context: WordContext, part: str, node: Element) -> WordReader:
    """Read an element of the named part."""
    reader = WordReader(context, context.package.read_targets(part))
    reader.read(node)
    return reader


def _read_texts(context: WordContext, part: str, node: Element) -> list[str]:
    """Return the text of each line of a comment, header or footer; what is left out of it is not reported."""
    reader = _read_element(replace(context, findings=WordFindings()), part, node)
    return [line.text for line in reader.lines() if line.text]


def _read_notes(context: WordContext) -> tuple[Footnote, ...]:
    """Read footnotes and endnotes in the order of their marks; one without a mark is not shown by Word, and left out."""
    findings = context.findings
    notes: dict[str, Footnote] = {}
    for kind in ("footnote", "endnote"):
        for name, part in context.package.read_related(f"{kind}s"):
            for node in part:
                if node.get(TYPE, "normal") != "normal":
                    continue
                key = f"{kind}.{node.get(ID, '')}"
                lines = _read_element(context, name, node).lines()
                warnings = ["这条脚注里的表格或图片没有读入，请核对。"] if any(line.figure for line in lines) else []
                if len([line for line in lines if line.text]) > 1:
                    warnings.append("这条脚注有几段，接成了一段，请核对。")
                text = "".join(line.text for line in lines)
                text = text.removeprefix(findings.custom_signs.get(key, "")).strip()
                notes[key] = Footnote(key, text, tuple(warnings))
    keys = list(dict.fromkeys(findings.note_keys))
    findings.omitted["没有标记的脚注"] += [note.text for key, note in notes.items() if key not in keys and note.text]
    return tuple(notes[key] for key in keys if key in notes and notes[key].text)
