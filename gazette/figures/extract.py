"""Extract the figures of a document, with their place, value and meaning.

Figures that an editor marked have an indicator; the others are recognised in the text, so that newspaper items can show
them large.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from msgspec.structs import replace

from gazette.figures import table_cells
from gazette.figures.quantities import Quantity, find_quantities
from gazette.model import CELL, NO_PROSE, Attributes, Block, Document, Figure, Indicator, Mark, Role
from gazette.problems import Locus, Problem, suggest_similar
from gazette.sources.attributes import merge_attributes
from gazette.sources.containers import get_container_rules
from gazette.sources.periods import (
    find_deadline_year,
    find_governing_part,
    find_part_of_year,
    find_period_words,
    parse_period,
)
from gazette.text import find_sentence_at, find_sentences

_NUMBERING = tuple(".．、)）")
_NUMBER = re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)*(?:[%％]|(?=[^0-9年月日]))")


def extract_figures(
    document: Document, indicators: Iterable[Indicator], fold: Callable[[str], str], *, all_cells: bool = False
) -> tuple[tuple[Figure, ...], tuple[Problem, ...]]:
    """Extract the figures of a document in reading order.

    ``fold`` maps Traditional characters to Simplified ones, for comparing units (畝 is 亩). Of a table only marked numbers are
    figures, unless ``all_cells`` are wanted.
    """
    problems: list[Problem] = []
    known = {indicator.id: indicator for indicator in indicators}
    reader = _FigureReader(document, known, fold, problems, all_cells)
    return tuple(reader.read()), tuple(problems)


def split_qualifiers(quantity: Quantity, text: str) -> tuple[str, str]:
    """Return the qualifiers before and after a number: those next to it, and 力争 that governs it from further left."""
    adjacent = text[quantity.start : quantity.value_start].strip()
    governs = quantity.comparator.partition("…")[0][:2]
    before = governs + adjacent if governs in ("力争", "力爭") and governs not in adjacent else adjacent
    return before, text[quantity.value_end : quantity.end].strip()


@dataclass(slots=True)
class _FigureReader:
    """Reads the figures of one document."""

    document: Document
    indicators: Mapping[str, Indicator]
    fold: Callable[[str], str]
    problems: list[Problem]
    all_cells: bool
    headings: str = ""  #: those that the block stands under
    heads: Sequence[str] = ()  #: of the last table's columns
    caption: str = ""

    def read(self) -> Iterator[Figure]:
        """Yield the document's figures in reading order."""
        page: int | None = None
        heads: list[str] = []
        headings, known = dict[int, str](), {heading.block: heading for heading in self.document.headings}
        caption = ""
        for root in self.document.walk():
            if root.name == "goals":
                self.check_goals(root)
        roots = (root for root in self.document.blocks if not get_container_rules(root).is_editorial)
        for block in (block for root in roots for block in root.walk()):
            if block.run is None:
                continue
            if own := known.get(block.id):
                headings = {level: words for level, words in headings.items() if level < own.level}
                headings[own.level] = own.run.text
                self.headings = "".join(headings.values())
            if block.kind == "table":
                heads, caption = block.children[0].run.text.split(CELL) if block.children[0].run else [], block.run.text
                self.heads, self.caption = heads, caption
            quantities = self.find_quantities(block, heads, caption) if block.kind not in ("heading", "code") else ()
            spans = find_sentences(block.run.text) if quantities else ()
            for number, (mark, quantity) in enumerate(quantities, 1):
                yield self.make_figure(block, mark, quantity, page, f"{block.id}-f{number}", spans)
            page = block.run.page_at(len(block.run.text), page)

    def check_goals(self, goals: Block) -> None:
        """Report each number in a ``goals`` container that is not marked as a figure, as goal cards show only these."""
        for block in goals.walk():
            if block.run is None or block.kind in ("heading", *NO_PROSE):
                continue
            own = [(m.start, m.end) for m in block.run.marks if m.kind == "figure"]
            for number in _NUMBER.finditer(block.run.text):
                if number.start() == 0 and block.run.text[number.end() : number.end() + 1] in _NUMBERING:
                    continue
                if not any(start <= number.start() and number.end() <= end for start, end in own):
                    message = f"::: goals 里的「{number[0]}」没有标成数值。"
                    fix = "写成 [地区生产总值增长**6%**]{indicator=…}，不是数值的加 {figure=none}。"
                    self.report("goals-number", block.line_at(number.start()), message, fix)

    def find_quantities(
        self, block: Block, heads: Sequence[str], caption: str
    ) -> tuple[tuple[Mark | None, Quantity], ...]:
        """Return the quantities of the block in order, each with the editor's mark around it, if any.

        In a table, with its column ``heads`` and ``caption``, and under a picture only marked quantities count.
        """
        assert block.run is not None
        text, marks = block.run.text, block.run.marks
        own = [mark for mark in marks if mark.kind == "figure"]
        hidden = [
            m
            for m in marks
            if m.kind in ("supplied", "code") or (m.kind == "figure" and m.attrs.get("figure") == "none")
        ]
        every = (
            tuple(table_cells.cell_quantities(text, heads, caption)) if block.kind == "row" else find_quantities(text)
        )
        pairs: list[tuple[Mark | None, Quantity]] = []
        for mark in own:
            if mark.attrs.get("figure") == "none":
                continue
            quantity = self.choose_quantity(block, mark, every)
            if quantity is not None:
                pairs.append((self.with_column_context(block, mark, heads) if block.kind == "row" else mark, quantity))
        hidden += own
        is_read = block.kind not in NO_PROSE or (self.all_cells and block.kind == "row")
        for quantity in every if is_read else ():
            if any(m.start < quantity.value_end and quantity.value_start < m.end for m in hidden):
                continue
            pairs.append((None, quantity))
        return tuple(sorted(pairs, key=lambda pair: pair[1].value_start))

    def with_column_context(self, block: Block, mark: Mark, heads: Sequence[str]) -> Mark:
        """Add the role and year of its column to a mark in a table; report them if the section has others and the mark none."""
        assert block.run is not None
        words = {"target": "目标", "result": "完成"}
        head, column = table_cells.column_context(block.run.text, heads, mark.start)
        given = mark.attrs.keys() | ({"year"} if "period" in mark.attrs else set())
        own = {key: block.attrs[key] for key in column if key in block.attrs and key not in given}
        if "indicator" not in mark.attrs or all(column[key] == value for key, value in own.items()):
            return mark
        counted = "、".join(words.get(value, f"{value}年") for value in own.values())
        message = f"表头是「{head}」，这个数值却照上面的标题算作{counted}。"
        fix = f"请在标记里写明：{' '.join(f'{key}={column[key]}' for key in ('role', 'year') if key in column)}。"
        self.report("figure-column", block.line, message, fix)
        return replace(mark, attrs={**column, **mark.attrs})

    def choose_quantity(self, block: Block, mark: Mark, every: Sequence[Quantity]) -> Quantity | None:
        """Return the only quantity in a mark, or the only bold one; report a mark with none or several."""
        assert block.run is not None
        line = block.line_at(mark.start)
        bold = [m for m in block.run.marks if m.kind == "value" and mark.start <= m.start and m.end <= mark.end]
        span = bold[0] if bold else mark
        inside = [q for q in every if span.start < q.value_end and q.value_start < span.end]
        words = block.run.text[span.start : span.end]
        if not inside:
            self.report("figure-value", line, f"标记「{words}」里没有认出数值。", "把数值和单位加粗，如 **6.5%**。")
            return None
        if len(inside) > 1:
            shown = "、".join(block.run.text[q.value_start : q.value_end] for q in inside)
            self.report("figure-ambiguous", line, f"标记「{words}」里有几个数值：{shown}。", "请只把其中一个加粗。")
            return None
        if bold and (inside[0].value_start, inside[0].value_end) != (span.start, span.end):
            whole = block.run.text[inside[0].value_start : inside[0].value_end]
            self.report(
                "figure-value", line, f"加粗的「{words}」不是完整的数值「{whole}」。", "把数字连同单位一起加粗。"
            )
            return None
        return inside[0]

    def make_figure(
        self,
        block: Block,
        mark: Mark | None,
        quantity: Quantity,
        page: int | None,
        name: str,
        sentences: Iterable[tuple[int, int]],
    ) -> Figure:
        """Make the figure ``name`` of a quantity; ``sentences`` are the spans of its block's."""
        assert block.run is not None
        text = block.run.text
        own: Attributes = merge_attributes(block.attrs, mark.attrs) if mark else block.attrs
        indicator = self.resolve_indicator(block, own.get("indicator", ""), quantity) if mark else ""
        normalized_value = self.normalize_value(block, indicator, quantity, own) if indicator else quantity.value
        period = own.get("period", "")
        if indicator and mark and not period and own.get("year"):
            period = self.find_period(block, mark, quantity, own["year"], sentences)
        if indicator and mark and own.get("year") and "year" not in mark.attrs:
            self.check_part_of_year(block, mark, quantity, own, indicator, sentences)
        start, end = (mark.start, mark.end) if mark else (quantity.start, quantity.end)
        role: Role | None = (
            "target" if own.get("role") == "target" else "result" if own.get("role") == "result" else None
        )
        before, after = split_qualifiers(quantity, text)
        return Figure(
            id=name, document=self.document.id, anchor=block.id, start=start, end=end,
            amount_start=max(quantity.start, start), amount_end=min(quantity.end, end),
            number_start=quantity.value_start, number_end=quantity.value_end,
            text=text[start:end], quote=find_sentence_at(text, quantity.value_start, sentences).replace(CELL, " "),
            printed_number=quantity.printed_number, value=quantity.value, normalized_value=normalized_value, unit=quantity.unit, comparator=quantity.comparator, before=before, after=after,
            expected=quantity.expected, role=role,
            year=int(own["year"]) if own.get("year", "").isdigit() and not period else None,
            indicator=indicator, page=block.run.page_at(quantity.value_start, page), line=block.line_at(start),
            period=period if parse_period(period) else "",
            leads=bool(mark and mark.attrs.get("lead")), is_secondary=bool(indicator) and self.is_secondary(indicator),
        )  # fmt: skip

    def is_secondary(self, indicator: str) -> bool:
        """Return whether the document stands beside the year's main one, and the indicator is not of the same name as it (上半年)."""
        label, known = self.document.meta.label, self.indicators.get(indicator)
        return known is not None and self.fold(label) not in self.fold(known.name)

    def resolve_indicator(self, block: Block, given: str, quantity: Quantity) -> str:
        """Return the id of an indicator given by id or by its name in indicators.yml; report an unknown one."""
        if not given:
            return given
        if known := self.indicators.get(given):
            self.check_place(block, known, quantity)
            return given
        place = self.document.meta.place
        named = [each.id for each in self.indicators.values() if self.fold(each.name) == self.fold(given)]
        own = [name for name in named if self.indicators[name].place == place]
        if len(own or named) == 1:
            self.check_place(block, self.indicators[(own or named)[0]], quantity, is_named=True)
            return (own or named)[0]
        fix = suggest_similar(given, self.indicators) or self.suggest_by_name(given)
        fix = fix or "请先在 content/indicators.yml 里写上它。"
        if named:
            fix = f"叫这个名字的不止一个，请写 id：{'、'.join(named)}。"
        self.report("indicator-unknown", block.line_at(quantity.start), f"没有指标「{given}」。", fix)
        return given

    def check_place(self, block: Block, indicator: Indicator, quantity: Quantity, *, is_named: bool = False) -> None:
        """Report a town's number that is marked as an indicator of another place. The city's own documents may state a town's; but
        not by a name that the city may mean of itself (``is_named``)."""
        place = self.document.meta.place
        if indicator.place != place and (place or is_named):
            owner = f"是“{indicator.place}”的" if indicator.place else "没有写 place"
            whose = f"是“{place}”的" if place else "没有写 place"
            message = f"指标「{indicator.id}」{owner}，这一篇{whose}。"
            known = {each.place for each in self.indicators.values() if each.place}
            hint = suggest_similar(place, known) if place not in known else ""
            fix = f"{hint}请另写一个指标，加上 place: {place}；这里标它的 id。"
            if not place:
                fix = f"是全市、全县的数，请另写一个没有 place 的指标；确实是{indicator.place}的，这里写 id：{indicator.id}。"
            self.report("indicator-place", block.line_at(quantity.start), message, fix)

    def suggest_by_name(self, given: str) -> str:
        """Return a hint at the indicator whose name is similar, as 新增优质学位 is to 优质学位."""
        names = {self.fold(each.name): each for each in self.indicators.values()}
        words = self.fold(given)
        containing = [name for name in names if len(words) > 1 and (words in name or name in words)]
        close = difflib.get_close_matches(words, names, n=1, cutoff=0.5) or containing[:1]
        return f"是不是「{names[close[0]].name}」（{names[close[0]].id}）？" if close else ""

    def find_period(
        self, block: Block, mark: Mark, quantity: Quantity, year: str, sentences: Iterable[tuple[int, int]]
    ) -> str:
        """Return the period stated around a figure whose attributes give a single year, and report the contradiction."""
        assert block.run is not None
        text = block.run.text
        begin, end = next((s for s in sentences if s[0] <= quantity.value_start < s[1]), (0, len(text)))
        words, is_own = find_period_words(
            text[begin:end], quantity.value_start - begin, max(mark.end, quantity.end) - begin
        )
        other = find_deadline_year(text[begin : quantity.value_start]) if not words and "year" not in mark.attrs else ""
        if other and other != year:
            message = f"「{text[mark.start : mark.end]}」说的是到{other}年，标的却是 year={year}。"
            fix = f"请在标记里写 year={other}；确实是{year}年的，写 year={year}。"
            self.report("figure-period", block.line_at(mark.start), message, fix)
        if not words or ("year" in mark.attrs and not is_own):
            return ""
        message = f"「{text[mark.start : mark.end]}」说的是几年（{words}），标的却是 year={year}。"
        fix = "请在标记里写 period=2026-2030（是哪几年就写哪几年）"
        fix += "。" if is_own else "；确实只是一年的，在标记里写 year=。"
        self.report("figure-period", block.line_at(mark.start), message, fix)
        return f"{int(year) - 4}-{year}" if year.isdigit() else ""

    def check_part_of_year(
        self, block: Block, mark: Mark, quantity: Quantity, own: Attributes, indicator: str, sentences: Iterable[tuple[int, int]],
    ) -> None:  # fmt: skip
        """Report a number of half a year that is marked as the whole year's. Whether it is of a part of the year is known from the
        words before it, its headings, and for results of the document's own year from the document's label and title."""
        assert block.run is not None
        text, meta, known = block.run.text, self.document.meta, self.indicators.get(indicator)
        begin = next((s[0] for s in sentences if s[0] <= quantity.value_start < s[1]), 0)
        before = text[begin : quantity.value_start]
        if block.kind == "row":
            before = self.caption + table_cells.column_context(text, self.heads, mark.start)[0]
        is_own_result = own.get("role") == "result" and own["year"] == str(self.document.year)
        named = f"{meta.label}{meta.title}" if is_own_result else ""
        part = find_governing_part(before, self.headings, named, is_target=own.get("role") == "target")
        if part and known and not find_part_of_year(known.name):
            message = f"「{text[mark.start : mark.end]}」说的是{part}，指标「{known.full_name}」是全年的。"
            fix = f"请在 content/indicators.yml 另写一个指标，名称里写上“{part}”；确实是全年的数，在标记里写 year={own['year']}。"
            self.report("figure-part", block.line_at(mark.start), message, fix)

    def normalize_value(self, block: Block, indicator: str, quantity: Quantity, own: Attributes) -> Decimal:
        """Return the value in the indicator's unit; report a figure without role or year, or with another unit."""
        line = block.line_at(quantity.start)
        if not own.get("role") or not (own.get("year") or own.get("period")):
            message = "这个数值没有说明是目标还是完成，或没有年份。"
            fix = "在标题或标记里写 role= 和 year=；几年合在一起的写 period=2026-2030。"
            self.report("figure-context", line, message, fix)
        known = self.indicators.get(indicator)
        if known is None:
            return quantity.value
        unit = self.fold(quantity.unit)
        if unit in (known.unit, known.unit.removesuffix("元")):
            return quantity.value
        if unit in known.units:
            return quantity.value * known.units[unit]
        message = f"指标「{known.name}」的单位是「{known.unit}」，这里是「{quantity.unit}」。"
        self.report("figure-unit", line, message, "请核对；可以换算的，写进 indicators.yml 的 units。")
        return quantity.value

    def report(self, code: str, line: int, message: str, fix: str) -> None:
        self.problems.append(Problem(code, Locus(self.document.path, line), message, fix))
