"""Read a DOCX: lines, notes, tables and pictures.

All text that the page shows is read, wherever it stands: in content controls, text boxes, tables and tracked insertions; what
is left out (deletions, comments, hidden text, the table of contents, headers and footers) is listed. Pages are those of Word's
last layout (``lastRenderedPageBreak``), and manual page breaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import partial

from msgspec.structs import replace

from gazette.importing.extracted_text import (
    ExtractedPage,
    ExtractedText,
    Footnote,
    Gap,
    Line,
    Picture,
    Table,
    UnreadableFile,
    add_warning,
    make_figure_line,
    mark_as_box,
)
from gazette.importing.page_numbers import parse_page_number
from gazette.importing.word_package import BROKEN, Element, Target, TooLargeError, WordPackage
from gazette.importing.word_styles import Numbering, Styles, W, get_value
from gazette.importing.word_text import ID, TYPE, WordContext, WordFindings, WordTextReader

_BROKEN = UnreadableFile("DOCX 打不开：文件坏了，或不是 Word 文档。", "请用 Word 或 WPS 打开，另存为 .docx 再试。")
_LARGE = UnreadableFile("这个 DOCX 大得不像一篇文献。", "请核对是不是选错了文件。")
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_VML = "{urn:schemas-microsoft-com:vml}"
#: A cell of a table has no more characters; beyond, the table is the page's layout.
MAX_CELL = 600
#: Suffix, or name of a format that no page shows, by the first bytes of a picture.
_TYPES = (
    (b"\x89PNG\r\n\x1a\n", ".png"), (b"\xff\xd8\xff", ".jpg"), (b"GIF8", "GIF"), (b"BM", "BMP"), (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"), (b"\xd7\xcd\xc6\x9a", "WMF"), (b"\1\0\0\0", "EMF"),
)  # fmt: skip
#: Alternative texts that programs write: names of files, numbers of pictures.
_GENERATED_ALT = re.compile(r"\.(?:png|jpe?g|gif|bmp|tiff?)$|^(?:图片|图像|Picture|Image) ?\d*$|已生成")


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


class WordReader(WordTextReader):
    """Reads a part of a document."""

    def __init__(self, context: WordContext, targets: Mapping[str, Target], alt: str = "") -> None:
        super().__init__(context, targets)
        self.alt = alt  # the alternative text of the next picture
        self.handlers |= {
            f"{W}tbl": self.read_table, f"{W}txbxContent": self.read_box, f"{W}object": partial(self.read_counted, "embedded"),
            f"{W}altChunk": self.read_embedded, f"{W}subDoc": self.read_embedded, f"{_VML}textpath": self.read_word_art,
            f"{_MC}AlternateContent": self.read_alternatives, f"{_A}blip": self.read_picture,
            f"{_VML}imagedata": self.read_picture, f"{_WP}docPr": self.read_alt, f"{_A}graphicData": self.read_graphic,
        }  # fmt: skip

    def read_separately(self, node: Element) -> list[Line]:
        """Read the lines of a cell or a box with a reader of its own."""
        reader = WordReader(self.context, self.targets, self.alt)
        reader.read(node)
        return reader.lines()

    def read_alternatives(self, node: Element) -> None:
        """Read the first of several forms of the same thing that has content."""
        content = {f"{W}t", f"{_A}blip", f"{_VML}imagedata", f"{_A}graphicData"}
        for choice in node:
            if any(each.tag in content for each in choice.iter()):
                self.read_children(choice)
                return

    def read_alt(self, node: Element) -> None:
        """Read the alternative text of the picture that follows, unless a program wrote it."""
        text = (node.get("descr") or "").strip() or (node.get("title") or "").strip()
        self.alt = "" if _GENERATED_ALT.search(text) else text

    def read_graphic(self, node: Element) -> None:
        """Read a picture, a shape, or a chart, whose text is not in the document's part."""
        kind = node.get("uri", "").rpartition("/")[2]
        if kind in ("chart", "chartex", "diagram"):
            name = "图表" if kind.startswith("chart") else "图示（SmartArt）"
            self.add_gap(f"这里原来是一个{name}，没有取出来。")
        else:
            self.read_children(node)

    def read_embedded(self, _: Element) -> None:
        """Report another file inside this one."""
        self.findings.counts["embedded"] += 1
        self.add_gap("这里原来嵌着另一个文件，没有读入。")

    def read_word_art(self, node: Element) -> None:
        """Read text that is drawn as a picture."""
        text = (node.get("string") or "").strip()
        if text:
            line = Line(text, starts_paragraph=True, ends_paragraph=True)
            self.asides += mark_as_box([line], "这里原来是艺术字，按普通段落放在这里，请核对位置。")

    def read_picture(self, node: Element) -> None:
        """Read a picture, or report one that cannot be shown."""
        target = self.targets.get(node.get(f"{_R}embed") or node.get(f"{_R}id") or node.get(f"{_R}link") or "")
        data = self.context.package.read_bytes(target.name) if target is not None and not target.is_external else None
        suffix = next((suffix for start, suffix in _TYPES if data is not None and data.startswith(start)), "")
        if data is not None and data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            suffix = ".webp"
        if data is not None and suffix.startswith("."):
            warning = "图片取了出来，请核对位置" + ("。" if self.alt else "，并写出图的内容。")
            self.asides.append(make_figure_line(Picture(data, suffix, self.alt), warning))
        else:
            why = "没有存在文件里" if data is None else f"是{suffix}格式" if suffix else "的格式不认识"
            self.add_gap(f"这里原来是一张图（{why}），没有取出来。")

    def add_gap(self, text: str) -> None:
        """Report something that cannot be read."""
        self.asides.append(make_figure_line(Gap(text), f"{text}请照原件补上，或删去这一块。"))

    def read_box(self, node: Element) -> None:
        """Read a text box: its lines come after the paragraph that holds it."""
        lines = self.read_separately(node)
        self.asides += mark_as_box(lines, "这里原来是一个文本框（专栏），按普通段落放在这里，请核对位置。")

    def read_table(self, node: Element) -> None:
        """Read a table; one cell is a box, and one whose cells hold headings or pages of text is the page's layout."""
        if self.contents_depth:
            self.read_children(node)
            return
        self.end_paragraph()
        rows, has_merged, lines = self.read_rows(node)
        figures = [line for line in lines if line.figure is not None]
        width = max((len(row) for row in rows), default=0)
        longest = max((len(text) for row in rows for text in row), default=0)
        if width == 1:
            self.asides += mark_as_box(lines, "这里原来是一个方框（一格的表格），按普通段落放在这里，请核对位置。")
        elif longest > MAX_CELL or any(line.heading_level for line in lines if line.text):
            warning = "这一段原来在表格里，表格像是用来排版的，没有照样做成表格，请核对次序。"
            self.asides += add_warning(lines, warning)
        elif width and any(any(row) for row in rows):
            table = Table(tuple((*row, *[""] * (width - len(row))) for row in rows if any(row)))
            is_nested = any(isinstance(line.figure, Table) for line in figures)
            warnings = ["表格请照原件逐格核对。"]
            warnings += ["原表有合并的格，合并的字写在第一格，其余留空。"] if has_merged else []
            warnings += ["格里还有表格，它的字都写在这一格里。"] if is_nested else []
            marks = tuple((0, key) for line in lines if line.text for _, key in line.note_marks)
            self.asides.append(make_figure_line(table, *warnings, note_marks=marks))
            self.asides += [line for line in figures if not isinstance(line.figure, Table)]
        else:
            self.asides += figures
        self.end_paragraph()

    def read_rows(self, node: Element) -> tuple[list[list[str]], bool, list[Line]]:
        """Return the text of each cell, whether cells are merged, and the lines of all cells."""
        rows: list[list[str]] = []
        all_lines: list[Line] = []
        has_merged = False
        for row in _find_inside(node, f"{W}tr"):
            properties = row.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}del") is not None:
                self.read_deletion(row)
                continue
            texts = [""] * _read_count(properties, "gridBefore", 0)
            for cell in _find_inside(row, f"{W}tc"):
                properties = cell.find(f"{W}tcPr")
                span = _read_count(properties, "gridSpan", 1)
                continues_cell_above = get_value(properties, "vMerge") not in (None, "restart")
                has_merged = has_merged or span > 1 or continues_cell_above
                lines = self.read_separately(cell)
                texts += [" ".join(filter(None, map(_cell_text, lines))), *[""] * (span - 1)]
                all_lines += lines
            rows.append(texts)
        return rows, has_merged, all_lines


def _find_inside(node: Element, tag: str) -> Iterable[Element]:
    """Yield the rows of a table or the cells of a row, also those in content controls, but none of a nested table."""
    for child in node:
        if child.tag == tag:
            yield child
        elif child.tag not in (f"{W}tbl", f"{W}tc", f"{W}p", f"{W}del"):
            yield from _find_inside(child, tag)


def _read_count(properties: Element | None, name: str, default: int) -> int:
    text = get_value(properties, name) or ""
    return min(int(text), 60) if text.isdigit() else default


def _cell_text(line: Line) -> str:
    """Return the text of a line in a cell; of a nested table that of all its cells."""
    if isinstance(line.figure, Table):
        return " ".join(text for row in line.figure.rows for text in row if text)
    return line.text
