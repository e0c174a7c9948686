"""Plain text → printed lines: its encoding and its pages are made out here, its paragraphs in :mod:`wraps`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from gazette.importing import wraps
from gazette.importing.printed import Printed, Refused, Sheet

_ENCODINGS = (("UTF-8", "utf-8-sig"), ("GB18030", "gb18030"))
_BOMS = ((b"\xff\xfe", "UTF-16", "utf-16"), (b"\xfe\xff", "UTF-16", "utf-16"))


def read(data: bytes) -> Printed | Refused:
    """The lines of a text file."""
    text, encoding = decode(data)
    if "\0" in text or not encoding:
        return Refused("这不是文字文件，或编码认不出。", "请用记事本打开原文，另存为 UTF-8 的 .txt 再试。")
    if not text.strip():
        return Refused("文件里没有文字。", "请核对是不是选错了文件。")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    doubts = []
    if encoding == "GB18030":
        doubts.append("文件是按 GB18030（GBK）编码读的；若有乱码，请另存为 UTF-8 再导入。")
    pages = [page.split("\n") for page in text.rstrip("\f").split("\f")]
    if len(pages) == 1:
        spaced = _spaced_pages(pages[0])
        if spaced is not None:
            pages = spaced
            doubts.append(f"原文没有分页符，按“每页第一行前面空一格”认出{len(pages)}页，请抽查页码。")
    many = len(pages) > 1
    sheets = tuple(Sheet(lines, n if many else None) for n, lines in enumerate(wraps.lines(pages), 1))
    medium = f"{len(pages)}页文字文件" if many else "文字文件"
    return Printed(sheets, medium, f"{encoding} 文字，逐行读入", tuple(doubts))


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; the name is empty where none fits."""
    for bom, name, codec in _BOMS:
        if data.startswith(bom):
            return data.decode(codec, "replace"), name
    for name, codec in _ENCODINGS:
        try:
            return data.decode(codec), name
        except UnicodeDecodeError:
            continue
    return "", ""


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
