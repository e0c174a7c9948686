"""Find captions: the line above a table (附表 2025年主要指标完成情况), the line below a picture (图1 地区生产总值)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from gazette.importing.extracted_text import Paragraph, Picture, Table

#: A caption is no longer than this.
MAX_LENGTH = 60
_NUMBER = "[ 　]?(?:[0-9]{1,2}(?:[-—.][0-9]{1,2})?(?![0-9])|[一二三四五六七八九十]{1,3})"
_TABLE = re.compile(
    f"(?:[（(【])?(?:附[表件]|专栏|统计表|表{_NUMBER}).*"
    "|[^。；，：]{2,40}(?:情况|一览|表|清单|(?:指标|目标)(?:完成|预期|汇总|安排)?)(?:[（(][^（）]{1,16}[）)])?"
)
_LABEL = re.compile(f"(?:附[表图]|专栏{_NUMBER}|[表图]{_NUMBER})[ 　：:]")
_PICTURE = re.compile(
    f"(?:附?图{_NUMBER}?|图表|图片|照片)[：:、.． 　]?[^。]*|[^。；]{{2,40}}(?:示意图|走势图|分布图|统计图|摄|供图)[）)]?"
)


def attach_captions(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """Join each caption with its figure. A caption in which a page starts stays a paragraph."""
    result: list[Paragraph] = []
    for paragraph in paragraphs:
        before = result[-1] if result else None
        pair = None  # caption, figure
        if before is not None and isinstance(paragraph.figure, Table) and _is_caption(before, _TABLE):
            pair = (before, paragraph)
        elif before is not None and isinstance(before.figure, Picture) and _is_caption(paragraph, _PICTURE):
            pair = (paragraph, before)
        if before is None or pair is None or pair[1].text:
            result.append(paragraph)
        else:
            caption, figure = pair
            warnings = (*before.warnings, *paragraph.warnings)
            result[-1] = replace(caption, figure=figure.figure, warnings=warnings, in_box=figure.in_box)
    return tuple(result)


def has_caption_label(line: str) -> bool:
    """Whether a line starts like a caption: 表1 …, 附表 …, 图2 …, 专栏1 …."""
    return len(line) <= MAX_LENGTH and bool(_LABEL.match(Paragraph(line).simplified))


def _is_caption(paragraph: Paragraph, pattern: re.Pattern[str]) -> bool:
    is_plain = not paragraph.page_breaks and paragraph.figure is None and 0 < len(paragraph.text) <= MAX_LENGTH
    return is_plain and bool(pattern.fullmatch(paragraph.simplified))
