"""The cover of a report: its title, subtitle, meeting, speaker and day, each in a paragraph of its own.

What a reader of files glued is parted (…会议上 | 县长 范松) and what was printed on two lines is joined (第十八届 | 人民代表大会第五次
会议上), so that no line of the cover swallows another. No character is changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from gazette.importing import numbering_patterns as patterns
from gazette.importing.draft import Draft, Piece, cut
from gazette.importing.extracted_text import Paragraph

#: The cover is over by then.
END = 20
#: What such a document is called where the file does not say it.
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
_MEETING_ENDS = re.compile("(?:会议|大会|全会)上?[）)]?$")
_SUBTITLE_STARTS = re.compile(f"{patterns.DASH}|[（(]|{patterns.DAY.pattern}|在")
#: Behind which words of a paragraph the next line of the cover begins.
_SEAMS = re.compile(
    f"(?<=报告)(?={patterns.DASH}[ 　]?[^，。]{{4,}}会议)"
    f"|(?<=会议上)[）)]?(?=[ 　]*[^，。：；]{{0,20}}?{_OFFICE}[ 　]*{_NAME}$)"
    f"|(?<=[^ 　、，,和及的])(?=(?:尊敬的)?(?:各位(?:代表|委员)|同志们)[^。，]{{0,20}}[：:])"
)


def split(paragraphs: Sequence[Paragraph]) -> tuple[tuple[Paragraph, ...], tuple[Paragraph, ...]]:
    """The lines of the cover, and what follows it: from the salutation on, or from the first section."""
    found: list[Paragraph] = []
    for place, paragraph in enumerate(paragraphs[:END]):
        whole = paragraph.is_aside or patterns.SALUTATION.match(patterns.plain(paragraph.text))
        parts = [paragraph] if whole else _parted(paragraph)
        for at, part in enumerate(parts):
            text = patterns.plain(part.text)
            if patterns.SALUTATION.match(text) or patterns.SECTION.match(text):
                return tuple(_joined(found)), (*parts[at:], *paragraphs[place + 1 :])
            found.append(part)
    return (), tuple(paragraphs)


def _parted(paragraph: Paragraph) -> list[Paragraph]:
    """The lines that were glued in a paragraph."""
    places = [seam.end() for seam in _SEAMS.finditer(patterns.plain(paragraph.text))]
    parts = []
    for start, end in zip([0, *places], [*places, len(paragraph.text)], strict=True):
        part = cut(paragraph, start, end)
        blank = len(part.text) - len(part.text.lstrip())
        part = cut(part, blank, len(part.text.rstrip()))
        if part.text or part.turns:
            parts.append(replace(part, doubts=paragraph.doubts if len(places) == 0 else ()))
    return parts or [paragraph]


def _joined(lines: Sequence[Paragraph]) -> list[Paragraph]:
    """A subtitle that goes over two or three lines is one line."""
    found: list[Paragraph] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        if _SUBTITLE_STARTS.match(patterns.plain(line.text)) and not _MEETING_ENDS.search(patterns.plain(line.text)):
            for following in range(place + 1, min(place + 3, len(lines))):
                text = patterns.plain(lines[following].text)
                if _is_speaker(text) or len(text) > 40 or _TITLE.fullmatch(text):
                    break
                if _MEETING_ENDS.search(text):
                    line, place = _together(lines[place : following + 1]), following
                    break
        found.append(line)
        place += 1
    return found


def _together(lines: Sequence[Paragraph]) -> Paragraph:
    text, turns = "", list[tuple[int, int]]()
    for line in lines:
        turns += [(at + len(text), page) for at, page in line.turns]
        text += line.text
    return replace(lines[0], text=text, turns=tuple(turns), doubts=())


def read(draft: Draft, cover: Sequence[Paragraph], plans: int) -> None:
    """Put the cover into the draft: its lines as the masthead, what they say as front matter."""
    front = draft.front
    texts = ["" if line.is_aside else patterns.plain(line.text) for line in cover]
    title = _title(cover, texts)
    if title is None:
        draft.doubts.append("原文没有大标题，补写了“政府工作报告”，网页上会标明是编者所补，请核对。")
    elif not _TITLE.fullmatch(texts[title]):
        draft.doubts.append("大标题没有认准，请核对 title 和正文里的「# 」。")
    front["title"] = TITLE if title is None else cover[title].text
    day = ""
    for place, text in enumerate(texts):
        if place == title:
            continue
        line = cover[place].text
        meeting = _MEETING.search(text)
        if meeting and not patterns.CAPTION.search(text) and "开幕" not in text and "。" not in text:
            front.setdefault("subtitle", line)
            front.setdefault("meeting", line[meeting.start("name") : meeting.end("name")])
            day = day or patterns.date(text)
        elif _is_speaker(text):
            front.setdefault("speaker", _speaker(cover, texts, place))
        elif title is not None and place < title and len(text) <= 40:
            number = re.search("文件|[^年]第?[0-9]+号|〔\\d{4}〕", text) and len(text) < 24
            front.setdefault("document_number" if number else "kicker", line)
    full = (found for text in texts if (found := patterns.date(text)).count("-") == 2)
    front.setdefault("date", day if day.count("-") == 2 else next(full, day or patterns.date("".join(texts))))
    front["reviews"], front["plans"] = str(plans - 1), str(plans)
    if title is not None:
        draft.masthead(cover, cover[title])
    else:
        draft.pieces.append(Piece(Paragraph(TITLE), "# [", "]{.supplied}", box="masthead"))
        for aside in cover:  # tables and boxes alone
            draft.add(aside)


def _title(cover: Sequence[Paragraph], texts: Sequence[str]) -> int | None:
    """The line that is the title: 政府工作报告 by itself in the largest type, or a line that ends so."""
    exact = [n for n, text in enumerate(texts) if text in ("政府工作报告", "工作报告", "施政报告")]
    likely = [
        n
        for n, text in enumerate(texts)
        if _TITLE.fullmatch(text) and not re.search("^[—―─（(]|作(?:政府)?工作报告", text)
    ]
    for found in (exact, likely):
        if found:
            return max(found, key=lambda n: (cover[n].size, -n))
    return max((n for n, text in enumerate(texts) if text), key=lambda n: (cover[n].size, -n), default=None)


def _is_speaker(text: str) -> bool:
    return len(text) <= 34 and bool(_SPEAKER.fullmatch(text)) and not _NOT_SPEAKER.search(text)


def _speaker(cover: Sequence[Paragraph], texts: Sequence[str], place: int) -> str:
    """Office and name, which may stand in the next line."""
    line = cover[place].text.strip("（）()")
    match = _SPEAKER.fullmatch(texts[place])
    below = texts[place + 1] if place + 1 < len(texts) else ""
    if match and not match["name"] and re.fullmatch(_NAME, below) and len(below) <= 12:
        return f"{line} {cover[place + 1].text}"
    return line
