"""Take from a document what an infographic shows of it: of each area of work its figures with their nouns, or its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from gazette.conversion.converter import fold
from gazette.conversion.word_ends import in_simplified, mark_word_ends
from gazette.grouping import group_by
from gazette.model import Block, Document, Figure, Run
from gazette.pages.areas import find_areas, strip_run
from gazette.pages.context import Context
from gazette.pages.goal_cards import find_first_figure, make_amount
from gazette.pages.indicators import write_in_chart
from gazette.pages.infographic import (
    CHART_YEARS,
    MOST_PAIRS,
    MOST_RESULTS,
    Bar,
    ChartYear,
    DocumentContents,
    Item,
    Section,
)
from gazette.pages.infographic_figures import make_figure
from gazette.pages.share_card import CardFigure
from gazette.pages.tiles import Place, find_nouns
from gazette.shown import Shown, concat, first_form, strip_end
from gazette.sources.containers import get_container_rules
from gazette.sources.periods import find_part_of_year

#: The most characters of a noun and of a line of words.
LONGEST_NOUN, LONGEST_LINE = 20, 22
_EDGE = re.compile("[，。；：！？]")
_MARKERS = "▶◎●■◆○"
_STOPS = f"，。、；：！？ 　{_MARKERS}"
#: The end of a noun that belongs to its rank: 位居全国|第三.
_RANKED = re.compile(r"(?:位居|位列|保持|跃居|躍居|居)?((?:全国|全國|全省|全市))$")
_DIGITS = re.compile(r"[0-9０-９]")
RANK = "位"


class _Found(Struct, frozen=True):
    """A figure that can be shown."""

    figure: Figure
    item: Item


class SectionReader:
    """Reads the areas of work of a document."""

    def __init__(self, context: Context, document: Document) -> None:
        self.context, self.document = context, document
        self.is_report = document.meta.kind == "report"
        self.has_corrected = False
        own = context.index.figures.get(document.id, ())
        self.figures: Mapping[str, tuple[Figure, ...]] = group_by(own, lambda figure: figure.anchor)
        self.found: dict[str, tuple[_Found, ...]] = {}  #: by block

    def read_contents(self, source: Shown) -> DocumentContents:
        """Read all that infographics show of it; ``source`` describes the document."""
        title, sections, results = self._read_title(), tuple(self._read_sections()), self._read_results()
        if self.has_corrected:
            source = concat(source, self.context.get_word("infographic_corrected"))
        return DocumentContents(mark_word_ends(title), source, sections, results)

    def _read_title(self) -> Shown:
        """Return the printed headline, or that of the front matter."""
        runs = (block.run for block in self._walk(self.document.blocks) if block.kind == "heading" and block.level == 1)
        run = next((run for run in runs if run), None)
        return (
            self._correct(run, 0, len(run.text)) if run else self.context.convert_front_matter(self.document, "title")
        )

    def _read_sections(self) -> Iterator[Section]:
        """Yield a section for each area of work."""
        blocks = tuple(self._walk(self.document.blocks))
        places = {block.id: place for place, block in enumerate(blocks)}
        for area in find_areas(self.document):
            end = places.get(area.following.block) if area.following else None
            inside = blocks[places[area.heading.block] : end]
            section = self._build_section(area.numeral, area.halves, [words for _, words in area.points], inside)
            if section.lead or section.pairs or section.words:
                yield section

    def _read_results(self) -> tuple[Item, ...]:
        """Return the first results of the year before that are no headline figures, which have a table of their own."""
        headline = {indicator.id for indicator in self.context.indicators}
        items = []
        for block in self._walk(self.document.blocks):
            for found in self._find_figures(block):
                figure = found.figure
                if figure.role == "result" and figure.year == self.document.year - 1 and figure.indicator:
                    items += [found.item] if figure.indicator not in headline else []
        return tuple(items[:MOST_RESULTS])

    def _walk(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """Yield the blocks that are the document's own words, in reading order."""
        for block in blocks:
            if not get_container_rules(block).is_editorial:
                yield block
                yield from self._walk(block.children)

    def _build_section(
        self, numeral: str, halves: Sequence[Shown], points: Sequence[Shown], blocks: Sequence[Block]
    ) -> Section:
        found = [each for block in blocks for each in self._find_figures(block)]
        tracked = [each for each in found if each.figure.indicator]
        lead = next((each for each in tracked if each.figure.leads), tracked[0] if tracked else None)
        others = [each for each in found if each is not lead]
        chosen = sorted(others, key=lambda each: not each.figure.indicator)[:MOST_PAIRS]
        if lead is None and len(chosen) < 2:
            chosen = []
        lines = tuple(points) or tuple(self._list_lines(blocks))
        return Section(
            numeral,
            tuple(map(mark_word_ends, halves)),
            lead.item if lead else None,
            self._build_chart(lead.figure) if lead else (),
            tuple(each.item for each in others if each in chosen),
            tuple(line for line in lines if len(first_form(line)) <= LONGEST_LINE) if not chosen else (),
            len(lines),
        )

    def _list_lines(self, blocks: Iterable[Block]) -> Iterator[Shown]:
        for block in blocks:
            if block.kind in ("item", "paragraph") and block.run:
                start = 1 if block.run.text.startswith(tuple(_MARKERS)) else 0
                yield strip_end(strip_run(block.run.cut(start, len(block.run.text))).shown, "。；")

    # ------------------------------------------------------------ figures

    def _find_figures(self, block: Block) -> tuple[_Found, ...]:
        """Return the figures of a block of which it is certain what they count. In a report these are those with an indicator."""
        own = self.figures.get(block.id, ())
        if block.run is None or not own:
            return ()
        if block.id not in self.found:
            self.found[block.id] = tuple(self._read_figures(block.run, own))
        return self.found[block.id]

    def _read_figures(self, run: Run, own: Sequence[Figure]) -> Iterator[_Found]:
        for figure in own:
            if figure.period or not figure.role:
                continue
            noun = self._name_in_list(run, figure, own)
            noun = noun or (
                self._name_marked(run, figure) if figure.indicator else self._name_unmarked(run, figure, own)
            )
            if noun:
                shown = make_figure(make_amount(self.context, figure, ""), figure.role)
                yield _Found(figure, _make_item(noun, shown))

    def _name_in_list(self, run: Run, figure: Figure, own: Sequence[Figure]) -> Shown:
        """Return what a figure counts that stands in a list of several, as the tiles of the page do; empty if that is in doubt."""
        if self.is_report:
            return ""
        start, end = _find_part(run.text, figure.number_start)
        listed = [each for each in own if start <= each.number_start < end]
        places = [Place(f.amount_start - start, f.amount_end - start, fold(f.unit)) for f in listed]
        for parts, each in zip(find_nouns(fold(run.text[start:end]), places), listed, strict=False):
            if each is figure:
                return concat(*(self._correct(run, start + a, start + b) for a, b in parts))
        return ""

    def _name_marked(self, run: Run, figure: Figure) -> Shown:
        """Return what a marked figure counts: the marked words without the number, or the indicator's name if they do not say it."""
        noun = self._without_amount(run, figure.start, figure.end, figure)
        name = self.context.convert_text(self.context.all_indicators[figure.indicator].name)
        words, known = in_simplified(noun), in_simplified(name)
        if find_part_of_year(known) and not find_part_of_year(
            words
        ):  # half a year's number is not to be read as the year's
            return name
        return noun if any(words[k : k + 2] in known for k in range(len(words) - 1)) else name

    def _name_unmarked(self, run: Run, figure: Figure, own: Sequence[Figure]) -> Shown:
        """Return the words of a clause without its only number; empty if it has others, or if it is in doubt what is counted."""
        if self.is_report or not _DIGITS.match(figure.printed_number):
            return ""
        start, end = _find_part(run.text, figure.number_start)
        if sum(start <= each.number_start < end for each in own) > 1:
            return ""
        noun = self._without_amount(run, start, end, figure)
        words = first_form(noun)
        return noun if 3 <= len(words) <= LONGEST_NOUN and "等" not in words else ""

    def _without_amount(self, run: Run, start: int, end: int, figure: Figure) -> Shown:
        before, after = (
            self._correct(run, start, max(start, figure.amount_start)),
            self._correct(run, min(end, figure.amount_end), end),
        )
        return _strip_stops(concat(before, after))

    def _correct(self, run: Run, start: int, end: int) -> Shown:
        """Return words of a run, a slip of the print (``sic=``) replaced by what it should be."""
        parts, at = list[Shown](), start
        for mark in run.marks:
            if mark.kind == "sic" and start <= mark.start and mark.end <= end:
                right = self.context.convert_text(mark.attrs["sic"], self.document.meta.script)
                parts += (run.cut(at, mark.start).shown, right)
                at, self.has_corrected = mark.end, True
        return concat(*parts, run.cut(at, end).shown)

    # ------------------------------------------------------------ small charts

    def _build_chart(self, lead: Figure) -> tuple[ChartYear, ...]:
        """Build the chart of an indicator up to the document's year; results are those of years before."""
        indicator = self.context.all_indicators[lead.indicator]
        if indicator.unit == RANK:
            return ()
        last = self.document.year
        years = []
        for year in range(last - CHART_YEARS + 1, last + 1):
            target = find_first_figure(self.context, lead.indicator, "target", year)
            result = find_first_figure(self.context, lead.indicator, "result", year) if year < last else None
            if target or result:
                years.append((year, target, result))
        highest = max((f.normalized_value for _, *both in years for f in both if f), default=0)
        if len(years) < 2 or highest <= 0:
            return ()

        def build_bar(figure: Figure | None) -> Bar | None:
            if figure is None or figure.normalized_value < 0:
                return None
            return Bar(round(figure.normalized_value / highest * 100), write_in_chart(self.context, figure))

        return tuple(ChartYear(year, build_bar(target), build_bar(result)) for year, target, result in years)


def _make_item(noun: Shown, figure: CardFigure) -> Item:
    """Make an item; words that the number takes from its noun are not said twice, and a rank is whole: 位居 全国第三."""
    words, before = first_form(noun), first_form(figure.before)
    if before and words.startswith(before[:2]) and before[:2] in ("力争", "力爭"):
        noun = noun[2:]
    if (ranked := _RANKED.search(words)) and first_form(figure.number).startswith("第"):
        whole = concat(noun[ranked.start(1) :], figure.number)
        figure = CardFigure(figure.role, concat(noun[ranked.start() : ranked.start(1)], figure.before), whole)
        noun = noun[: ranked.start()]
    return Item(mark_word_ends(noun), figure)


def _find_part(text: str, at: int) -> tuple[int, int]:
    """Return the start and the end of the clause that contains a place."""
    edges = list(_EDGE.finditer(text))
    start = max((match.end() for match in edges if match.end() <= at), default=0)
    return start, min((match.start() for match in edges if match.start() >= at), default=len(text))


def _strip_stops(text: Shown) -> Shown:
    """Return the text without stops and white space at its ends."""
    form = first_form(text)
    start, end = len(form) - len(form.lstrip(_STOPS)), len(form.rstrip(_STOPS))
    return text[start:end] if end > start else ""
