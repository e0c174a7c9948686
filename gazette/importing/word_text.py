"""The words of a Word document in reading order: paragraphs, marks of notes, fields, content controls, tracked changes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from gazette.importing import note_marks
from gazette.importing.extracted_text import Line
from gazette.importing.word_package import Element, Target, WordFile
from gazette.importing.word_styles import BULLETS, Numbering, Styles, W, is_on, value
from gazette.text import remove_whitespace

ID, TYPE = f"{W}id", f"{W}type"
CONTENTS, DELETED = "目录", "修订中删去的文字"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
#: Properties and other parts without words of the page.
_SKIPPED = {
    f"{W}{name}" for name in ("rPr", "pPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "proofErr")
}  # fmt: skip
#: Characters of the font Symbol, without the bit that marks it.
_SYMBOL = {0xB0: "°", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xA3: "≤", 0xB3: "≥", 0xB7: "•", 0xB9: "≠", 0xA5: "∞", 0x6D: "μ"}


@dataclass(slots=True)
class Found:
    """What was met on the way: notes that were called, what was left out by kind, and how often something was done."""

    called: list[str] = field(default_factory=list)
    custom: dict[str, str] = field(default_factory=dict)
    omitted: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    counts: Counter[str] = field(default_factory=Counter)

    def doubts(self) -> list[str]:
        """What the editor should know of the document as a whole."""
        counts = self.counts
        texts = {
            "numbered": "自动编号{}处（一、（一）1. 之类）照 Word 的设置算出，写进了文字，请核对。",
            "unnumbered": "有{}处自动编号的写法不认识，没有写进文字，请照原件补上。",
            "tracked": "原文有修订{}处，按接受修订以后的文字读入。",
            "scripts": "上标和下标{}处写成了 ² ₂ 这样的字符，请核对。",
            "formulas": "有公式{}处，只读入了其中的字符，请照原件核对。",
            "embedded": "嵌在里面的别的文件{}处没有读入，请打开原件看。",
        }
        return [text.format(counts[key]) for key, text in texts.items() if counts[key]]


@dataclass(slots=True)
class _Field:
    code: str = ""
    is_result: bool = False


class Text:
    """Reads the words of a part of a document; ``sheets`` are its lines by page. Pictures, boxes and tables: :class:`wordwalk.Walk`."""

    def __init__(
        self, file: WordFile, targets: Mapping[str, Target], styles: Styles, numbering: Numbering, found: Found
    ) -> None:
        self.file, self.targets, self.styles, self.numbering, self.found = file, targets, styles, numbering, found
        self.sheets: list[list[Line]] = [[]]
        self.text = ""
        self.script, self.raised, self.raised_by = 0, "", 0
        self.label = ""  # the number that stands before the next words
        self.begins, self.level = True, 0
        self.asides: list[Line] = []  # pictures, boxes and tables in a paragraph come after it
        self.fields: list[_Field] = []
        self.in_contents, self.contents = 0, ""
        self.goes_on = False  # the mark of the last paragraph is deleted
        self.custom_key = ""
        tags: dict[str, Callable[[Element], None]] = {
            "p": self.paragraph, "r": self.run, "t": self.words, "tab": self.tab, "br": self.line_break, "cr": self.line_break,
            "noBreakHyphen": lambda _: self.say("-"), "sym": self.symbol, "lastRenderedPageBreak": lambda _: self.turn(),
            "ptab": self.tab, "sdt": self.control, "fldChar": self.field_sign,
            "instrText": self.instruction, "fldSimple": self.simple_field, "del": self.deleted, "moveFrom": self.moved,
            "ins": self.inserted, "moveTo": self.inserted, "footnoteReference": self.note, "endnoteReference": self.note,
            "ruby": self.ruby,
        }  # fmt: skip
        self.tags = {f"{W}{name}": act for name, act in tags.items()}
        self.tags |= {f"{_M}t": self.formula, f"{_M}oMath": self.formulas}

    def read(self, root: Element) -> None:
        """All that is below an element."""
        self.inside(root)
        self.close()

    def lines(self) -> list[Line]:
        """The lines of all pages."""
        return [line for sheet in self.sheets for line in sheet]

    def element(self, node: Element) -> None:
        """One element and all below it."""
        if node.tag in _SKIPPED:
            return
        act = self.tags.get(node.tag)
        if act is not None:
            act(node)
        else:
            self.inside(node)

    def inside(self, node: Element) -> None:
        """What is below an element."""
        for child in node:
            self.element(child)

    # ------------------------------------------------------------ paragraphs

    def paragraph(self, node: Element) -> None:
        """A paragraph with its number; where its mark is deleted, the next one continues it."""
        properties = node.find(f"{W}pPr")
        style = value(properties, "pStyle") or self.styles.default
        if not self.goes_on:
            self.close()
            self.level = self.styles.level(style, value(properties, "outlineLvl"))
        is_contents = self.styles.is_contents(style)
        self.in_contents += is_contents
        label = self.numbering.label(properties, style)
        if label is None:
            self.found.counts["unnumbered"] += 1
        self.label = label or ""
        self.inside(node)
        self.label = ""
        self.in_contents -= is_contents
        mark = properties.find(f"{W}rPr") if properties is not None else None
        self.goes_on = mark is not None and mark.find(f"{W}del") is not None
        if self.goes_on:
            self.found.counts["tracked"] += 1
        else:
            self.close()

    def close(self) -> None:
        """The paragraph is at its end."""
        self.flush()
        self.put(ends=True)
        self.sheets[-1] += self.asides
        self.asides, self.begins, self.goes_on = [], True, False

    def turn(self) -> None:
        """A page begins, perhaps inside a paragraph, which then goes on."""
        self.flush()
        if self.put(ends=False):
            self.begins = False
        if self.sheets[-1]:
            self.sheets.append([])

    def put(self, *, ends: bool) -> bool:
        """Make a line of the words so far; whether there were any."""
        if self.contents.strip():
            self.contents_line()
        text, notes = note_marks.take(self.text)
        lead = len(text) - len(text.lstrip())
        words = text.strip()
        self.text = ""
        if not words:
            if notes and self.sheets[-1]:
                last = self.sheets[-1][-1]
                here = tuple((len(last.text), key) for _, key in notes)
                self.sheets[-1][-1] = replace(last, notes=(*last.notes, *here))
            return False
        places = tuple((min(max(at - lead, 0), len(words)), key) for at, key in notes)
        self.sheets[-1].append(Line(words, begins=self.begins, ends=ends, level=self.level, notes=places))
        return True

    def contents_line(self) -> None:
        """A line of the table of contents is left out, with its title before the first."""
        texts = self.found.omitted[CONTENTS]
        before = self.sheets[-1][-1] if self.sheets[-1] else None
        if before is not None and not texts and remove_whitespace(before.text) in ("目录", "目錄", "目次"):
            texts.append(self.sheets[-1].pop().text)
        texts.append(self.contents.strip())
        self.contents = ""

    # ------------------------------------------------------------ words

    def say(self, text: str) -> None:
        """Words of the page."""
        if self.fields and any(not each.is_result for each in self.fields):
            return  # inside the code of a field
        if self.in_contents or any(each.code.strip().upper().startswith("TOC") for each in self.fields):
            self.contents += text
        elif self.custom_key:
            self.found.custom[self.custom_key] = text.strip()
            self.custom_key = ""
        elif self.script:
            if self.script != self.raised_by:
                self.flush()
            self.raised, self.raised_by = self.raised + text, self.script
        else:
            self.flush()
            self.text += self.numbered(text)

    def numbered(self, text: str) -> str:
        """The words, behind the number of their paragraph where they are its first."""
        if not self.label or not text.strip():
            return text
        label, self.label = self.label, ""
        self.found.counts["numbered"] += 1
        return f"{label}{' ' if label[-1].isalnum() and label.isascii() else ''}{text}"

    def flush(self) -> None:
        """Put raised or lowered words into the text: as the mark of a note, as ² or as they are."""
        if not self.raised:
            return
        words, self.raised = self.raised, ""
        before = note_marks.take(self.text)[0]
        sign = note_marks.plain(words.strip())
        key = note_marks.key_of(sign, before, {}) if self.raised_by > 0 else None
        if key is not None:
            self.text += note_marks.mark(key)
            self.found.omitted["注码"].append(words.strip())
        elif all(note_marks.has_form(char, self.raised_by) for char in words):
            self.text += note_marks.formed(words, self.raised_by)
            self.found.counts["scripts"] += 1
        else:
            self.text += self.numbered(words)

    def run(self, node: Element) -> None:
        """A run of characters in one form."""
        properties = node.find(f"{W}rPr")
        if is_on(properties, "vanish") or is_on(properties, "specVanish"):
            hidden = "".join(text.text or "" for text in node.iter(f"{W}t"))
            self.found.omitted["隐藏的文字"] += [hidden] if hidden.strip() else []
            return
        align = value(properties, "vertAlign")
        outer = self.script
        self.script = 1 if align == "superscript" else -1 if align == "subscript" else 0
        self.inside(node)
        self.script = outer

    def words(self, node: Element) -> None:
        """Plain words."""
        self.say((node.text or "").replace(note_marks.START, "").replace(note_marks.END, ""))

    def tab(self, node: Element) -> None:
        """A tab; the definition of a tab stop has a value and is none."""
        if not node.get(f"{W}val"):
            self.say("   ")

    def line_break(self, node: Element) -> None:
        """A page begins, or a line of its own; a column's end tells nothing."""
        kind = node.get(TYPE)
        if kind == "page":
            self.turn()
        elif kind != "column":
            self.close()

    def symbol(self, node: Element) -> None:
        """A character of a symbol font."""
        code = int(node.get(f"{W}char", "0") or "0", 16)
        private = chr(0xF000 | (code & 0xFF))
        if node.get(f"{W}font", "").lower() == "symbol" and code & 0xFF in _SYMBOL:
            self.say(_SYMBOL[code & 0xFF])
        elif code >= 0xF000 or "wingdings" in node.get(f"{W}font", "").lower():
            self.say(BULLETS.get(private, "\ufffd"))
        elif code:
            self.say(chr(code))

    def note(self, node: Element) -> None:
        """The mark of a footnote or endnote; a sign of its own stands after it."""
        kind = "footnote" if node.tag == f"{W}footnoteReference" else "endnote"
        key = f"{kind}.{node.get(ID, '')}"
        self.flush()
        self.found.called.append(key)
        self.text += note_marks.mark(key)
        if is_on_attribute(node, "customMarkFollows"):
            self.custom_key = key

    def ruby(self, node: Element) -> None:
        """Words with their sound above them."""
        sounds = "".join(text.text or "" for rt in node.iter(f"{W}rt") for text in rt.iter(f"{W}t"))
        self.found.omitted["注音"] += [sounds] if sounds.strip() else []
        for base in node.iter(f"{W}rubyBase"):
            self.inside(base)

    def formulas(self, node: Element) -> None:
        """A formula, in one line."""
        self.found.counts["formulas"] += 1
        self.inside(node)

    def formula(self, node: Element) -> None:
        """Characters of a formula."""
        self.say(node.text or "")

    # ------------------------------------------------------------ fields, controls, changes

    def field_sign(self, node: Element) -> None:
        """A field begins, its result begins, or it ends."""
        kind = node.get(f"{W}fldCharType")
        if kind == "begin":
            self.fields.append(_Field())
        elif kind == "separate" and self.fields:
            self.fields[-1].is_result = True
        elif kind == "end" and self.fields:
            self.fields.pop()

    def instruction(self, node: Element) -> None:
        """The code of a field."""
        if self.fields:
            self.fields[-1].code += node.text or ""

    def simple_field(self, node: Element) -> None:
        """A field with its code as an attribute."""
        self.fields.append(_Field(node.get(f"{W}instr", ""), is_result=True))
        self.inside(node)
        self.fields.pop()

    def control(self, node: Element) -> None:
        """A content control: a table of contents, an empty one, or words."""
        properties = node.find(f"{W}sdtPr")
        content = node.find(f"{W}sdtContent")
        if content is None:
            return
        if is_on(properties, "showingPlcHdr") or (
            properties is not None and properties.find(f"{W}showingPlcHdr") is not None
        ):
            words = "".join(text.text or "" for text in content.iter(f"{W}t"))
            self.found.omitted["没有填写的控件"] += [words] if words.strip() else []
            return
        gallery = next(properties.iter(f"{W}docPartGallery"), None) if properties is not None else None
        is_contents = gallery is not None and gallery.get(f"{W}val") == "Table of Contents"
        self.in_contents += is_contents
        self.inside(content)
        if is_contents:
            self.close()
        self.in_contents -= is_contents

    def inserted(self, node: Element) -> None:
        """Words put in by a tracked change."""
        self.found.counts["tracked"] += 1
        self.inside(node)

    def deleted(self, node: Element) -> None:
        """Words taken out by a tracked change."""
        self.found.counts["tracked"] += 1
        words = "".join(text.text or "" for name in ("delText", "t") for text in node.iter(f"{W}{name}"))
        self.found.omitted[DELETED] += [words] if words.strip() else []

    def moved(self, _: Element) -> None:
        """Words that a tracked change moved elsewhere, where they are read."""
        self.found.counts["tracked"] += 1


def is_on_attribute(node: Element, name: str) -> bool:
    """Whether a switch of an element itself is on."""
    return node.get(f"{W}{name}") not in (None, "0", "false", "off")
