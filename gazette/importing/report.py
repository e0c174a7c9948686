"""Paragraphs of a government work report → its structure: cover, sections, run-in headings, annexes, imprint, notes.

The rules are those of such reports: 一、 begins a section and stands alone, （一） and 1、 are the first sentence of their
paragraph or stand alone, 附件 and 名词解释 come last. What is guessed against a rule is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from gazette.figures.quantities import find_quantities
from gazette.importing import cover, note_parser
from gazette.importing import numbering_patterns as patterns
from gazette.importing.draft import Draft, Note, cut
from gazette.importing.extracted_text import Paragraph
from gazette.importing.section_scope import Scope, of_several_years, scope
from gazette.text import find_sentences

#: A heading in a paragraph of its own is no longer than this, nor the first sentence that is one.
ALONE, RUN_IN = 80, 60
_UNNUMBERED = re.compile(
    "[^，。；：]{0,14}(?:工作回顾|工作总结|主要工作安排|工作安排|重点任务|主要任务|目标任务|工作建议)"
)
_IMPRINT = re.compile(
    "(?:秘书处|办公室|办公厅|印发|编印|印制|印)(?:[^。，]{0,24})|(?:19|20)\\d{2}年\\d{1,2}月\\d{1,2}日(?:印发?)?"
)
_AIMS = re.compile("目标[^。；]{0,6}(?:是|为|：)|预期目标")
#: What is no aim of the year: means over years, sessions, names of plans.
_NO_AIM = re.compile("年均|累计|五年|时期|规划|[“”]|全会|届|到20")
#: A report or list of its own behind the report.
_ANNEXED = re.compile(
    "关于.{4,50}(?:计划|预算).{0,40}的报告|[^，。；：]{0,20}(?:民生实事|重点项目|重大项目|重点工作)(?:项目)?(?:清单|一览表?|目录)?(?:[（(][^）)]*[）)])?"
)


def structure(paragraphs: Sequence[Paragraph], front: dict[str, str], plans: int) -> Draft:
    """The draft of a report; ``front`` holds what is known beforehand and is filled up."""
    draft = Draft(front)
    head, rest = cover.split(paragraphs)
    cover.read(draft, head, plans)
    body, *parts = _parts(rest)
    _Body(draft, plans).read(body)
    words = patterns.plain("\n".join(piece.words.text for piece in draft.pieces))
    for number, part in enumerate(part for part in parts if not _is_notes(part)):
        _annex(draft, part, number + 1)
    for part in filter(_is_notes, parts):
        _notes(draft, part, words)
    return draft


def _parts(paragraphs: Sequence[Paragraph]) -> list[Sequence[Paragraph]]:
    """The body, and each annex from its label or title on; the notes are one of these."""
    cuts: list[int] = []
    sections, in_parts = 0, False
    for n, paragraph in enumerate(paragraphs):
        if paragraph.is_aside:
            continue
        text = patterns.plain(paragraph.text)
        section = patterns.SECTION.match(text)
        in_parts = in_parts or bool(section and section["part"])
        if (
            section and heading_end(text) and not cuts and not (in_parts and section["n"])
        ):  # 一、 begins again in each 第二部分
            number = patterns.ordinal(section["n"] or section["part"])
            if number == 1 and sections > 1:
                title = next(
                    (m for m in range(n - 1, max(n - 4, 0), -1) if _ANNEXED.fullmatch(_text(paragraphs[m]))), n
                )
                cuts.append(title)
                continue
            sections = number
        labelled = len(text) <= 50 and not patterns.CLOSED.search(text.rstrip("：:")) and bool(patterns.annex(text))
        titled = sections > 0 and bool(_ANNEXED.fullmatch(text)) and heading_end(text) == len(text)
        begins = (
            labelled or patterns.is_notes_heading(text) or (titled and not (section or patterns.SUBSECTION.match(text)))
        )
        if begins and not (cuts and n == cuts[-1] + 1 and _is_label(paragraphs[cuts[-1]])):
            cuts.append(n)
    places = [0, *cuts, len(paragraphs)]
    return [paragraphs[a:b] for a, b in pairwise(places)]


def _text(paragraph: Paragraph) -> str:
    return patterns.plain(paragraph.text)


def _is_label(paragraph: Paragraph) -> bool:
    """Whether a paragraph is no more than 附件1."""
    label = patterns.annex(paragraph.text)
    return label is not None and label.end() >= len(paragraph.text.strip())


def _is_notes(part: Sequence[Paragraph]) -> bool:
    return any(patterns.is_notes_heading(paragraph.text) for paragraph in part[:2]) or (
        _is_label(part[0]) and len(note_parser.read(part[1:]).notes) > 1 and not _ANNEXED.fullmatch(_text(part[1]))
    )


# ---------------------------------------------------------------- the body


class _Body:
    """Reads the body's paragraphs in order and knows under which headings it is."""

    def __init__(self, draft: Draft, plans: int) -> None:
        self.draft, self.plans = draft, plans
        self.section, self.scope = 0, Scope("", None, "")
        self.part, self.part_scope = 0, self.scope  # 第二部分, in which 一、 begins again
        self.sub, self.sub_number = "", 0  # the anchor and the number of the （一） that holds
        self.item_number = 0
        self.counted = False  # numbers stand before paragraphs, not before headings
        self.ids: set[str] = set()

    def read(self, body: Sequence[Paragraph]) -> None:
        """Put each paragraph into the draft."""
        imprint = [n for n in range(max(len(body) - 3, 0), len(body)) if _is_imprint(body[n].text)]
        self.counted = _counted(body)
        for place, paragraph in enumerate(body):
            if place in imprint:
                self.draft.boxed("imprint", paragraph)
            else:
                self.paragraph(paragraph, body[place + 1 : place + 4])
        if not self.section:
            self.draft.doubts.append("没有认出「一、」这样的标题，请在各部分前写「## 标题 {#s1 role=result year=…}」。")

    def paragraph(self, paragraph: Paragraph, below: Sequence[Paragraph]) -> None:
        """One paragraph: a section's heading, a lower one, or words; ``below`` are the next ones."""
        if paragraph.is_aside:
            self.draft.add(paragraph)
            return
        text = _text(paragraph)
        section, sub, item = patterns.SECTION.match(text), patterns.SUBSECTION.match(text), patterns.ITEM.match(text)
        end = heading_end(text)
        if section and end:
            self.head(paragraph, patterns.ordinal(section["n"] or section["part"]), end, below)
        elif (_UNNUMBERED.fullmatch(text) or (paragraph.level == 1 and not sub)) and end == len(text):
            self.head(paragraph, self.section + 1, end, below)
        elif sub and end:
            number = patterns.ordinal(sub["n"])
            doubts = _expected(number, self.sub_number, "（一）（二）（三）")
            self.sub, self.sub_number, self.item_number = self.named(f"s{self.section}-{number}"), number, 0
            self.put(paragraph, end, 3, self.sub, "", doubts)
        elif item and end and self.section and not self.counted:
            number = int(item["n"])
            doubts = _expected(number, self.item_number, "1、2、3、")
            self.item_number = number
            name = self.named(f"{self.sub or f's{self.section}'}-{number}")
            self.put(paragraph, end, 4 if self.sub else 3, name, "", doubts)
        elif paragraph.level > 1 and end == len(text) and self.section:
            self.put(paragraph, end, min(paragraph.level, 4) + (paragraph.level < 3), "", "", ())
        else:
            aims = _AIMS.search(text) and self.scope.role == "target" and self.scope.year == self.plans
            several = self.scope.year and of_several_years(text) and bool(find_quantities(text))
            remark = f"这一段说的是几年，标题却是{self.scope.year}年的；标这里的数值时写 period。"
            self.draft.add(
                paragraph, doubts=(remark,) if several else (), comment=_aims(paragraph.text) if aims else ""
            )

    def head(self, paragraph: Paragraph, number: int, end: int, below: Sequence[Paragraph]) -> None:
        """A section's heading, with the role and the year of the figures under it."""
        match = patterns.SECTION.match(_text(paragraph))
        is_part = bool(match and match["part"])
        doubts = _expected(number, self.part if is_part else self.section, "一、二、三、")
        self.section, self.sub, self.sub_number, self.item_number = number, "", 0, 0
        opening = "".join(p.text[:200] for p in below)
        self.scope = scope(paragraph.text[:end], opening, self.plans, self.scope.role)
        if is_part:
            self.part, self.section, self.part_scope = number, 0, replace(self.scope, doubt="")
        elif self.part and not self.part_scope.year and "年" not in _text(paragraph)[:end]:
            self.scope = self.part_scope  # 一、主要目标 in a part of several years
        doubts += [self.scope.doubt] if self.scope.doubt else []
        self.put(paragraph, end, 2, self.named(f"s{number}"), self.scope.attributes, doubts)

    def put(
        self, paragraph: Paragraph, end: int, level: int, name: str, attributes: str, doubts: Sequence[str]
    ) -> None:
        """A heading, and what follows it in its paragraph."""
        run_in = end < len(paragraph.text)
        words = f"{f'#{name}' if name else ''}{' .run-in' if run_in else ''}{attributes}".strip()
        after = f" {{{words}}}" if words else ""
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


def _expected(number: int, before: int, row: str) -> list[str]:
    return [] if number == before + 1 else [f"序号不接着上一个（{row}），请核对是不是标题、有没有漏。"]


def _counted(body: Sequence[Paragraph]) -> bool:
    """Whether paragraphs are numbered throughout (1. 2. … 101.), so that a number is no heading's."""
    prose = [p.text for p in body if patterns.CLOSED.search(p.text) and not patterns.SECTION.match(_text(p))]
    numbered = sum(bool(patterns.ITEM.match(text)) for text in prose)
    return numbered > 3 and numbered >= 0.6 * len(prose)


def _aims(text: str) -> str:
    """What a comment tells the editor at the year's main aims."""
    clauses = [words.strip() for words in re.split("[，。；、：]", text) if words]
    shown = [words for words in clauses if find_quantities(words) and not _NO_AIM.search(patterns.plain(words))]
    rows = "\n".join(f"  {words}" for words in shown)
    return (
        f"这一段像是主要目标。请把数值标出来，如 [地区生产总值增长**6%**左右]{{indicator=gdp-growth}}。看来是：\n{rows}"
        if shown
        else ""
    )


def heading_end(text: str) -> int:
    """Where the heading of a paragraph ends: all of it where it is one sentence, or its first one; 0 where that is none."""
    spans = find_sentences(text)
    if len(spans) == 1:
        return len(text) if len(text) <= ALONE and not re.search("[；，]$", text) else 0
    end = spans[0][1]
    if not patterns.CLOSED.search(text) and len(text) <= RUN_IN:
        return len(text)
    return end if end <= RUN_IN and "；" not in text[:end] else 0


def _is_imprint(text: str) -> bool:
    return len(text) <= 60 and not patterns.CLOSED.search(text) and bool(_IMPRINT.search(patterns.plain(text)))


# ---------------------------------------------------------------- annexes and notes


def _annex(draft: Draft, part: Sequence[Paragraph], number: int) -> None:
    """An annex: a section without role and year, whose figures are none of the report's aims."""
    title = cut(part[0], 0)
    doubt = "从这里起看来是附件，不算报告的正文，所以没有写 role 和 year；其中的数值请自己判断。"
    draft.add(title, "## ", f" {{#annex-{number}}}", (doubt,))
    for place, paragraph in enumerate(part[1:]):
        text = _text(paragraph)
        end = heading_end(text)
        numbered = patterns.SECTION.match(text) or patterns.SUBSECTION.match(text)
        if (numbered or (place == 0 and not patterns.CLOSED.search(text))) and end == len(text):
            draft.add(paragraph, "### " if place == 0 or not _is_label(part[0]) else "#### ")
        else:
            draft.add(paragraph)


def _notes(draft: Draft, part: Sequence[Paragraph], body: str) -> None:
    """The notes: their heading, what stands above the first, and the place where they are shown."""
    at = next((n for n, paragraph in enumerate(part[:2]) if patterns.is_notes_heading(paragraph.text)), 0)
    imprint = [p for p in part[-3:] if _is_imprint(p.text) and p is not part[at]]
    asides = [p for p in part[at + 1 :] if p.is_aside]
    rest = [p for p in part[at + 1 :] if not any(p is line for line in (*imprint, *asides))]
    found = note_parser.read(rest)
    for paragraph in part[:at]:
        draft.add(paragraph)
    name = "notes" if not draft.notes else "notes-2"
    draft.add(part[at], "## ", f" {{#{name}}}")
    if not found.notes:
        draft.doubts.append("有「名词解释」这样的标题，下面却没有认出「词：解释」；文字照原样放在那里，请核对。")
    for paragraph in found.before:
        draft.add(paragraph)
    if found.notes and not draft.notes:
        draft.boxed("notes")
    draft.notes += [_placed(note, draft, body) for note in found.notes]
    for paragraph in asides:
        draft.add(paragraph)
    for paragraph in found.other:
        draft.add(paragraph, doubts=("附注里的这一段不像「名词：解释」，照原样放在这里。",))
    for paragraph in imprint:
        draft.boxed("imprint", paragraph)


def _placed(note: Note, draft: Draft, body: str) -> Note:
    """The note with the forms in which its terms stand in the text, and a doubt where it is not on the page that it cites."""
    term = patterns.plain(note.term)
    parts = re.findall("“[^”]+”", term) if re.fullmatch("(?:“[^”]+”[、和与及]?){2,}", term) else term.split("、")
    also = (
        tuple(part for part in parts if len(part) > 1 and part in body) if term not in body and len(parts) > 1 else ()
    )
    doubts = list(note.doubts)
    if note.page is not None:
        pages = [page for page, words in _pages([piece.words for piece in draft.pieces]) if note.term in words]
        if pages and note.page not in pages:
            doubts.append(f"附注说在第{note.page}页，正文里却在第{pages[0]}页，请核对。")
    elif term not in body and not also:
        doubts.append("正文里没有照样的词，网页上点不到它；词的写法不同的，请写 also。")
    return replace(note, also=also, doubts=tuple(doubts))


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
