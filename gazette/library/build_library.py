"""Documents → Library: what can be known only from all of them at once, above all the figures.

A figure stands where its document says it. Those that an editor marked carry an indicator; the others are recognised
in the text, so that newspaper items can show them large. Takes documents and settings, gives a library and problems.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from gazette.figures import table_cells
from gazette.figures.plausibility import check_plausibility
from gazette.figures.quantities import Quantity, find_quantities
from gazette.library.glossary import notes_by_document
from gazette.memo import Kept, fresh
from gazette.model import (
    CELL,
    NO_PROSE,
    Attributes,
    Block,
    Document,
    Entry,
    Figure,
    Indicator,
    Library,
    Mark,
    Role,
    SiteConfig,
)
from gazette.problems import Locus, Problem, suggest_similar
from gazette.sources.attributes import merge_attributes
from gazette.sources.links import resolve_link
from gazette.sources.periods import find_deadline_year, find_period_words, parse_period
from gazette.text import find_sentence_at, find_sentences

_NUMBERING = tuple(".．、)）")
_NUMBER = re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)*(?:[%％]|(?=[^0-9年月日]))")


def build_library(
    site: SiteConfig,
    documents: Sequence[Document],
    entries: Sequence[Entry],
    indicators: Sequence[Indicator],
    fold: Callable[[str], str],
    unread: frozenset[str] = frozenset(),
    kept: Kept = fresh,
) -> tuple[Library, tuple[Problem, ...]]:
    """The library. Documents come in the order of their years, reports first, however they were read.

    ``fold`` maps Traditional characters to Simplified ones: units are compared so (畝 is 亩).
    """
    kinds = ("report", "explainer", "coverage")
    sorted_documents = tuple(sorted(documents, key=lambda d: (d.year, kinds.index(d.meta.kind), d.id)))
    held = dict.fromkeys(document.id for document in sorted_documents)
    known, noted = tuple(indicators), notes_by_document(entries)
    rows = {document.id: (document, known, noted.get(document.id, ()), fold) for document in sorted_documents}
    told = dict(zip(rows, kept.each(extract_facts, rows), strict=True))
    problems: list[Problem] = []
    for document in sorted_documents:
        problems.extend(told[document.id].problems)
        problems.extend(_relations(document, sorted_documents, held, unread))
    points = tuple(own.points for own in told.values())
    problems.extend(
        kept(check_plausibility, points, known, {document.id: document.path for document in sorted_documents}, fold)
    )
    paths = {document.year: document.path for document in reversed(sorted_documents)}  # of each year the first
    problems.extend(kept(_missing_targets, points, known, paths))
    anchors = {name: own.anchors for name, own in told.items()}
    problems.extend(_misplaced(site, anchors, unread))
    figures = {name: own.figures for name, own in told.items()}
    return Library(site, sorted_documents, tuple(entries), known, figures, anchors, unread), tuple(problems)


class DocumentFacts(Struct, frozen=True):
    """What one document tells by itself: its figures, those of them that are of an indicator (``points``), its anchors."""

    figures: tuple[Figure, ...]
    points: tuple[Figure, ...]
    anchors: frozenset[str]
    problems: tuple[Problem, ...]


def extract_facts(
    document: Document, indicators: Iterable[Indicator], entries: tuple[Entry, ...], fold: Callable[[str], str]
) -> DocumentFacts:
    """What a document tells; ``entries`` are those of its notes."""
    problems: list[Problem] = []
    reader = _Figures(document, {indicator.id: indicator for indicator in indicators}, fold, problems)
    figures = tuple(reader.read())
    points = tuple(figure for figure in figures if figure.indicator)
    problems.extend(_empty(document))
    problems.extend(_unshown(document, entries))
    return DocumentFacts(figures, points, frozenset(_anchors(document, entries)), tuple(problems))


def _anchors(document: Document, entries: Iterable[Entry]) -> Iterator[str]:
    for block in document.walk():
        if block.id:
            yield block.id
        for _, page in block.run.page_breaks if block.run else ():
            yield f"page-{page}"
    for heading in document.headings:
        yield heading.id
    yield from document.former
    for entry in entries:
        yield entry.source.note
        if entry.source.printed_on:
            yield f"page-{entry.source.printed_on}"
        for _, page in entry.definition.page_breaks:
            yield f"page-{page}"


def _misplaced(site: SiteConfig, anchors: Mapping[str, frozenset[str]], unread: frozenset[str]) -> Iterator[Problem]:
    """Corrections whose place is not there."""
    for correction in site.corrections:
        if correction.place and (problem := resolve_link(correction.place, "", anchors, unread).problem):
            code, message, fix = problem
            yield Problem(code, Locus(correction.path, correction.line), message, fix)


def _relations(
    document: Document, sorted_documents: Sequence[Document], held: Collection[str], unread: frozenset[str]
) -> Iterator[Problem]:
    """``explains`` may name a document that we do not hold, but not in a year of which we hold one of that kind."""
    explains = document.meta.explains
    if explains and explains not in held and explains not in unread:
        hint = suggest_similar(explains, held)
        same_year = [
            d.id for d in sorted_documents if d.id.split("/")[0] == explains.split("/")[0] and d.meta.kind == "report"
        ]
        if same_year or "/" not in explains:
            line = document.meta.lines.get("explains", 1)
            message = f"explains 指向没有的文献「{explains}」。"
            yield Problem("document-unknown", Locus(document.path, line), message, hint or "写成 2024/report。")


def _empty(document: Document) -> Iterator[Problem]:
    """A document that has a head and no words, as a year's skeleton has."""
    blocks = (block for root in document.blocks if root.name != "masthead" for block in root.walk())
    if not any(block.kind in ("paragraph", "item", "quote", "code", *NO_PROSE) for block in blocks):
        message, fix = "这篇文献只有标题，还没有正文。", "请写上正文；用不着的，删去这个文件。"
        yield Problem("document-empty", Locus(document.path, 1), message, fix, "warning")


def _unshown(document: Document, entries: Sequence[Entry]) -> Iterator[Problem]:
    """Notes that are the document's and that no place in it shows."""
    swallowed = ("::: notes" in block.run.text for block in document.walk() if block.kind == "code" and block.run)
    if entries and not any(block.name == "notes" for block in document.walk()) and not any(swallowed):
        others = f"等{len(entries)}条" if len(entries) > 1 else ""
        message = f"附注「{entries[0].term}」{others}出自这篇文献，这里却没有显示它们的地方。"
        fix = "请在文献末尾写 ::: notes 和 ::: 两行；不是附注的，改 glossary.yml 里的 source。"
        yield Problem("note-unshown", Locus(document.path, 1), message, fix)


def _missing_targets(
    told: tuple[tuple[Figure, ...], ...], indicators: tuple[Indicator, ...], paths: Mapping[int, str]
) -> list[Problem]:
    """A headline indicator for which no document of a year states a target; ``paths`` are those of the years' first documents."""
    stated = {(figure.indicator, figure.year) for own in told for figure in own if figure.role == "target"}
    found = []
    for year, path in sorted(paths.items()):
        missing = [i.name for i in indicators if i.headline and (i.id, year) not in stated]
        if missing:
            message = f"{year}年没有标出这些主要目标：{'、'.join(missing)}。"
            fix = "在写到它的地方标记，如 [地区生产总值增长**6%**]{indicator=gdp-growth}；原文没有的可以不管。"
            found.append(Problem("headline-missing", Locus(path, 1), message, fix, "warning"))
    return found


def split_qualifiers(quantity: Quantity, text: str) -> tuple[str, str]:
    """The qualifiers before and after a number: those that stand next to it, and 力争 that governs it from afar."""
    beside = text[quantity.start : quantity.value_start].strip()
    governs = quantity.comparator.partition("…")[0][:2]
    before = governs + beside if governs in ("力争", "力爭") and governs not in beside else beside
    return before, text[quantity.value_end : quantity.end].strip()


@dataclass(slots=True)
class _Figures:
    """Reads the figures of one document."""

    document: Document
    indicators: Mapping[str, Indicator]
    fold: Callable[[str], str]
    problems: list[Problem]

    def read(self) -> Iterator[Figure]:
        page: int | None = None
        heads: list[str] = []
        caption = ""
        for root in self.document.walk():
            if root.name == "goals":
                self.goals(root)
        own = (b for root in self.document.blocks if root.name not in ("note", "gap") for b in root.walk())
        for block in own:
            if block.run is None:
                continue
            if block.kind == "table":
                heads, caption = block.children[0].run.text.split(CELL) if block.children[0].run else [], block.run.text
            found = self.marked(block, heads, caption) if block.kind not in ("heading", "code") else ()
            spans = find_sentences(block.run.text) if found else ()
            for number, (mark, quantity) in enumerate(found, 1):
                quote = find_sentence_at(block.run.text, quantity.value_start, spans).replace(CELL, " ")
                yield self.figure(block, mark, quantity, page, f"{block.id}-f{number}", quote)
            page = block.run.page_at(len(block.run.text), page)

    def goals(self, goals: Block) -> None:
        """Every number in a ``goals`` container is a figure of an indicator: cards are made of nothing else."""
        for block in goals.walk():
            if block.run is None or block.kind in ("heading", *NO_PROSE):
                continue
            own = [(m.start, m.end) for m in block.run.marks if m.kind == "figure"]
            for number in _NUMBER.finditer(block.run.text):
                if number.start() == 0 and block.run.text[number.end() : number.end() + 1] in _NUMBERING:
                    continue
                if not any(start <= number.start() and number.end() <= end for start, end in own):
                    message = f"::: goals 里的「{number[0]}」没有标成数值。"
                    self.note(
                        "goals-number",
                        block.line_at(number.start()),
                        message,
                        "写成 [地区生产总值增长**6%**]{indicator=…}，不是数值的加 {figure=none}。",
                    )

    def marked(self, block: Block, heads: Sequence[str], caption: str) -> tuple[tuple[Mark | None, Quantity], ...]:
        """Each quantity of the block with the editor's mark that holds it, where there is one; in a table, whose columns ``heads``
        and whose ``caption`` stand above, and in what is written under a picture only those that are marked."""
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
        found: list[tuple[Mark | None, Quantity]] = []
        for mark in own:
            if mark.attrs.get("figure") == "none":
                continue
            quantity = self.value(block, mark, every)
            if quantity is not None:
                found.append((self.column(block, mark, heads) if block.kind == "row" else mark, quantity))
        for quantity in every if block.kind not in NO_PROSE else ():
            if any(m.start < quantity.value_end and quantity.value_start < m.end for m in (*own, *hidden)):
                continue
            found.append((None, quantity))
        return tuple(sorted(found, key=lambda pair: pair[1].value_start))

    def column(self, block: Block, mark: Mark, heads: Sequence[str]) -> Mark:
        """The mark of a figure in a table. Where its column is headed otherwise than the section is and the mark does not say which is
        right, that is a problem, and it is read as the column has it."""
        assert block.run is not None
        words = {"target": "目标", "result": "完成"}
        head, says = table_cells.column_context(block.run.text, heads, mark.start)
        given = mark.attrs.keys() | ({"year"} if "period" in mark.attrs else set())
        own = {key: block.attrs[key] for key in says if key in block.attrs and key not in given}
        if "indicator" not in mark.attrs or all(says[key] == value for key, value in own.items()):
            return mark
        counted = "、".join(words.get(value, f"{value}年") for value in own.values())
        message = f"表头是「{head}」，这个数值却照上面的标题算作{counted}。"
        fix = f"请在标记里写明：{' '.join(f'{key}={says[key]}' for key in ('role', 'year') if key in says)}。"
        self.note("figure-column", block.line, message, fix)
        return replace(mark, attrs={**says, **mark.attrs})

    def value(self, block: Block, mark: Mark, every: Sequence[Quantity]) -> Quantity | None:
        """The one quantity in a mark: the bold one where several stand in it."""
        assert block.run is not None
        line = block.line_at(mark.start)
        bold = [m for m in block.run.marks if m.kind == "value" and mark.start <= m.start and m.end <= mark.end]
        span = bold[0] if bold else mark
        inside = [q for q in every if span.start < q.value_end and q.value_start < span.end]
        words = block.run.text[span.start : span.end]
        if not inside:
            self.note("figure-value", line, f"标记「{words}」里没有认出数值。", "把数值和单位加粗，如 **6.5%**。")
            return None
        if len(inside) > 1:
            shown = "、".join(block.run.text[q.value_start : q.value_end] for q in inside)
            self.note("figure-ambiguous", line, f"标记「{words}」里有几个数值：{shown}。", "请只把其中一个加粗。")
            return None
        if bold and (inside[0].value_start, inside[0].value_end) != (span.start, span.end):
            whole = block.run.text[inside[0].value_start : inside[0].value_end]
            self.note("figure-value", line, f"加粗的「{words}」不是完整的数值「{whole}」。", "把数字连同单位一起加粗。")
            return None
        return inside[0]

    def figure(
        self, block: Block, mark: Mark | None, quantity: Quantity, page: int | None, name: str, quote: str
    ) -> Figure:
        assert block.run is not None
        text = block.run.text
        own: Attributes = merge_attributes(block.attrs, mark.attrs) if mark else block.attrs
        indicator = self.indicator(block, own.get("indicator", ""), quantity) if mark else ""
        normalized_value = self.normalize_value(block, indicator, quantity, own) if indicator else quantity.value
        period = own.get("period", "")
        if indicator and mark and not period and own.get("year"):
            period = self.period(block, mark, quantity, own["year"])
        start, end = (mark.start, mark.end) if mark else (quantity.start, quantity.end)
        role: Role | None = (
            "target" if own.get("role") == "target" else "result" if own.get("role") == "result" else None
        )
        before, after = split_qualifiers(quantity, text)
        return Figure(
            id=name, document=self.document.id, anchor=block.id, start=start, end=end,
            amount_start=max(quantity.start, start), amount_end=min(quantity.end, end),
            number_start=quantity.value_start, number_end=quantity.value_end,
            text=text[start:end], quote=quote,
            printed_number=quantity.printed_number, value=quantity.value, normalized_value=normalized_value, unit=quantity.unit, comparator=quantity.comparator, before=before, after=after,
            expected=quantity.expected, role=role,
            year=int(own["year"]) if own.get("year", "").isdigit() and not period else None,
            indicator=indicator, page=block.run.page_at(quantity.value_start, page), line=block.line_at(start),
            period=period if parse_period(period) else "",
        )  # fmt: skip

    def indicator(self, block: Block, given: str, quantity: Quantity) -> str:
        """The id of an indicator, which may also be given by its name as indicators.yml has it."""
        if not given or given in self.indicators:
            return given
        named = [each.id for each in self.indicators.values() if self.fold(each.name) == self.fold(given)]
        if len(named) == 1:
            return named[0]
        fix = suggest_similar(given, self.indicators) or self.near(given) or "请先在 content/indicators.yml 里写上它。"
        if named:
            fix = f"叫这个名字的不止一个，请写 id：{'、'.join(named)}。"
        self.note("indicator-unknown", block.line_at(quantity.start), f"没有指标「{given}」。", fix)
        return given

    def near(self, given: str) -> str:
        """A hint at the indicator whose name is close to what is given, as 优质学位 is to 新增优质学位."""
        names = {self.fold(each.name): each for each in self.indicators.values()}
        words = self.fold(given)
        held = [name for name in names if len(words) > 1 and (words in name or name in words)]
        close = difflib.get_close_matches(words, names, n=1, cutoff=0.5) or held[:1]
        return f"是不是「{names[close[0]].name}」（{names[close[0]].id}）？" if close else ""

    def period(self, block: Block, mark: Mark, quantity: Quantity, year: str) -> str:
        """The period that the words around a figure say, where its attributes have a single year: that is told."""
        assert block.run is not None
        text = block.run.text
        begin, end = next(
            (span for span in find_sentences(text) if span[0] <= quantity.value_start < span[1]), (0, len(text))
        )
        words, is_own = find_period_words(
            text[begin:end], quantity.value_start - begin, max(mark.end, quantity.end) - begin
        )
        other = find_deadline_year(text[begin : quantity.value_start]) if not words and "year" not in mark.attrs else ""
        if other and other != year:
            message = f"「{text[mark.start : mark.end]}」说的是到{other}年，标的却是 year={year}。"
            fix = f"请在标记里写 year={other}；确实是{year}年的，写 year={year}。"
            self.note("figure-period", block.line_at(mark.start), message, fix)
        if not words or ("year" in mark.attrs and not is_own):
            return ""
        message = f"「{text[mark.start : mark.end]}」说的是几年（{words}），标的却是 year={year}。"
        fix = "请在标记里写 period=2026-2030（是哪几年就写哪几年）"
        fix += "。" if is_own else "；确实只是一年的，在标记里写 year=。"
        self.note("figure-period", block.line_at(mark.start), message, fix)
        return f"{int(year) - 4}-{year}" if year.isdigit() else ""

    def normalize_value(self, block: Block, indicator: str, quantity: Quantity, own: Attributes) -> Decimal:
        """The value in the indicator's unit, and problems where the figure cannot be one of it."""
        line = block.line_at(quantity.start)
        if not own.get("role") or not (own.get("year") or own.get("period")):
            message = "这个数值没有说明是目标还是完成，或没有年份。"
            self.note(
                "figure-context", line, message, "在标题或标记里写 role= 和 year=；几年合在一起的写 period=2026-2030。"
            )
        known = self.indicators.get(indicator)
        if known is None:
            return quantity.value
        unit = self.fold(quantity.unit)
        if unit in (known.unit, known.unit.removesuffix("元")):
            return quantity.value
        if unit in known.units:
            return quantity.value * known.units[unit]
        message = f"指标「{known.name}」的单位是「{known.unit}」，这里是「{quantity.unit}」。"
        self.note("figure-unit", line, message, "请核对；可以换算的，写进 indicators.yml 的 units。")
        return quantity.value

    def note(self, code: str, line: int, message: str, fix: str) -> None:
        self.problems.append(Problem(code, Locus(self.document.path, line), message, fix))
