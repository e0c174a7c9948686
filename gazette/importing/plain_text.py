"""Plain text → printed lines: its encoding and its pages are made out here, its paragraphs in :mod:`wraps`.

The only door to charset-normalizer. A wrong encoding gives characters that hardly anybody writes, so the result is looked at as
well, whatever the encoding: a page of such characters (乱码) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from charset_normalizer import from_bytes

from gazette.importing import line_joining
from gazette.importing.extracted_text import ExtractedPage, ExtractedText, UnreadableFile
from gazette.importing.numbering_patterns import plain
from gazette.importing.text_cleanup import EDGE, UNSEEN

_BOMS = (
    (b"\xef\xbb\xbf", "UTF-8", "utf-8-sig"), (b"\xff\xfe\x00\x00", "UTF-32", "utf-32"), (b"\xff\xfe", "UTF-16", "utf-16"),
    (b"\xfe\xff", "UTF-16", "utf-16"),
)  # fmt: skip
#: What else Chinese files are in, by Python's names.
_NAMES = {
    "gb18030": "GB18030", "big5": "Big5", "big5hkscs": "Big5", "cp950": "Big5", "utf_16_le": "UTF-16", "utf_16_be": "UTF-16",
}  # fmt: skip
#: Of a text's Han characters at least this part are among the 3,755 of GB 2312's first level. Reports have 0.99 and more, 乱码
#: has 0.56 and less (14 reports, and a Traditional one, in four encodings, each read in the other three).
PLAUSIBLE = 0.8
#: Fewer Han characters tell nothing.
FEW = 8
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
#: What bytes of UTF-8 or of East Asian encodings become when they are read as Western, Japanese or Korean ones.
_ODD = re.compile("[\u0080-\u00bf\u00c0-\u024f\u3040-\u30ff\uff61-\uff9f\uac00-\ud7af\u2500-\u259f]")


def read(data: bytes) -> ExtractedText | UnreadableFile:
    """The lines of a text file."""
    text, encoding = decode(data)
    if "\0" in text or not encoding:
        return UnreadableFile("这不是文字文件，或编码认不出。", "请用记事本打开原文，另存为 UTF-8 的 .txt 再试。")
    if not text.strip():
        return UnreadableFile("文件里没有文字。", "请核对是不是选错了文件。")
    text = re.sub("\r\n?|[\u2028\u2029\x85\x0b]", "\n", text)
    doubts = []
    if encoding in ("GB18030", "Big5"):
        doubts.append(f"文件是按 {encoding} 编码读的；若有乱码，请另存为 UTF-8 再导入。")
    text, gone = _visible(text)
    if gone:
        names = sorted({f"U+{ord(sign):04X}" for sign in gone})
        doubts.append(f"去掉了{len(gone)}个看不见或认不出的字符（{'、'.join(names[:6])}）。")
    pages = [page.split("\n") for page in text.rstrip("\f").split("\f")]
    if len(pages) == 1:
        spaced = _spaced_pages(pages[0])
        if spaced is not None:
            pages = spaced
            doubts.append(f"原文没有分页符，按“每页第一行前面空一格”认出{len(pages)}页，请抽查页码。")
    many = len(pages) > 1
    sheets = tuple(ExtractedPage(lines, n if many else None) for n, lines in enumerate(line_joining.lines(pages), 1))
    medium = f"{len(pages)}页文字文件" if many else "文字文件"
    return ExtractedText(sheets, medium, f"{encoding} 文字，逐行读入", tuple(doubts))


def _visible(text: str) -> tuple[str, str]:
    """The text without what nobody sees and without icons at the edges of lines, and these."""
    lines = UNSEEN.sub("", text).split("\n")
    edges = "".join("".join(EDGE.findall(line)).strip() for line in lines)
    return "\n".join(EDGE.sub("", line) for line in lines), "".join(UNSEEN.findall(text)) + edges


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; the name is empty where none gives a plausible text."""
    found = [(text, name) for text, name in _candidates(data) if plausibility(text) >= PLAUSIBLE]
    return max(found, key=lambda pair: plausibility(pair[0]), default=("", ""))


def _candidates(data: bytes) -> Iterator[tuple[str, str]]:
    """What the bytes may mean; what they say themselves (a mark, well-formed UTF-8) excludes the rest."""
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


def plausibility(text: str) -> float:
    """How much of a text is what people write, from 0 to 1: the part of its Han characters that are common ones."""
    odd = len(_ODD.findall(text))
    han = _HAN.findall(plain(text))
    if odd > FEW and odd > 0.3 * (odd + len(han)):
        return 0.0
    if len(han) < FEW:
        return 1.0
    common = sum(b"\xb0" <= character.encode("gb2312", "ignore")[:1] <= b"\xd7" for character in han)
    return float(common / len(han))


def _spaced_pages(lines: Sequence[str]) -> list[list[str]] | None:
    """Pages that begin with a line set in by one space, the first one too, while no other line is set in."""
    firsts = [n for n, line in enumerate(lines) if re.match(r" \S", line)]
    head = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if len(firsts) < 2 or firsts[0] != head or any(re.match(r"(?:\s{2,}|[\t\u3000])\S", line) for line in lines):
        return None
    gaps = [b - a for a, b in pairwise(firsts)]
    if min(gaps) < 5:
        return None
    return [list(lines[a:b]) for a, b in zip(firsts, [*firsts[1:], len(lines)], strict=True)]
