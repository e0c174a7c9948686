"""Paragraphs of a government work report → its structure: cover, sections, run-in headings, imprint, notes.

The rules are those of such reports: 一、 begins a section and stands alone, （一） and 1、 are the first sentence of their
paragraph or stand alone, 附注 or 名词解释 comes last. What is guessed against a rule is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from gazette.domain.quantities import quantities
from gazette.importing import marks
from gazette.importing.draft import Draft, Note, cut
from gazette.importing.printed import Paragraph
from gazette.text import sentences

#: A heading is no longer than this.
HEADING = 45
#: The cover is over by then.
COVER = 15
_SALUTATION = re.compile("(?:各位|同志们|女士们|尊敬的)[^。]{0,12}[：:！，]")
_UNNUMBERED = re.compile(
    "[^，。；：]{0,14}(?:工作回顾|工作总结|主要工作安排|工作安排|重点任务|主要任务|目标任务|工作建议)"
)
_RESULT = re.compile("回顾|总结|完成情况|工作情况|主要成效|成绩")
_TARGET = re.compile("安排|目标|任务|打算|部署|计划|重点|建议|要求|建设|思路|今年|明年")
_YEAR = re.compile(r"(?:19|20)\d{2}(?=年)")
_IMPRINT = re.compile(
    "(?:秘书处|办公室|办公厅|印发|编印|印制|印)(?:[^。，]{0,24})|(?:19|20)\\d{2}年\\d{1,2}月\\d{1,2}日(?:印发?)?"
)
_PEOPLE = re.compile("(?:省长|市长|州长|县长|区长|镇长|主席|旗长|盟长)(?:[^，。：]{0,14})")
_AIMS = re.compile("(?:预期|主要|发展)目标")


def structure(paragraphs: Sequence[Paragraph], front: dict[str, str], plans: int) -> Draft:
    """The draft of a report; ``front`` holds what is known beforehand and is filled up."""
    draft = Draft(front)
    cover, body, rest = _parts(paragraphs)
    _cover(draft, cover, plans)
    _Body(draft, plans).read(body)
    if rest:
        _notes(draft, rest)
    return draft


def _parts(paragraphs: Sequence[Paragraph]) -> tuple[Sequence[Paragraph], Sequence[Paragraph], Sequence[Paragraph]]:
    """The cover, the body, and the notes from their heading on."""
    head = next(
        (n for n, p in enumerate(paragraphs[:COVER]) if _SALUTATION.match(p.text) or marks.SECTION.match(p.text)), 0
    )
    last = (n for n in range(len(paragraphs) - 1, head, -1) if marks.NOTES.fullmatch(paragraphs[n].text))
    tail = next(last, len(paragraphs))
    return paragraphs[:head], paragraphs[head:tail], paragraphs[tail:]


# ---------------------------------------------------------------- the cover


def _cover(draft: Draft, cover: Sequence[Paragraph], plans: int) -> None:
    front = draft.front
    title = max((p for p in cover if p.text == "政府工作报告"), key=lambda p: p.size, default=None)
    title = title or next((p for p in cover if "工作报告" in p.text and not p.text.startswith(("—", "（"))), None)
    if title is None:
        title = max(cover, key=lambda p: p.size, default=None)  # the first where sizes are not known
        draft.doubts.append("大标题没有认准，请核对 title 和正文里的「# 」。")
    front["title"] = title.text if title else ""
    before = True
    for paragraph in cover:
        before = before and paragraph is not title
        _read_cover(front, paragraph.text, before=before)
    words = "".join(p.text for p in cover)
    front.setdefault("date", marks.date(words))
    front["reviews"], front["plans"] = str(plans - 1), str(plans)
    draft.masthead(cover, title)


def _read_cover(front: dict[str, str], text: str, *, before: bool) -> None:
    if before and re.search("文件|[^年]第?[0-9]+号|〔\\d{4}〕", text) and len(text) < 24:
        front.setdefault("document_number", text)
    elif before and len(text) <= 40 and text != front["title"]:
        front.setdefault("kicker", text)
    if text.startswith(("——", "—", "（")) and "会议" in text:
        front.setdefault("subtitle", text)
    meeting = re.search("在(?P<name>[^，。]*会议)上?", text)
    if meeting:
        front.setdefault("meeting", meeting["name"])
    if not before and _PEOPLE.search(text) and len(text) < 30 and "会议" not in text:
        front.setdefault("speaker", text)
    found = marks.date(text)
    if found.count("-") == 2:
        front.setdefault("date", found)


# ---------------------------------------------------------------- the body


class _Body:
    """Reads the body's paragraphs in order and knows under which headings it is."""

    def __init__(self, draft: Draft, plans: int) -> None:
        self.draft, self.plans = draft, plans
        self.section, self.role = 0, ""
        self.sub, self.sub_number = "", 0  # the anchor and the number of the （一） that holds
        self.item_number = 0
        self.ids: set[str] = set()

    def read(self, body: Sequence[Paragraph]) -> None:
        """Put each paragraph into the draft."""
        imprint = [n for n in range(max(len(body) - 3, 0), len(body)) if _is_imprint(body[n].text)]
        for place, paragraph in enumerate(body):
            if place in imprint:
                self.draft.boxed("imprint", paragraph)
            else:
                self.paragraph(paragraph)
        if not self.section:
            self.draft.doubts.append("没有认出「一、」这样的标题，请在各部分前写「## 标题 {#s1 role=result year=…}」。")

    def paragraph(self, paragraph: Paragraph) -> None:
        """One paragraph: a section's heading, a lower one, or words."""
        if paragraph.is_aside:
            self.draft.add(paragraph)
            return
        text = paragraph.text
        section, sub, item = marks.SECTION.match(text), marks.SUBSECTION.match(text), marks.ITEM.match(text)
        end = heading_end(text)
        if section and end:
            self.head(paragraph, marks.ordinal(section["n"] or section["part"]), end)
        elif _UNNUMBERED.fullmatch(text) and end == len(text):
            self.head(paragraph, self.section + 1, end)
        elif sub and end:
            number = marks.ordinal(sub["n"])
            doubts = _expected(number, self.sub_number, "（一）（二）（三）")
            self.sub, self.sub_number, self.item_number = self.named(f"s{self.section}-{number}"), number, 0
            self.put(paragraph, end, 3, self.sub, "", doubts)
        elif item and end and self.section:
            number = int(item["n"])
            doubts = _expected(number, self.item_number, "1、2、3、")
            self.item_number = number
            name = self.named(f"{self.sub or f's{self.section}'}-{number}")
            self.put(paragraph, end, 4 if self.sub else 3, name, "", doubts)
        else:
            aims = _AIMS.search(text) and self.role == "target"
            self.draft.add(paragraph, comment=_aims(text) if aims else "")

    def head(self, paragraph: Paragraph, number: int, end: int) -> None:
        """A section's heading, with the role and the year of the figures under it."""
        doubts = _expected(number, self.section, "一、二、三、")
        self.section, self.sub, self.sub_number, self.item_number = number, "", 0, 0
        self.role, year, sure = side(paragraph.text[:end], self.plans, self.role)
        if not sure:
            doubts.append("这一部分的数值是目标还是完成、是哪一年，没有认准，请核对 role 和 year。")
        if self.role and year not in (self.plans, self.plans - 1):
            doubts.append(f"标题说是{year}年，这份报告却按 --year {self.plans} 导入，请核对年份。")
        attributes = f" role={self.role} year={year}" if self.role else ""
        self.put(paragraph, end, 2, self.named(f"s{number}"), attributes, doubts)

    def put(
        self, paragraph: Paragraph, end: int, level: int, name: str, attributes: str, doubts: Sequence[str]
    ) -> None:
        """A heading, and what follows it in its paragraph."""
        run_in = end < len(paragraph.text)
        after = f" {{#{name}{' .run-in' if run_in else ''}{attributes}}}"
        title = replace(cut(paragraph, 0, end), doubts=() if run_in else paragraph.doubts)
        self.draft.add(title, f"{'#' * level} ", after, doubts)
        if run_in:
            self.draft.add(cut(paragraph, end))

    def named(self, name: str) -> str:
        """The anchor, made different where it is taken."""
        while name in self.ids:
            name += "b"
        self.ids.add(name)
        return name


def side(title: str, plans: int, before: str) -> tuple[str, int, bool]:
    """The role and year of the figures under a heading, and whether that is sure; ``before`` is the last one's role."""
    role = "result" if _RESULT.search(title) else "target" if _TARGET.search(title) or before == "target" else ""
    years = sorted({int(year) for year in _YEAR.findall(title)})
    year = years[-1] if years else plans if role == "target" else plans - 1
    return role, year, bool(role) and len(years) < 2 and not re.search("[三四五]年", title)


def _expected(number: int, before: int, row: str) -> list[str]:
    return [] if number == before + 1 else [f"序号不接着上一个（{row}），请核对是不是标题、有没有漏。"]


def _aims(text: str) -> str:
    """What a comment tells the editor at the year's main aims."""
    shown = [
        words.strip()
        for words in re.split("[，。；、：]", text)
        if words and quantities(words) and not re.search("[“”]", words)
    ]
    rows = "\n".join(f"  {words}" for words in shown)
    return (
        f"这一段像是主要目标。请把数值标出来，如 [地区生产总值增长**6%**左右]{{indicator=gdp-growth}}。看来是：\n{rows}"
        if shown
        else ""
    )


def heading_end(text: str) -> int:
    """Where the heading of a paragraph ends: all of a short one, or its first sentence; 0 where that is none."""
    if len(text) <= HEADING and not re.search("[；，]$", text):
        spans = sentences(text)
        return len(text) if len(spans) == 1 or not marks.CLOSED.search(text) else spans[0][1]
    end = sentences(text)[0][1]
    return end if end <= HEADING and "；" not in text[:end] else 0


def _is_imprint(text: str) -> bool:
    return len(text) <= 60 and not marks.CLOSED.search(text) and bool(_IMPRINT.search(text))


# ---------------------------------------------------------------- the notes


def _notes(draft: Draft, rest: Sequence[Paragraph]) -> None:
    heading, *entries = rest
    body = [piece.words for piece in draft.pieces]
    pages = _pages(body)
    draft.add(heading, "## ", " {#notes}")
    draft.boxed("notes")
    shapes = (marks.NOTE, marks.LISTED_NOTE, marks.PLAIN_NOTE)
    shape = next((s for s in shapes if any(s.fullmatch(p.text) for p in entries)), marks.NOTE)
    for paragraph in entries:
        if paragraph.is_aside:
            draft.add(paragraph)
        elif match := shape.fullmatch(paragraph.text):
            draft.notes.append(_note(paragraph, match, pages))
        elif _is_imprint(paragraph.text):
            draft.boxed("imprint", paragraph)
        elif draft.notes and not marks.CLOSED.search(draft.notes[-1].definition.text):
            draft.notes[-1] = _longer(draft.notes[-1], paragraph)
        else:
            draft.add(paragraph, doubts=("附注里的这一段不像「名词：解释」，照原样放在这里。",))


def _note(paragraph: Paragraph, match: re.Match[str], pages: Sequence[tuple[int, str]]) -> Note:
    term, page = match["term"].strip(), int(match["page"]) if "page" in match.groupdict() else None
    cited = marks.CITED.search(term)
    if page is None and cited:
        page, term = int(cited["page"]), term[: cited.start()] + term[cited.end() :]
    definition = cut(paragraph, match.start("definition"))
    early = [page for at, page in paragraph.turns if at < match.start("definition")]
    doubts = list(paragraph.doubts)
    held = [page for page, words in pages if term in words]
    if page is None and held:
        page = held[0]
        doubts.append(f"附注没有注明页码；正文第{page}页最先出现，按此填写。")
    elif page is None:
        doubts.append("附注没有注明页码，正文里也没有照样的词，请补上 page。")
    elif held and page not in held:
        doubts.append(f"附注说在第{page}页，正文里却在第{held[0]}页，请核对。")
    return Note(term, definition, page, early[0] if early else None, tuple(doubts))


def _longer(note: Note, paragraph: Paragraph) -> Note:
    """The note with a further paragraph; where it is joined is said."""
    length = len(note.definition.text)
    turns = (*note.definition.turns, *((at + length, page) for at, page in paragraph.turns))
    joined = Paragraph(note.definition.text + paragraph.text, turns)
    doubt = f"「{paragraph.text[:8]}…」一段接在了这一条之后，请核对。"
    return Note(note.term, joined, note.page, note.printed_on, (*note.doubts, doubt))


def _pages(body: Sequence[Paragraph]) -> list[tuple[int, str]]:
    """The words of each page."""
    found: list[tuple[int, str]] = []
    for paragraph in body:
        starts = [0, *(at for at, _ in paragraph.turns)]
        ends = [*(at for at, _ in paragraph.turns), len(paragraph.text)]
        for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
            if place:
                found.append((paragraph.turns[place - 1][1], ""))
            if found:
                found[-1] = (found[-1][0], found[-1][1] + paragraph.text[start:end])
    return found
