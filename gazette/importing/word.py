"""DOCX → printed lines, with the standard library alone: a DOCX is a ZIP archive with XML in it.

Every word that the page shows is taken, wherever it stands: in tables, content controls, text boxes and tracked insertions;
deletions are not. Pages are those of Word's last layout (``lastRenderedPageBreak``) and breaks set by hand.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from xml.etree import ElementTree

from gazette.importing.printed import Line, Printed, Refused, Sheet

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BODY = "word/document.xml"
#: A document of a million words takes no more; what is larger is no document, or a trap.
LARGEST = 100_000_000
#: What a broken archive, or broken XML in it, may bring about; too deep XML ends in a RuntimeError.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ElementTree.ParseError,
    KeyError,
    ValueError,
    EOFError,
    OSError,
    RuntimeError,
)
_SKIPPED = {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", f"{_W}rPr", f"{_W}sectPr", _FALLBACK}


def read(data: bytes) -> Printed | Refused:
    """The paragraphs of a DOCX, each as a line of its own."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.getinfo(_BODY).file_size > LARGEST:
                return Refused("这个 DOCX 大得不像一篇文献。", "请核对是不是选错了文件。")
            walk = _Walk()
            walk.element(ElementTree.fromstring(archive.read(_BODY)))
    except _BROKEN:
        return Refused("DOCX 打不开：文件坏了，或不是 Word 文档。", "请用 Word 或 WPS 打开，另存为 .docx 再试。")
    walk.close()
    sheets = [sheet for sheet in walk.sheets if sheet] or [[]]
    if not any(sheets):
        return Refused("DOCX 里没有文字。", "如果是图片，请先做文字识别（OCR），另存为 .docx 再试。")
    many = len(sheets) > 1
    pages = tuple(Sheet(tuple(lines), n if many else None) for n, lines in enumerate(sheets, 1))
    doubts = ["自动编号（一、（一）1.）不是文字，没有读入；请看标题前的序号在不在。"] if walk.numbered else []
    if walk.footnoted:
        doubts.append("脚注和尾注没有读入，请把它们抄进附注。")
    if many:
        doubts.append(f"页码按 Word 上次排版的{len(sheets)}页编，和印出来的可能不同，请抽查。")
    return Printed(
        pages, f"{len(sheets)}页 Word 文档" if many else "Word 文档", "Word 文档的文字，逐段读入", tuple(doubts)
    )


@dataclass(slots=True)
class _Walk:
    """Goes through the XML in reading order; ``sheets`` are its lines by page."""

    sheets: list[list[Line]] = field(default_factory=lambda: [[]])
    text: str = ""
    numbered: bool = False
    footnoted: bool = False
    begun: bool = False

    def element(self, node: ElementTree.Element) -> None:
        """One element and all below it."""
        if node.tag in _SKIPPED:
            return
        if node.tag == f"{_W}p":
            self.close()
            self.begun = True
        if node.tag == f"{_W}t":
            self.text += node.text or ""
        elif node.tag == f"{_W}tab" and not node.attrib.get(f"{_W}val"):  # a tab stop's definition has one
            self.text += "   "
        elif node.tag == f"{_W}noBreakHyphen":
            self.text += "-"
        elif node.tag == f"{_W}lastRenderedPageBreak" or (node.tag == f"{_W}br" and node.get(f"{_W}type") == "page"):
            self.turn()
        elif node.tag in (f"{_W}br", f"{_W}cr"):
            self.close()
        self.numbered = self.numbered or node.tag == f"{_W}numPr"
        self.footnoted = self.footnoted or node.tag in (f"{_W}footnoteReference", f"{_W}endnoteReference")
        for child in node:
            self.element(child)
        if node.tag == f"{_W}p":
            self.close()

    def close(self) -> None:
        """The paragraph is at its end."""
        if self.text.strip():
            self.sheets[-1].append(Line(self.text.strip(), begins=self.begun, ends=True))
        self.text, self.begun = "", True

    def turn(self) -> None:
        """A page begins, perhaps inside a paragraph, which then goes on."""
        if self.text.strip():
            self.sheets[-1].append(Line(self.text.strip(), begins=self.begun, ends=False))
            self.begun = False
        self.text = ""
        if self.sheets[-1]:
            self.sheets.append([])
