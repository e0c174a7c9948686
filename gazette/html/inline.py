"""Run → HTML: the marks beside a text become elements around it. Everything else is escaped. Words that differ between the scripts
become slots.

Marks may overlap at will (a term across a bold boundary): elements that must stay whole are opened outside those that
may be split (``strong``, ``em``, spans), so that the result always nests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape

from gazette.model import Mark, Run
from gazette.shown import Shown, Text

#: Keeps the HTML of each script in a slot; what stands for it until the page is cut into its editions.
MakeSlot = Callable[[Sequence[str]], str]
_SPLITTABLE = frozenset(("strong", "em", "number", "supplied", "code", "departs", "told"))
_LINKS = ("a", "term", "sic")
# Of marks on the same words, which is outside: a figure holds a link, a link holds the rest.
_RANK = {"data": 0, "a": 1, "term": 1, "sic": 1, "amount": 2, "number": 3}
# The quotation must not stick to the word before it where it begins with a digit (shared/design/README.md).
_QUOTE = re.compile(r"(?<=\w)[“「](?=[0-9])")


def render_run(run: Run, home: str, wording: Mapping[str, Shown], make_slot: MakeSlot) -> str:
    """The run as HTML. ``home`` leads from the page to its edition's root; ``wording`` is the interface's."""
    return _Writer(run, home, wording, make_slot).html()


def _escaped(text: str, start: int, end: int) -> str:
    """``text[start:end]``, with a place to break before a quotation that begins with a digit and follows a word."""
    if "“" not in text and "「" not in text:
        return escape(text[start:end])
    parts, position = [], start
    for quote in _QUOTE.finditer(text, start, end + 1):  # the digit may stand behind the end, the word before the start
        if quote.start() < end:
            parts += [escape(text[position : quote.start()]), "<wbr>"]
            position = quote.start()
    return "".join(parts) + escape(text[position:end])


class _Writer:
    """Sweeps over the boundaries of the marks with a stack of open elements."""

    def __init__(self, run: Run, home: str, wording: Mapping[str, Shown], make_slot: MakeSlot) -> None:
        self.run, self.home, self.wording, self.make_slot = run, home, wording, make_slot
        self.out: list[str] = []
        self.stack: list[Mark] = []
        self.links = [(mark.start, mark.end) for mark in run.marks if mark.kind in _LINKS]

    def words(self, start: int, end: int) -> str:
        """The words of the run from ``start`` to ``end``."""
        if not self.run.forms:
            return _escaped(self.run.text, start, end)
        forms = [_escaped(form, start, end) for form in self.run.forms]
        return forms[0] if forms.count(forms[0]) == len(forms) else self.make_slot(forms)

    def shown(self, text: Shown) -> str:
        """A text of the interface."""
        return self.make_slot(list(map(escape, text.forms))) if isinstance(text, Text) else escape(text)

    def numbered(self, mark: Mark, html: str) -> str:
        """HTML with the number of a note in the place of ``{}``; nothing in a script in which the note does not show."""
        numbers = mark.attrs["number"].split(",")
        forms = [html.format(escape(number)) if number else "" for number in numbers]
        return forms[0] if forms.count(forms[0]) == len(forms) else self.make_slot(forms)

    def where(self, mark: Mark, html: str) -> str:
        """HTML that stands in the scripts in which the note of a mark shows."""
        numbers = mark.attrs.get("number", "-").split(",")
        return html if all(numbers) else self.make_slot([html if number else "" for number in numbers])

    def html(self) -> str:
        if not self.run.marks:
            return self.words(0, len(self.run.text))
        points: list[Mark] = []
        opening: dict[int, list[Mark]] = {}
        for mark in self.run.marks:
            if mark.start == mark.end:
                points.append(mark)
            elif mark.kind in _ELEMENTS:
                opening.setdefault(mark.start, []).append(mark)
        at_points: dict[int, list[Mark]] = {}
        for mark in points:
            at_points.setdefault(mark.start, []).append(mark)
        ends = {mark.end for marks in opening.values() for mark in marks}
        position = 0
        for boundary in sorted({*opening, *ends, *at_points, len(self.run.text)}):
            self.out.append(self.words(position, boundary))
            position = boundary
            self.close(boundary)
            for mark in at_points.get(boundary, ()):
                self.out.append(self.point(mark))
            for mark in sorted(opening.get(boundary, ()), key=lambda m: (-m.end, _RANK.get(m.kind, 4))):
                self.open(mark)
        return "".join(self.out)

    def open(self, mark: Mark) -> None:
        """Open an element; what would end inside it and may be split is reopened within."""
        again: list[Mark] = []
        if mark.kind not in _SPLITTABLE:
            lowest = len(self.stack)
            for place in range(len(self.stack) - 1, -1, -1):
                if self.stack[place].kind not in _SPLITTABLE:
                    break
                if self.stack[place].end < mark.end:
                    lowest = place
            while len(self.stack) > lowest:
                again.insert(0, self.pop())
        for outer in again:
            if outer.end >= mark.end:
                self.push(outer)
        self.push(mark)
        for inner in again:
            if inner.end < mark.end:
                self.push(inner)

    def close(self, boundary: int) -> None:
        """Close every element that ends here; those opened within that go on are reopened."""
        while self.stack and any(mark.end <= boundary for mark in self.stack):
            again: list[Mark] = []
            while self.stack[-1].end > boundary:
                again.append(self.pop())
            self.pop()
            for mark in reversed(again):
                self.push(mark)

    def push(self, mark: Mark) -> None:
        self.out.append(_ELEMENTS[mark.kind][0](self, mark))
        self.stack.append(mark)

    def pop(self) -> Mark:
        mark = self.stack.pop()
        self.out.append(_ELEMENTS[mark.kind][1](self, mark))
        return mark

    # ------------------------------------------------------------ elements

    def point(self, mark: Mark) -> str:
        if mark.kind == "break":
            return "<br>"
        if mark.kind == "former":
            return f'<span id="{escape(mark.attrs["id"])}" data-apparatus></span>'
        if mark.kind == "sign":
            link = self.numbered(mark, '<a class="differs-mark" href="#sic-{0}" id="sic-{0}-at">')
            return f'<sup class="sign" data-apparatus>{link}{self.shown(self.wording["departs_mark"])}</a></sup>'
        if mark.kind != "page":
            return ""
        page = escape(mark.attrs["page"])
        before, after = self.shown(self.wording["page_before"]), self.shown(self.wording["page_after"])
        number = f'<span class="visually-hidden">{before}</span>{page}<span class="visually-hidden">{after}</span>'
        if any(open_.kind in _LINKS or (open_.kind == "amount" and "indicator" in open_.attrs) for open_ in self.stack):
            shown = f'<span class="page-number">{number}</span>'
        else:
            shown = f'<a class="page-number" href="#page-{page}">{number}</a>'
        return f'<span class="page-break" data-page="{page}" id="page-{page}" data-apparatus>{shown}</span>'

    def link(self, mark: Mark) -> str:
        if mark.attrs["href"]:
            return f'<a href="{escape(mark.attrs["href"])}" rel="noopener">'
        anchor = f"#{mark.attrs['anchor']}" if mark.attrs["anchor"] else ""
        if not mark.attrs["document"]:
            return f'<a href="{escape(anchor)}">'
        return f'<a href="{escape(self.home + mark.attrs["document"])}/{escape(anchor)}">'

    def term(self, mark: Mark) -> str:
        slug = escape(mark.attrs["slug"])
        return f'<a class="term" data-term="{slug}" href="{escape(self.home)}glossary/#{slug}">'

    def data(self, mark: Mark) -> str:
        pairs = (
            ("indicator", "data-indicator"),
            ("role", "data-role"),
            ("year", "data-year"),
            ("period", "data-period"),
        )
        told = "".join(f' {name}="{escape(mark.attrs[key])}"' for key, name in pairs if key in mark.attrs)
        return f'<data class="figure" id="{escape(mark.attrs["id"])}"{told} value="{escape(mark.attrs["value"])}">'

    def threaded(self, mark: Mark) -> bool:
        """Whether a figure's number leads to its indicator: not inside another link, nor around one."""
        if "indicator" not in mark.attrs or any(open_.kind in _LINKS for open_ in self.stack):
            return False
        return not any(start < mark.end and mark.start < end for start, end in self.links)

    def amount(self, mark: Mark) -> str:
        if not self.threaded(mark):
            return '<span class="value">'
        return f'<a class="value" href="{escape(self.home)}indicators/{escape(mark.attrs["indicator"])}/">'

    def departs(self, mark: Mark) -> str:
        return self.where(mark, '<span class="differs">')

    def departs_end(self, mark: Mark) -> str:
        return self.where(mark, "</span>")

    def sic(self, mark: Mark) -> str:
        if "number" not in mark.attrs:
            return ""
        return self.numbered(mark, '<a class="sic" href="#sic-{0}" id="sic-{0}-at">')

    def sic_end(self, mark: Mark) -> str:
        if "number" not in mark.attrs:
            return ""
        sign = f'</a><sup class="sic-mark" data-apparatus>{self.shown(self.wording["sic_mark"])}</sup>'
        return self.where(mark, sign)


def _plain(tag: str, attributes: str = "") -> tuple[Callable[[_Writer, Mark], str], Callable[[_Writer, Mark], str]]:
    return (lambda _writer, _mark: f"<{tag}{attributes}>"), (lambda _writer, _mark: f"</{tag}>")


_ELEMENTS: dict[str, tuple[Callable[[_Writer, Mark], str], Callable[[_Writer, Mark], str]]] = {
    "strong": _plain("strong"),
    "em": _plain("em"),
    "code": _plain("code"),
    "amount": (_Writer.amount, lambda writer, mark: "</a>" if writer.threaded(mark) else "</span>"),
    "number": _plain("span", ' class="number"'),
    "departs": (_Writer.departs, _Writer.departs_end),
    "told": _plain("span", ' class="cited"'),
    "a": (_Writer.link, lambda _writer, _mark: "</a>"),
    "term": (_Writer.term, lambda _writer, _mark: "</a>"),
    "data": (_Writer.data, lambda _writer, _mark: "</data>"),
    "sic": (_Writer.sic, _Writer.sic_end),
    "supplied": (
        lambda _writer, _mark: '<span class="supplied" data-apparatus>〔',
        lambda _writer, _mark: "〕</span>",
    ),
}
