"""Read a plain text file: detect its encoding and its pages. Its paragraphs are the task of :mod:`line_joining`.

The only module that imports charset-normalizer. A wrong encoding gives characters that hardly anybody writes, so the result is
checked as well, whatever the encoding: a page of such characters (乱码) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from charset_normalizer import from_bytes

from gazette.conversion.converter import fold
from gazette.importing.extracted_text import ExtractedPage, ExtractedText, UnreadableFile
from gazette.importing.line_joining import join_lines
from gazette.importing.text_cleanup import EDGE_ICONS, INVISIBLE

_BOMS = (
    (b"\xef\xbb\xbf", "UTF-8", "utf-8-sig"), (b"\xff\xfe\x00\x00", "UTF-32", "utf-32"), (b"\xff\xfe", "UTF-16", "utf-16"),
    (b"\xfe\xff", "UTF-16", "utf-16"),
)  # fmt: skip
#: Other encodings of Chinese files, by Python's names.
_NAMES = {
    "gb18030": "GB18030", "big5": "Big5", "big5hkscs": "Big5", "cp950": "Big5", "utf_16_le": "UTF-16", "utf_16_be": "UTF-16",
}  # fmt: skip
#: Of a text's Han characters at least this part are among the 3,755 of GB 2312's first level. Reports have 0.99 and more, 乱码
#: has 0.56 and less (14 reports, and a Traditional one, in four encodings, each read in the other three).
PLAUSIBLE = 0.8
#: Fewer Han characters prove nothing.
FEW = 8
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
#: What bytes of UTF-8 or of East Asian encodings become in Western, Japanese or Korean encodings.
_ODD = re.compile("[\u0080-\u00bf\u00c0-\u024f\u3040-\u30ff\uff61-\uff9f\uac00-\ud7af\u2500-\u259f]")


def read_text(data: bytes) -> ExtractedText | UnreadableFile:
    """Read the lines of a text file."""
    text, encoding = decode(data)
    if "\0" in text or not encoding:
        return UnreadableFile("这不是文字文件，或编码认不出。", "请用记事本打开原文，另存为 UTF-8 的 .txt 再试。")
    if not text.strip():
        return UnreadableFile("文件里没有文字。", "请核对是不是选错了文件。")
    text = re.sub("\r\n?|[\u2028\u2029\x85\x0b]", "\n", text)
    warnings = []
    if encoding in ("GB18030", "Big5"):
        warnings.append(f"文件是按 {encoding} 编码读的；若有乱码，请另存为 UTF-8 再导入。")
    text, removed = _remove_invisible(text)
    if removed:
        names = sorted({f"U+{ord(character):04X}" for character in removed})
        warnings.append(f"去掉了{len(removed)}个看不见或认不出的字符（{'、'.join(names[:6])}）。")
    pages = [page.split("\n") for page in text.rstrip("\f").split("\f")]
    if len(pages) == 1 and (indented := _split_at_indents(pages[0])):
        pages = indented
        warnings.append(f"原文没有分页符，按“每页第一行前面空一格”认出{len(pages)}页，请抽查页码。")
    has_pages = len(pages) > 1
    return ExtractedText(
        pages=tuple(ExtractedPage(lines, n if has_pages else None) for n, lines in enumerate(join_lines(pages), 1)),
        medium=f"{len(pages)}页文字文件" if has_pages else "文字文件",
        extraction_method=f"{encoding} 文字，逐行读入",
        warnings=tuple(warnings),
    )


def _remove_invisible(text: str) -> tuple[str, str]:
    """Return the text without invisible characters and without icons at the edges of lines, and the removed characters."""
    lines = INVISIBLE.sub("", text).split("\n")
    icons = "".join("".join(EDGE_ICONS.findall(line)).strip() for line in lines)
    return "\n".join(EDGE_ICONS.sub("", line) for line in lines), "".join(INVISIBLE.findall(text)) + icons


def decode(data: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding; the name is empty if none gives a plausible text."""
    rated = [(rate_plausibility(text), text, name) for text, name in _candidates(data)]
    best = max(rated, key=lambda row: row[0], default=(0.0, "", ""))
    return best[1:] if best[0] >= PLAUSIBLE else ("", "")


def _candidates(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield what the bytes may mean; a byte order mark, or well-formed UTF-8, excludes the rest."""
    for bom, name, codec in _BOMS:
        if data.startswith(bom):
            yield data.decode(codec, "replace"), name
            return
    try:
        text = data.decode("utf-8")
        if "\0" not in text:
            yield text, "UTF-8"
            return
    except UnicodeDecodeError:
        pass
    for match in from_bytes(data, cp_isolation=list(_NAMES)):
        yield str(match), _NAMES[match.encoding]


def rate_plausibility(text: str) -> float:
    """Return how plausible a text is, from 0 to 1: the share of its Han characters that are common ones."""
    odd_count = len(_ODD.findall(text))
    han = _HAN.findall(fold(text))
    if odd_count > FEW and odd_count > 0.3 * (odd_count + len(han)):
        return 0.0
    if len(han) < FEW:
        return 1.0
    common = sum(b"\xb0" <= character.encode("gb2312", "ignore")[:1] <= b"\xd7" for character in han)
    return float(common / len(han))


def _split_at_indents(lines: Sequence[str]) -> list[list[str]] | None:
    """Split into pages that start with a line indented by one space, if the first line is one and no other line is indented."""
    starts = [n for n, line in enumerate(lines) if re.match(r" \S", line)]
    head = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if len(starts) < 2 or starts[0] != head or any(re.match(r"(?:\s{2,}|[\t\u3000])\S", line) for line in lines):
        return None
    if min(b - a for a, b in pairwise(starts)) < 5:
        return None
    return [list(lines[a:b]) for a, b in pairwise([*starts, len(lines)])]
