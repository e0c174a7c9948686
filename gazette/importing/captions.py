"""Captions of tables and pictures: the line above a table (附表 2025年主要指标完成情况), the line below a picture (图1 地区生产总值)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from gazette.conversion import converter
from gazette.importing.extracted_text import Paragraph, Picture, Table

#: A caption is no longer than this.
LONGEST = 60
_NUMBER = "[ 　]?(?:[0-9]{1,2}(?:[-—.][0-9]{1,2})?(?![0-9])|[一二三四五六七八九十]{1,3})"
_TABLE = re.compile(
    f"(?:[（(【])?(?:附[表件]|专栏|统计表|表{_NUMBER}).*"
    "|[^。；，：]{2,40}(?:情况|一览|表|清单|(?:指标|目标)(?:完成|预期|汇总|安排)?)(?:[（(][^（）]{1,16}[）)])?"
)
_LABEL = re.compile(f"(?:附[表图]|专栏{_NUMBER}|[表图]{_NUMBER})[ 　：:]")
_PICTURE = re.compile(
    f"(?:附?图{_NUMBER}?|图表|图片|照片)[：:、.． 　]?[^。]*|[^。；]{{2,40}}(?:示意图|走势图|分布图|统计图|摄|供图)[）)]?"
)


def joined(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """The paragraphs, with each caption as the words of its figure. A caption in which a page begins stays a paragraph."""
    found: list[Paragraph] = []
    for paragraph in paragraphs:
        before = found[-1] if found else None
        if before is not None and isinstance(paragraph.figure, Table) and _is(before, _TABLE) and not paragraph.text:
            found[-1] = replace(
                before, figure=paragraph.figure, doubts=(*before.doubts, *paragraph.doubts), boxed=paragraph.boxed
            )
        elif before is not None and isinstance(before.figure, Picture) and _is(paragraph, _PICTURE) and not before.text:
            doubts = (*before.doubts, *paragraph.doubts)
            found[-1] = replace(paragraph, figure=before.figure, doubts=doubts, boxed=before.boxed)
        else:
            found.append(paragraph)
    return tuple(found)


def is_like(line: str) -> bool:
    """Whether a line by its words is a caption with a label: 表1 …, 附表 …, 图2 …, 专栏1 …."""
    return len(line) <= LONGEST and bool(_LABEL.match(converter.fold(line)))


def _is(paragraph: Paragraph, shape: re.Pattern[str]) -> bool:
    words = paragraph.text
    plain = not paragraph.turns and paragraph.figure is None and 0 < len(words) <= LONGEST
    return plain and bool(shape.fullmatch(converter.fold(words)))
