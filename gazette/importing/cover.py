"""Read the cover of a report: its title, subtitle, meeting, speaker and day, each a paragraph of its own.

Lines that a file reader glued together are split (…会议上 | 县长 范松), and what was printed on two lines is joined (第十八届 | 人民代表
大会第五次会议上), so that no line of the cover swallows another. No character is changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from gazette.importing import numbering_patterns as patterns
from gazette.importing.draft import Draft, DraftBlock, join_paragraphs, slice_paragraph
from gazette.importing.extracted_text import Paragraph

#: The cover has at most so many paragraphs.
END = 20
#: The title if the file has none.
TITLE = "政府工作报告"
_TITLE = re.compile("[^。，；]{0,30}(?:工作|施政)报告(?:全文|摘要|实录|[（(][^）)]*[）)])?")
_OFFICE = (
    "(?:省长|市长|州长|县长|区长|镇长|乡长|旗长|盟长|主席|总理|行政长官|院长|专员|主任|书记)(?:[（(][^）)]{1,8}[）)])?"
)
_NAME = "[\u3400-\u9fff][\u3400-\u9fff·•．・]{0,14}"
_SPEAKER = re.compile(
    f"[（(]?(?:报告人|作者)?[：: ]?(?P<office>[^，。：；、在]{{0,24}}?{_OFFICE})[ 　]*(?P<name>{_NAME})?[）)]?"
)
_NOT_SPEAKER = re.compile("报告|会议|大会|讲话|代表市|作政府|摄|审议")
_MEETING = re.compile("在(?P<name>[^，。；（）]{4,60}(?:会议|大会|全会))(?:上|期间)?")
_MEETING_END = re.compile("(?:会议|大会|全会)上?[）)]?$")
_SUBTITLE_START = re.compile(f"{patterns.DASH}|[（(]|{patterns.DATE.pattern}|在")
#: Where the next line of the cover starts inside a paragraph.
_SEAMS = re.compile(
    f"(?<=报告)(?={patterns.DASH}[ 　]?[^，。]{{4,}}会议)"
    f"|(?<=会议上)[）)]?(?=[ 　]*[^，。：；]{{0,20}}?{_OFFICE}[ 　]*{_NAME}$)"
    f"|(?<=[^ 　、，,和及的])(?=(?:尊敬的)?(?:各位(?:代表|委员)|同志们)[^。，]{{0,20}}[：:])"
)


def split_cover(paragraphs: Sequence[Paragraph]) -> tuple[tuple[Paragraph, ...], tuple[Paragraph, ...]]:
    """Split off the lines of the cover; the rest starts with the salutation, or the first section."""
    cover: list[Paragraph] = []
    for place, paragraph in enumerate(paragraphs[:END]):
        is_whole = paragraph.is_aside or patterns.SALUTATION.match(paragraph.simplified)
        parts = [paragraph] if is_whole else _split_lines(paragraph)
        for at, part in enumerate(parts):
            text = part.simplified
            if patterns.SALUTATION.match(text) or patterns.SECTION.match(text):
                return tuple(_join_subtitle(cover)), (*parts[at:], *paragraphs[place + 1 :])
            cover.append(part)
    return (), tuple(paragraphs)


def _split_lines(paragraph: Paragraph) -> list[Paragraph]:
    """Split the lines that were glued together in a paragraph."""
    places = [seam.end() for seam in _SEAMS.finditer(paragraph.simplified)]
    parts = []
    for start, end in zip([0, *places], [*places, len(paragraph.text)], strict=True):
        part = slice_paragraph(paragraph, start, end)
        blank = len(part.text) - len(part.text.lstrip())
        part = slice_paragraph(part, blank, len(part.text.rstrip()))
        if part.text or part.page_breaks:
            parts.append(replace(part, warnings=() if places else paragraph.warnings))
    return parts or [paragraph]


def _join_subtitle(lines: Sequence[Paragraph]) -> list[Paragraph]:
    """Join a subtitle of two or three lines."""
    result: list[Paragraph] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        if _SUBTITLE_START.match(line.simplified) and not _MEETING_END.search(line.simplified):
            for following in range(place + 1, min(place + 3, len(lines))):
                text = lines[following].simplified
                if _is_speaker(text) or len(text) > 40 or _TITLE.fullmatch(text):
                    break
                if _MEETING_END.search(text):
                    line = replace(join_paragraphs(lines[place : following + 1]), warnings=())
                    place = following
                    break
        result.append(line)
        place += 1
    return result


def add_cover(draft: Draft, cover: Sequence[Paragraph], plans: int) -> None:
    """Add the cover to the draft: its lines as the masthead, what they say as front matter."""
    front_matter = draft.front_matter
    texts = ["" if line.is_aside else line.simplified for line in cover]
    title = _find_title(cover, texts)
    if title is None:
        draft.warnings.append("原文没有大标题，补写了“政府工作报告”，网页上会标明是编者所补，请核对。")
    elif not _TITLE.fullmatch(texts[title]):
        draft.warnings.append("大标题没有认准，请核对 title 和正文里的「# 」。")
    front_matter["title"] = TITLE if title is None else cover[title].text
    meeting_date = ""
    for place, text in enumerate(texts):
        if place == title:
            continue
        line = cover[place].text
        meeting = _MEETING.search(text)
        if meeting and not patterns.PHOTO_CREDIT.search(text) and "开幕" not in text and "。" not in text:
            front_matter.setdefault("subtitle", line)
            front_matter.setdefault("meeting", line[meeting.start("name") : meeting.end("name")])
            meeting_date = meeting_date or patterns.find_date(text)
        elif _is_speaker(text):
            front_matter.setdefault("speaker", _read_speaker(cover, texts, place))
        elif title is not None and place < title and len(text) <= 40:
            is_number = re.search("文件|[^年]第?[0-9]+号|〔\\d{4}〕", text) and len(text) < 24
            front_matter.setdefault("document_number" if is_number else "kicker", line)
    dates = [meeting_date, *map(patterns.find_date, texts)]
    partial_date = meeting_date or patterns.find_date("".join(texts))
    front_matter.setdefault("date", next((date for date in dates if date.count("-") == 2), partial_date))
    front_matter["reviews"], front_matter["plans"] = str(plans - 1), str(plans)
    if title is not None:
        draft.add_masthead(cover, cover[title])
    else:
        draft.blocks.append(DraftBlock(Paragraph(TITLE), "# [", "]{.supplied}", container="masthead"))
        for aside in cover:  # only tables and boxes
            draft.add_paragraph(aside)


def _find_title(cover: Sequence[Paragraph], texts: Sequence[str]) -> int | None:
    """Find the title: 政府工作报告 by itself in the largest type, or a line that ends so, or the line in the largest type."""
    exact = [n for n, text in enumerate(texts) if text in ("政府工作报告", "工作报告", "施政报告")]
    likely = [
        n
        for n, text in enumerate(texts)
        if _TITLE.fullmatch(text) and not re.search("^[—―─（(]|作(?:政府)?工作报告", text)
    ]
    candidates = exact or likely or [n for n, text in enumerate(texts) if text]
    return max(candidates, key=lambda n: (cover[n].font_size, -n), default=None)


def _is_speaker(text: str) -> bool:
    return len(text) <= 34 and bool(_SPEAKER.fullmatch(text)) and not _NOT_SPEAKER.search(text)


def _read_speaker(cover: Sequence[Paragraph], texts: Sequence[str], place: int) -> str:
    """Return office and name; the name may stand in the next line."""
    line = cover[place].text.strip("（）()")
    match = _SPEAKER.fullmatch(texts[place])
    below = texts[place + 1] if place + 1 < len(texts) else ""
    if match and not match["name"] and re.fullmatch(_NAME, below) and len(below) <= 12:
        return f"{line} {cover[place + 1].text}"
    return line
