"""Read what stands on the pages of a PDF; :mod:`pdf_pages` makes lines of it. The only module that imports PDFium.

PDFium reads what Chromium shows, knows the Chinese encodings, and has a BSD licence; it is imported in functions, because only
this reader needs it. All places are in points from the top left of a page.
"""

from __future__ import annotations

import ctypes
import math
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from gazette.importing import pdf_pages
from gazette.importing.extracted_text import ExtractedText, Picture, UnreadableFile
from gazette.importing.glyphs import Glyph
from gazette.importing.pdf_pages import PdfImage, PdfPage
from gazette.importing.tables import Rule
from gazette.progress import ProgressCallback, ignore_progress

_GET_AGAIN = "请重新下载，或在阅读器里打开后另存一份再试。"
#: FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY of fpdfview.h.
_PASSWORD_ERRORS = (4, 5)
#: Limits of a document in pages, and of a page in characters and drawn objects.
MAX_PAGES, MAX_CHARACTERS, MAX_OBJECTS = 2000, 200_000, 20_000
#: Smaller pictures (in points) are ornaments; larger ones (as a share of the page) are the page itself.
MIN_IMAGE, MAX_PAGE_SHARE = 5.0, 0.85
#: Pixels of a picture for a point, and at most in all.
SCALE, MAX_PIXELS = 3.0, 8_000_000


def read_pdf(data: bytes, on_progress: ProgressCallback = ignore_progress) -> ExtractedText | UnreadableFile:
    """Read the lines of a PDF in the order in which a person reads them."""
    try:
        import pypdfium2
    except ModuleNotFoundError:
        return UnreadableFile(
            "缺少读 PDF 的程序库 pypdfium2。", "请运行 make（Windows：py -m pip install -r requirements.txt）再试。"
        )
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in _PASSWORD_ERRORS or "password" in str(error).lower():
            return UnreadableFile("PDF 加了密码，打不开。", "请向提供的人要没有密码的文件，或打开后另存一份再试。")
        return UnreadableFile("PDF 打不开：文件坏了，或不是 PDF。", _GET_AGAIN)
    pages: list[PdfPage] = []
    try:
        if len(document) > MAX_PAGES:
            return UnreadableFile(
                f"这个 PDF 有{len(document)}页，不像一篇文献。", "请核对是不是选错了文件，或只存要的那几页。"
            )
        for number in range(len(document)):
            on_progress("读原件", number, len(document))
            page = _read_page(document, number)
            if page is None:
                return UnreadableFile(f"PDF 的第{number + 1}页上的字多得不像一篇文献。", "请核对是不是选错了文件。")
            pages.append(page)
    except pypdfium2.PdfiumError:
        return UnreadableFile(f"PDF 的第{len(pages) + 1}页读不出来，文件可能坏了。", _GET_AGAIN)
    finally:
        document.close()
    if not any(page.glyphs for page in pages):
        return UnreadableFile(
            "PDF 里没有文字，看来是扫描的图片。", "请先做文字识别（OCR），存成带文字的 PDF、DOCX 或 TXT 再试。"
        )
    return pdf_pages.extract_pages(_remove_ornaments(pages))


def _read_page(document: Any, number: int) -> PdfPage | None:
    """Read a page; ``None`` if it holds too many characters."""
    from pypdfium2 import raw

    page = document[number]
    textpage = page.get_textpage()
    if raw.FPDFText_CountChars(textpage) > MAX_CHARACTERS:
        return None
    glyphs = tuple(_iterate_glyphs(textpage, page.get_height()))
    rules: list[Rule] = []
    images: list[PdfImage] = []
    shapes: list[Rule] = []
    for count, item in enumerate(_iterate_objects(page)):
        if count > MAX_OBJECTS:
            break
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            images += _read_image(page, item)
        elif item.type == raw.FPDF_PAGEOBJ_PATH:
            lines, shape = _read_path(item, page.get_height())
            rules += lines
            shapes += [shape] if shape is not None and _is_notable_shape(shape, *page.get_size()) else []
    return PdfPage(page.get_size(), glyphs, tuple(rules), tuple(images), tuple(shapes[:200]))


def _iterate_objects(page: Any) -> Iterator[Any]:
    """Yield the pictures and paths of a page; a damaged list ends early."""
    from pypdfium2 import PdfiumError, raw

    try:
        yield from page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH], max_depth=4)
    except PdfiumError:
        return


def _iterate_glyphs(textpage: Any, height: float) -> Iterator[Glyph]:
    """Yield the characters of a page in PDFium's order."""
    from pypdfium2 import raw

    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    left, right, top, bottom = (ctypes.c_double() for _ in range(4))
    high_surrogate = 0
    for index in range(raw.FPDFText_CountChars(textpage)):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if 0xD800 <= code < 0xDC00:  # the first half of a character beyond the basic plane
            high_surrogate = code
            continue
        if 0xDC00 <= code < 0xE000 and high_surrogate:
            code = 0x10000 + ((high_surrogate - 0xD800) << 10) + (code - 0xDC00)
        high_surrogate = 0
        has_place = (
            code not in (0, 0x0A, 0x0D, 0xFFFE, 0xFDD0, 0xFDD1)
            and raw.FPDFText_IsGenerated(textpage, index) != 1
            and raw.FPDFText_GetLooseCharBox(textpage, index, box)
            and raw.FPDFText_GetCharOrigin(textpage, index, x, y)
            and raw.FPDFText_GetMatrix(textpage, index, matrix)
        )
        if not has_place:
            continue
        size = raw.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d)
        if not size > 0 or not math.isfinite(x.value + y.value + box.right + size):
            continue
        # Fonts that are cut down may tell of a Han character's ink alone; it is as wide as it is high.
        end = max(box.right, x.value + size) if 0x3400 <= code <= 0x9FFF else box.right
        has_ink = raw.FPDFText_GetCharBox(textpage, index, left, right, bottom, top) and right.value > left.value
        ink = (left.value, right.value) if has_ink else (x.value, end)
        yield Glyph(chr(code), index, x.value, end, height - y.value, size, ink)


def _page_matrix(item: Any) -> Any:
    """Return the matrix from an object's own coordinates to those of the page."""
    matrix = item.get_matrix()
    return matrix.multiply(_page_matrix(item.container)) if item.container else matrix


def _is_notable_shape(box: Rule, width: float, height: float) -> bool:
    """Whether a drawn area is large enough to matter, and not the background of the page."""
    across, down = box[2] - box[0], box[3] - box[1]
    return min(across, down) > 8 and max(across, down) > 40 and across * down < 0.5 * width * height


def _read_path(path: Any, height: float) -> tuple[list[Rule], Rule | None]:
    """Return the horizontal and vertical lines of a path, and its box if it is a filled area or has other lines."""
    from pypdfium2 import raw

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if raw.FPDFPath_GetDrawMode(path, fill, stroke) and not (fill.value or stroke.value):
        return [], None
    count = min(raw.FPDFPath_CountSegments(path), 2000)
    matrix = _page_matrix(path)
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    segments: list[Rule] = []
    start, is_straight = (0.0, 0.0), True
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        if not raw.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        is_straight = is_straight and kind != raw.FPDF_SEGMENT_BEZIERTO
        across, up = matrix.on_point(x.value, y.value)
        point = (across, height - up)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif points:
            segments.append((*points[-1], *point))
        points.append(point)
        if raw.FPDFPathSegment_GetClose(segment):
            segments.append((*point, *start))
    if not points:
        return [], None
    lines = [(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in segments]
    is_straight = is_straight and all(min(c - a, d - b) < 1.5 for a, b, c, d in lines)
    box = (min(a for a, _ in points), min(b for _, b in points), max(a for a, _ in points), max(b for _, b in points))
    return lines if is_straight else [], box if fill.value or not is_straight else None


def _read_image(page: Any, item: Any) -> Iterator[PdfImage]:
    """Yield a picture, cut out of the page as it is shown; none if it is an ornament or the whole page."""
    width, height = page.get_size()
    corners = [_page_matrix(item).on_point(x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]
    left, right = max(min(x for x, _ in corners), 0), min(max(x for x, _ in corners), width)
    bottom, top = max(min(y for _, y in corners), 0), min(max(y for _, y in corners), height)
    if not (right - left > MIN_IMAGE and top - bottom > MIN_IMAGE):
        return
    if (right - left) * (top - bottom) > MAX_PAGE_SHARE * width * height:
        return
    scale = min(SCALE, math.sqrt(MAX_PIXELS / ((right - left) * (top - bottom))))
    bitmap = page.render(scale=scale, crop=(left, bottom, width - right, height - top), rev_byteorder=True)
    yield PdfImage((left, height - top, right, height - bottom), Picture(_encode_png(bitmap), ".png"))


def count_pages(data: bytes) -> int:
    """Return how many pages a PDF has; 0 if it cannot be read."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return 0
    try:
        return len(document)
    finally:
        document.close()


def render_page(data: bytes, number: int, width: int) -> bytes | None:
    """Return a page, counted from 1, as a PNG so many pixels wide; ``None`` if it cannot be drawn."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return None
    try:
        if not 1 <= number <= len(document):
            return None
        page = document[number - 1]
        across, down = page.get_size()
        scale = min(width / across, math.sqrt(MAX_PIXELS / (across * down)))
        return _encode_png(page.render(scale=scale, rev_byteorder=True))
    except (pypdfium2.PdfiumError, ZeroDivisionError):
        return None
    finally:
        document.close()


def _encode_png(bitmap: Any) -> bytes:
    """Encode a bitmap of red, green and blue as PNG."""
    data, width, stride = bytes(bitmap.buffer), 3 * bitmap.width, bitmap.stride
    rows = (b"\0" + data[start : start + width] for start in range(0, bitmap.height * stride, stride))

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", bitmap.width, bitmap.height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"".join(rows), 9))
        + chunk(b"IEND", b"")
    )


def _remove_ornaments(pages: list[PdfPage]) -> list[PdfPage]:
    """Remove pictures that stand in the same place on many pages: the ornament of a page's head."""
    counts = Counter(tuple(map(round, image.box)) for page in pages for image in page.images)
    repeated = {box for box, count in counts.items() if count >= max(3, len(pages) / 2)}
    return [
        replace(page, images=tuple(image for image in page.images if tuple(map(round, image.box)) not in repeated))
        for page in pages
    ]
