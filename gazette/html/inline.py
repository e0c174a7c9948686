"""Render a run as HTML: its marks become elements, the rest is escaped. Text that differs between the scripts becomes a slot.

Marks may overlap (a term across a bold boundary): elements that must stay whole are opened outside those that may be split
(``strong``, ``em``, spans), so that the result always nests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape

from gazette.model import Mark, Run
from gazette.shown import Shown, Text

#: Takes the HTML of each script and returns the slot for it, or the HTML where all are alike.
MakeSlot = Callable[[Sequence[str]], str]
_SPLITTABLE = frozenset(("strong", "em", "number", "supplied", "code", "departs", "cited"))
_LINKS = ("a", "term", "sic")
# The nesting of marks on the same words: a figure contains a link, a link contains the rest.
_RANK = {"data": 0, "a": 1, "term": 1, "sic": 1, "amount": 2, "number": 3}
# A line may break between a word and a quotation that begins with a digit.
_QUOTE = re.compile(r"(?<=\w)[“「](?=[0-9])")


def render_run(run: Run, home: str, wording: Mapping[str, Shown], make_slot: MakeSlot) -> str:
    """Render the run. ``home`` is the path from the page to its edition's root; ``wording`` is the interface's."""
    if not run.marks:
        return make_slot([_escape_text(form, 0, len(form)) for form in run.forms or (run.text,)])
    return _Writer(run, home, wording, make_slot).render()


def make_permalink(wording: Mapping[str, Shown], make_slot: MakeSlot) -> Callable[[str], str]:
    """Return a function that renders the link to an id of a page, which is escaped already; nothing if it is empty."""
    label = wording["permalink"]
    halves = [form.partition("{id}")[::2] for form in (label.forms if isinstance(label, Text) else [label])]
    start, end = (make_slot([escape(half) for half in forms]) for forms in zip(*halves, strict=True))
    start, end = f'" data-apparatus aria-label="{start}', f'{end}">¶</a>'
    return lambda anchor: f'<a class="permalink" href="#{anchor}{start}{anchor}{end}' if anchor else ""


def _escape_text(text: str, start: int, end: int) -> str:
    """Escape ``text[start:end]``, with a ``<wbr>`` before a quotation that begins with a digit and follows a word."""
    piece = text[start:end]
    if "“" not in piece and "「" not in piece:
        return escape(piece)
    parts, position = [], start
    for quote in _QUOTE.finditer(text, start, end + 1):  # the digit may be after the end, the word before the start
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
        self.forms = run.forms or (run.text,)
        self.is_plain = all(_escape_text(form, 0, len(form)) == form for form in self.forms)

    def render_text(self, start: int, end: int) -> str:
        """Render the run's text from ``start`` to ``end``."""
        if start == end:
            return ""
        if self.is_plain:
            return self.make_slot([form[start:end] for form in self.forms])
        return self.make_slot([_escape_text(form, start, end) for form in self.forms])

    def render_wording(self, text: Shown) -> str:
        """Render a text of the interface."""
        return self.make_slot(list(map(escape, text.forms))) if isinstance(text, Text) else escape(text)

    def insert_number(self, mark: Mark, html: str) -> str:
        """Insert the number of a mark's note for ``{}``; render nothing in a script in which the note is not shown."""
        numbers = mark.attrs["number"].split(",")
        return self.make_slot([html.format(escape(number)) if number else "" for number in numbers])

    def show_where_numbered(self, mark: Mark, html: str) -> str:
        """Return HTML that is shown only in the scripts in which the mark's note is."""
        numbers = mark.attrs.get("number", "-").split(",")
        return self.make_slot([html if number else "" for number in numbers])

    def render(self) -> str:
        """Render the run."""
        opening: dict[int, list[Mark]] = {}
        points: dict[int, list[Mark]] = {}
        ends = {len(self.run.text)}
        for mark in sorted(self.run.marks, key=lambda mark: (-mark.end, _RANK.get(mark.kind, 4))):
            if mark.start == mark.end:
                points.setdefault(mark.start, []).append(mark)
            elif mark.kind in _ELEMENTS:
                opening.setdefault(mark.start, []).append(mark)
                ends.add(mark.end)
        position = 0
        for boundary in sorted({*opening, *ends, *points}):
            self.out.append(self.render_text(position, boundary))
            position = boundary
            if boundary in ends:
                self.close(boundary)
            self.out += [self.point(mark) for mark in points.get(boundary, ())]
            for mark in opening.get(boundary, ()):
                self.open(mark)
        return "".join(self.out)

    def open(self, mark: Mark) -> None:
        """Open an element; elements that would end inside it are closed and reopened within, if they may be split."""
        again: list[Mark] = []
        if self.stack and mark.kind not in _SPLITTABLE:
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
        """Close every element that ends here; those inside it that go on are reopened."""
        while self.stack and min([mark.end for mark in self.stack]) <= boundary:
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
            link = self.insert_number(mark, '<a class="differs-mark" href="#sic-{0}" id="sic-{0}-at">')
            return (
                f'<sup class="sign" data-apparatus>{link}{self.render_wording(self.wording["departs_mark"])}</a></sup>'
            )
        if mark.kind != "page":
            return ""
        page = escape(mark.attrs["page"])
        before, after = (
            self.render_wording(self.wording["page_before"]),
            self.render_wording(self.wording["page_after"]),
        )
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
        names = [name for name in ("indicator", "role", "year", "period") if name in mark.attrs]
        data = "".join([f' data-{name}="{escape(mark.attrs[name])}"' for name in names])
        anchor = f' id="{escape(mark.attrs["id"])}"' if "id" in mark.attrs else ""  # a quotation's figures have none
        return f'<data class="figure"{anchor}{data} value="{escape(mark.attrs["value"])}">'

    def is_linked(self, mark: Mark) -> bool:
        """Return whether a figure's number links to its indicator: not inside another link, nor around one."""
        if "indicator" not in mark.attrs or any(open_.kind in _LINKS for open_ in self.stack):
            return False
        return not any(start < mark.end and mark.start < end for start, end in self.links)

    def amount(self, mark: Mark) -> str:
        if not self.is_linked(mark):
            return '<span class="value">'
        return f'<a class="value" href="{escape(self.home)}indicators/{escape(mark.attrs["indicator"])}/">'

    def departs(self, mark: Mark) -> str:
        return self.show_where_numbered(mark, '<span class="differs">')

    def departs_end(self, mark: Mark) -> str:
        return self.show_where_numbered(mark, "</span>")

    def sic(self, mark: Mark) -> str:
        if "number" not in mark.attrs:
            return ""
        return self.insert_number(mark, '<a class="sic" href="#sic-{0}" id="sic-{0}-at">')

    def sic_end(self, mark: Mark) -> str:
        if "number" not in mark.attrs:
            return ""
        sign = f'</a><sup class="sic-mark" data-apparatus>{self.render_wording(self.wording["sic_mark"])}</sup>'
        return self.show_where_numbered(mark, sign)


def _make_element(
    tag: str, attributes: str = ""
) -> tuple[Callable[[_Writer, Mark], str], Callable[[_Writer, Mark], str]]:
    return (lambda _writer, _mark: f"<{tag}{attributes}>"), (lambda _writer, _mark: f"</{tag}>")


_ELEMENTS: dict[str, tuple[Callable[[_Writer, Mark], str], Callable[[_Writer, Mark], str]]] = {
    "strong": _make_element("strong"),
    "em": _make_element("em"),
    "code": _make_element("code"),
    "amount": (_Writer.amount, lambda writer, mark: "</a>" if writer.is_linked(mark) else "</span>"),
    "number": _make_element("span", ' class="number"'),
    "departs": (_Writer.departs, _Writer.departs_end),
    "cited": _make_element("span", ' class="cited"'),
    "a": (_Writer.link, lambda _writer, _mark: "</a>"),
    "term": (_Writer.term, lambda _writer, _mark: "</a>"),
    "data": (_Writer.data, lambda _writer, _mark: "</data>"),
    "sic": (_Writer.sic, _Writer.sic_end),
    "supplied": (
        lambda _writer, _mark: '<span class="supplied" data-apparatus>〔',
        lambda _writer, _mark: "〕</span>",
    ),
}
