"""Build the draft of a government work report: cover, sections, run-in headings, annexes, imprint, notes.

The rules are those of such reports: 一、 starts a section and stands alone; （一） and 1、 are the first sentence of their
paragraph, or stand alone; 附件 and 名词解释 come last. What is guessed is reported.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from gazette.conversion import converter
from gazette.figures.quantities import find_quantities
from gazette.importing import cover, note_parser
from gazette.importing import numbering_patterns as patterns
from gazette.importing.draft import Draft, Note, make_unique, slice_paragraph
from gazette.importing.extracted_text import Paragraph
from gazette.importing.section_scope import Scope, determine_scope, starts_with_several_years
from gazette.text import find_sentences

#: A heading in a paragraph of its own, and one that is the first sentence of its paragraph, are no longer than this.
MAX_HEADING, MAX_RUN_IN = 80, 60
_UNNUMBERED = re.compile(
    "[^，。；：]{0,14}(?:工作回顾|工作总结|主要工作安排|工作安排|重点任务|主要任务|目标任务|工作建议)"
)
_IMPRINT = re.compile(
    "(?:秘书处|办公室|办公厅|印发|编印|印制|印)(?:[^。，]{0,24})|(?:19|20)\\d{2}年\\d{1,2}月\\d{1,2}日(?:印发?)?"
)
_AIMS = re.compile("目标[^。；]{0,6}(?:是|为|：)|预期目标")
#: Figures that are no aim of the year: means over years, sessions, names of plans.
_NO_AIM = re.compile("年均|累计|五年|时期|规划|[“”]|全会|届|到20")
#: The title of another report, or of a list, behind the report.
_ANNEX_TITLE = re.compile(
    "关于.{4,50}(?:计划|预算).{0,40}的报告|[^，。；：]{0,20}(?:民生实事|重点项目|重大项目|重点工作)(?:项目)?(?:清单|一览表?|目录)?(?:[（(][^）)]*[）)])?"
)


def build_draft(paragraphs: Sequence[Paragraph], front_matter: dict[str, str], plans: int) -> Draft:
    """Build the draft of a report; ``front_matter`` holds what is known before, and is completed."""
    draft = Draft(front_matter)
    cover_lines, rest = cover.split_cover(paragraphs)
    cover.add_cover(draft, cover_lines, plans)
    body, *parts = _split_parts(rest)
    _BodyBuilder(draft, plans).add(body)
    text = "\n".join(block.paragraph.simplified for block in draft.blocks)
    annexes = [part for part in parts if not _is_notes(part)]
    for number, part in enumerate(annexes, 1):
        _add_annex(draft, part, number)
    for part in filter(_is_notes, parts):
        _add_notes(draft, part, text)
    return draft


def _split_parts(paragraphs: Sequence[Paragraph]) -> list[Sequence[Paragraph]]:
    """Split the body and the annexes, each from its label or title on; the notes are one of these."""
    cuts: list[int] = []
    last_section, in_parts = 0, False
    for n, paragraph in enumerate(paragraphs):
        if paragraph.is_aside:
            continue
        text = paragraph.simplified
        section = patterns.SECTION.match(text)
        in_parts = in_parts or bool(section and section["part"])
        # 一、 starts again in each 第二部分, but else only in an annex.
        if section and find_heading_end(text) and not cuts and not (in_parts and section["n"]):
            number = patterns.parse_ordinal(section["n"] or section["part"])
            if number == 1 and last_section > 1:
                above = range(n - 1, max(n - 4, 0), -1)
                cuts.append(next((m for m in above if _ANNEX_TITLE.fullmatch(paragraphs[m].simplified)), n))
                continue
            last_section = number
        has_label = (
            len(text) <= 50
            and not patterns.ends_sentence(text.rstrip("：:"))
            and bool(patterns.match_annex_label(text))
        )
        is_numbered = section or patterns.SUBSECTION.match(text)
        is_title = _ANNEX_TITLE.fullmatch(text) and find_heading_end(text) == len(text)
        starts = has_label or patterns.is_notes_heading(text) or (last_section and is_title and not is_numbered)
        if starts and not (cuts and n == cuts[-1] + 1 and _is_annex_label(paragraphs[cuts[-1]])):
            cuts.append(n)
    return [paragraphs[a:b] for a, b in pairwise([0, *cuts, len(paragraphs)])]


def _is_annex_label(paragraph: Paragraph) -> bool:
    """Whether a paragraph is no more than 附件1."""
    label = patterns.match_annex_label(paragraph.text)
    return label is not None and label.end() >= len(paragraph.text.strip())


def _is_notes(part: Sequence[Paragraph]) -> bool:
    return any(patterns.is_notes_heading(paragraph.text) for paragraph in part[:2]) or (
        _is_annex_label(part[0])
        and len(note_parser.parse_notes(part[1:]).notes) > 1
        and not _ANNEX_TITLE.fullmatch(part[1].simplified)
    )


# ---------------------------------------------------------------- the body


class _BodyBuilder:
    """Adds the body's paragraphs in order, and tracks the headings that they stand under."""

    def __init__(self, draft: Draft, plans: int) -> None:
        self.draft, self.plans = draft, plans
        self.part, self.part_scope = 0, Scope("")  # 第二部分, in which 一、 starts again
        self.section, self.scope = 0, Scope("")  # 一、
        self.subsection, self.subsection_anchor = 0, ""  # （一）
        self.item = 0  # 1、
        self.paragraphs_are_numbered = False  # numbers stand before paragraphs, not before headings
        self.anchors: set[str] = set()

    def add(self, body: Sequence[Paragraph]) -> None:
        """Add all paragraphs."""
        imprint = [n for n in range(max(len(body) - 3, 0), len(body)) if _is_imprint(body[n].text)]
        self.paragraphs_are_numbered = _are_numbered(body)
        for place, paragraph in enumerate(body):
            if place in imprint:
                self.draft.add_to_container("imprint", paragraph)
            elif paragraph.is_aside:
                self.draft.add_paragraph(paragraph)
            else:
                self.add_one(paragraph, body[place + 1 : place + 4])
        if not self.section:
            self.draft.warnings.append(
                "没有认出「一、」这样的标题，请在各部分前写「## 标题 {#s1 role=result year=…}」。"
            )

    def add_one(self, paragraph: Paragraph, below: Sequence[Paragraph]) -> None:
        """Add a section's heading, a lower one, or text; ``below`` are the next paragraphs."""
        text = paragraph.simplified
        end = find_heading_end(text)
        section, item = patterns.SECTION.match(text), patterns.ITEM.match(text)
        subsection = patterns.SUBSECTION.match(text)
        is_styled = paragraph.heading_level == 1 and not subsection
        if section and end:
            number = patterns.parse_ordinal(section["n"] or section["part"])
            self.add_section(paragraph, number, end, below, is_part=bool(section["part"]))
        elif (_UNNUMBERED.fullmatch(text) or is_styled) and end == len(text):
            self.add_section(paragraph, self.section + 1, end, below)
        elif subsection and end:
            number = patterns.parse_ordinal(subsection["n"])
            warnings = _check_number(number, self.subsection, "（一）（二）（三）")
            self.subsection_anchor = make_unique(f"s{self.section}-{number}", self.anchors)
            self.subsection, self.item = number, 0
            self.add_heading(paragraph, end, 3, self.subsection_anchor, warnings=warnings)
        elif item and end and self.section and not self.paragraphs_are_numbered:
            number = int(item["n"])
            warnings = _check_number(number, self.item, "1、2、3、")
            self.item = number
            anchor = make_unique(f"{self.subsection_anchor or f's{self.section}'}-{number}", self.anchors)
            self.add_heading(paragraph, end, 4 if self.subsection_anchor else 3, anchor, warnings=warnings)
        elif paragraph.heading_level > 1 and end == len(text) and self.section:
            self.add_heading(paragraph, end, min(paragraph.heading_level, 4) + (paragraph.heading_level < 3))
        else:
            scope = self.scope
            has_aims = _AIMS.search(text) and scope.role == "target" and scope.year == self.plans
            is_of_years = scope.year and starts_with_several_years(text) and find_quantities(text)
            warning = f"这一段说的是几年，标题却是{scope.year}年的；标这里的数值时写 period。"
            self.draft.add_paragraph(
                paragraph,
                warnings=(warning,) if is_of_years else (),
                comment=_comment_on_aims(paragraph.text) if has_aims else "",
            )

    def add_section(
        self, paragraph: Paragraph, number: int, end: int, below: Sequence[Paragraph], *, is_part: bool = False
    ) -> None:
        """Add a section's heading, with the role and the year of the figures under it."""
        warnings = _check_number(number, self.part if is_part else self.section, "一、二、三、")
        self.section, self.subsection, self.subsection_anchor, self.item = number, 0, "", 0
        opening = "".join(p.text[:200] for p in below)
        self.scope = determine_scope(paragraph.text[:end], opening, self.plans, self.scope.role)
        if is_part:
            self.part, self.section, self.part_scope = number, 0, replace(self.scope, warning="")
        elif self.part and not self.part_scope.year and "年" not in paragraph.simplified[:end]:
            self.scope = self.part_scope  # 一、主要目标 in a part of several years
        warnings += [self.scope.warning] if self.scope.warning else []
        anchor = make_unique(f"s{number}", self.anchors)
        self.add_heading(paragraph, end, 2, anchor, self.scope.attributes, warnings)

    def add_heading(
        self,
        paragraph: Paragraph,
        end: int,
        level: int,
        anchor: str = "",
        attributes: str = "",
        warnings: Sequence[str] = (),
    ) -> None:
        """Add a heading, which ends at ``end``, and the rest of its paragraph."""
        is_run_in = end < len(paragraph.text)
        markup = f"{f'#{anchor}' if anchor else ''}{' .run-in' if is_run_in else ''}{attributes}".strip()
        title = replace(slice_paragraph(paragraph, 0, end), warnings=() if is_run_in else paragraph.warnings)
        self.draft.add_paragraph(title, f"{'#' * level} ", f" {{{markup}}}" if markup else "", warnings)
        if is_run_in:
            self.draft.add_paragraph(slice_paragraph(paragraph, end))


def _check_number(number: int, before: int, example: str) -> list[str]:
    return [] if number == before + 1 else [f"序号不接着上一个（{example}），请核对是不是标题、有没有漏。"]


def _are_numbered(body: Sequence[Paragraph]) -> bool:
    """Whether paragraphs are numbered throughout (1. 2. … 101.), so that a number is no heading's."""
    prose = [p.text for p in body if patterns.ends_sentence(p.text) and not patterns.SECTION.match(p.simplified)]
    count = sum(bool(patterns.ITEM.match(text)) for text in prose)
    return count > 3 and count >= 0.6 * len(prose)


def _comment_on_aims(text: str) -> str:
    """Return a comment that asks the editor to mark the year's main aims."""
    clauses = [clause.strip() for clause in re.split("[，。；、：]", text) if clause]
    aims = [clause for clause in clauses if find_quantities(clause) and not _NO_AIM.search(converter.fold(clause))]
    if not aims:
        return ""
    rows = "\n".join(f"  {aim}" for aim in aims)
    return (
        f"这一段像是主要目标。请把数值标出来，如 [地区生产总值增长**6%**左右]{{indicator=gdp-growth}}。看来是：\n{rows}"
    )


def find_heading_end(text: str) -> int:
    """Return where the heading of a paragraph ends: after its only or its first sentence; 0 if it is no heading."""
    spans = find_sentences(text)
    if len(spans) == 1:
        return len(text) if len(text) <= MAX_HEADING and not re.search("[；，]$", text) else 0
    end = spans[0][1]
    if not patterns.ends_sentence(text) and len(text) <= MAX_RUN_IN:
        return len(text)
    return end if end <= MAX_RUN_IN and "；" not in text[:end] else 0


def _is_imprint(text: str) -> bool:
    return len(text) <= 60 and not patterns.ends_sentence(text) and bool(_IMPRINT.search(converter.fold(text)))


# ---------------------------------------------------------------- annexes and notes


def _add_annex(draft: Draft, part: Sequence[Paragraph], number: int) -> None:
    """Add an annex: a section without role and year, whose figures are none of the report's aims."""
    warning = "从这里起看来是附件，不算报告的正文，所以没有写 role 和 year；其中的数值请自己判断。"
    draft.add_paragraph(part[0], "## ", f" {{#annex-{number}}}", (warning,))
    for place, paragraph in enumerate(part[1:]):
        text = paragraph.simplified
        is_numbered = patterns.SECTION.match(text) or patterns.SUBSECTION.match(text)
        is_first_title = place == 0 and not patterns.ends_sentence(text)
        if (is_numbered or is_first_title) and find_heading_end(text) == len(text):
            draft.add_paragraph(paragraph, "### " if place == 0 or not _is_annex_label(part[0]) else "#### ")
        else:
            draft.add_paragraph(paragraph)


def _add_notes(draft: Draft, part: Sequence[Paragraph], text: str) -> None:
    """Add the notes: their heading, what stands above the first, and the container in which they are shown."""
    at = next((n for n, paragraph in enumerate(part[:2]) if patterns.is_notes_heading(paragraph.text)), 0)
    imprint = [p for p in part[-3:] if _is_imprint(p.text) and p is not part[at]]
    asides = [p for p in part[at + 1 :] if p.is_aside]
    rest = [p for p in part[at + 1 :] if not any(p is line for line in (*imprint, *asides))]
    parsed = note_parser.parse_notes(rest)
    for paragraph in part[:at]:
        draft.add_paragraph(paragraph)
    draft.add_paragraph(part[at], "## ", f" {{#{'notes-2' if draft.notes else 'notes'}}}")
    if not parsed.notes:
        draft.warnings.append("有「名词解释」这样的标题，下面却没有认出「词：解释」；文字照原样放在那里，请核对。")
    for paragraph in parsed.before:
        draft.add_paragraph(paragraph)
    if parsed.notes and not draft.notes:
        draft.add_to_container("notes")
    draft.notes += [_check_note(note, draft, text) for note in parsed.notes]
    for paragraph in asides:
        draft.add_paragraph(paragraph)
    for paragraph in parsed.other:
        draft.add_paragraph(paragraph, warnings=("附注里的这一段不像「名词：解释」，照原样放在这里。",))
    for paragraph in imprint:
        draft.add_to_container("imprint", paragraph)


def _check_note(note: Note, draft: Draft, text: str) -> Note:
    """Add the forms in which its terms stand in the text, and a warning if it is not on the page that it cites."""
    term = converter.fold(note.term)
    parts = re.findall("“[^”]+”", term) if re.fullmatch("(?:“[^”]+”[、和与及]?){2,}", term) else term.split("、")
    also: tuple[str, ...] = ()
    if term not in text and len(parts) > 1:
        also = tuple(part for part in parts if len(part) > 1 and part in text)
    warnings = list(note.warnings)
    if note.page is not None:
        pages = [page for page, page_text in _split_pages(draft) if note.term in page_text]
        if pages and note.page not in pages:
            warnings.append(f"附注说在第{note.page}页，正文里却在第{pages[0]}页，请核对。")
    elif term not in text and not also:
        warnings.append("正文里没有照样的词，网页上点不到它；词的写法不同的，请写 also。")
    return replace(note, also=also, warnings=tuple(warnings))


def _split_pages(draft: Draft) -> list[tuple[int, str]]:
    """Return (number, text) of each page; text before the first page break is left out."""
    pages: list[tuple[int, str]] = []
    for paragraph in (block.paragraph for block in draft.blocks):
        start = 0
        for at, page in (*paragraph.page_breaks, (len(paragraph.text), None)):
            if pages:
                pages[-1] = (pages[-1][0], pages[-1][1] + paragraph.text[start:at])
            if page is not None:
                pages.append((page, ""))
            start = at
    return pages
