"""PDF → printed lines: the only door to PDFium. Characters with their places come from it, the reading order from :mod:`columns`.

PDFium reads what Chromium shows, knows the Chinese encodings, and is under a BSD licence; it is imported here because only
this reader needs it.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from typing import Any

from gazette.importing import columns
from gazette.importing.columns import Glyph
from gazette.importing.printed import Printed, Refused, Sheet
from gazette.progress import Told, silent

#: FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY of fpdfview.h.
_LOCKED = (4, 5)


def read(data: bytes, told: Told = silent) -> Printed | Refused:
    """The lines of a PDF in the order in which a person reads them, as far as their places tell; ``told`` hears of each page."""
    try:
        import pypdfium2
    except ModuleNotFoundError:
        return Refused(
            "缺少读 PDF 的程序库 pypdfium2。", "请运行 make（Windows：py -m pip install -r requirements.txt）再试。"
        )
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in _LOCKED or "password" in str(error).lower():
            return Refused("PDF 加了密码，打不开。", "请向提供的人要没有密码的文件，或打开后另存一份再试。")
        return Refused("PDF 打不开：文件坏了，或不是 PDF。", "请重新下载，或在阅读器里打开后另存一份再试。")
    sheets, split = [], []
    try:
        for number in range(len(document)):
            told("读原件", number, len(document))
            lines, cut = columns.lines(list(_glyphs(document, number)))
            sheets.append(Sheet(lines, number + 1))
            if cut:
                split.append(number + 1)
    except pypdfium2.PdfiumError:
        return Refused(
            f"PDF 的第{len(sheets) + 1}页读不出来，文件可能坏了。", "请重新下载，或在阅读器里打开后另存一份再试。"
        )
    finally:
        document.close()
    empty = [sheet.number for sheet in sheets if not sheet.lines]
    if len(empty) == len(sheets):
        return Refused(
            "PDF 里没有文字，看来是扫描的图片。", "请先做文字识别（OCR），存成带文字的 PDF、DOCX 或 TXT 再试。"
        )
    doubts = []
    if empty:
        doubts.append(f"第{_row(empty)}页没有文字（空白页或图片），请看有没有漏掉内容。")
    if split:
        doubts.append(f"第{_row(split)}页是分栏或图表，请核对各块的次序。")
    if len(sheets) == 1:
        sheets = [Sheet(sheets[0].lines)]
    return Printed(tuple(sheets), f"{len(sheets)}页PDF", "PDF文字层，按版面位置逐行提取", tuple(doubts))


def _row(numbers: list[Any]) -> str:
    return "、".join(map(str, numbers))


def _glyphs(document: Any, number: int) -> Iterator[Glyph]:
    """The characters of a page in the file's order, each with its box, its base line and its size; y goes down."""
    from pypdfium2 import raw

    page = document[number]
    textpage = page.get_textpage()
    height = page.get_height()
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    high = 0
    for index in range(raw.FPDFText_CountChars(textpage)):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if 0xD800 <= code < 0xDC00:  # the first half of a character beyond the basic plane
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        placed = (
            code not in (0, 0x0A, 0x0D, 0xFFFE)
            and raw.FPDFText_IsGenerated(textpage, index) != 1
            and raw.FPDFText_GetLooseCharBox(textpage, index, box)
            and raw.FPDFText_GetCharOrigin(textpage, index, x, y)
            and raw.FPDFText_GetMatrix(textpage, index, matrix)
        )
        if not placed:
            continue
        size = raw.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d)
        # Fonts that are cut down may tell of a Han character's ink alone; it is as wide as it is high.
        if not size > 0 or not math.isfinite(x.value + y.value + box.right + size):
            continue
        right = max(box.right, x.value + size) if 0x3400 <= code <= 0x9FFF else box.right
        yield Glyph(chr(code), x.value, right, height - y.value, size)
