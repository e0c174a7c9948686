"""Read the text of a Word document in reading order: paragraphs, marks of notes, fields, content controls, tracked changes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from msgspec import Struct

from gazette.importing import note_marks
from gazette.importing.extracted_text import Line, add_marks_at_end
from gazette.importing.word_package import Element, Target, WordPackage
from gazette.importing.word_styles import BULLETS, Numbering, Styles, W, get_value, is_on
from gazette.text import remove_whitespace

ID, TYPE = f"{W}id", f"{W}type"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
#: Properties and other elements without text.
_SKIPPED = {
    f"{W}{name}" for name in ("rPr", "pPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "proofErr")
}  # fmt: skip
#: Characters of the font Symbol, without the bit that marks it.
_SYMBOL = {0xB0: "°", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xA3: "≤", 0xB3: "≥", 0xB7: "•", 0xB9: "≠", 0xA5: "∞", 0x6D: "μ"}


@dataclass(slots=True)
class WordFindings:
    """What is reported about a document besides its text."""

    note_keys: list[str] = field(default_factory=list)  # of notes whose marks were found, in order
    custom_signs: dict[str, str] = field(default_factory=dict)  # of notes that are not numbered automatically, by key
    omitted: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # by kind
    counts: Counter[str] = field(default_factory=Counter)  # by key of the warning

    def list_warnings(self) -> list[str]:
        """Return the warnings about the document as a whole."""
        texts = {
            "numbered": "自动编号{}处（一、（一）1. 之类）照 Word 的设置算出，写进了文字，请核对。",
            "unnumbered": "有{}处自动编号的写法不认识，没有写进文字，请照原件补上。",
            "tracked": "原文有修订{}处，按接受修订以后的文字读入。",
            "scripts": "上标和下标{}处写成了 ² ₂ 这样的字符，请核对。",
            "formulas": "有公式{}处，只读入了其中的字符，请照原件核对。",
            "embedded": "嵌在里面的别的文件{}处没有读入，请打开原件看。",
        }
        return [text.format(self.counts[key]) for key, text in texts.items() if self.counts[key]]


class WordContext(Struct, frozen=True):
    """What the readers of one document share."""

    package: WordPackage
    styles: Styles
    numbering: Numbering
    findings: WordFindings


@dataclass(slots=True)
class _Field:
    code: str = ""
    is_result: bool = False  # its code is over, and its result is being read


class WordTextReader:
    """Reads the text of a part of a document. :class:`word.WordReader` reads pictures, boxes and tables as well.

    Each tag has a method that is called with the element; ``read_children`` reads what is below one.
    """

    def __init__(self, context: WordContext, targets: Mapping[str, Target]) -> None:
        self.context, self.targets, self.findings = context, targets, context.findings
        self.pages: list[list[Line]] = [[]]
        self.text = ""  # of the current line
        self.script = 0  # of the run: 1 raised, -1 lowered
        self.raised, self.raised_script = "", 0  # raised or lowered text that is not yet added
        self.label = ""  # the number before the next text
        self.starts_paragraph, self.heading_level = True, 0
        self.asides: list[Line] = []  # pictures, boxes and tables in a paragraph come after it
        self.fields: list[_Field] = []
        self.contents_depth, self.contents = 0, ""  # inside a table of contents; the text of its current line
        self.continues = False  # the mark of the last paragraph is deleted
        self.custom_sign_key = ""  # of the note whose sign is the next text
        handlers: dict[str, Callable[[Element], None]] = {
            "p": self.read_paragraph, "r": self.read_run, "t": self.read_text, "tab": self.read_tab, "ptab": self.read_tab,
            "br": self.read_break, "cr": self.read_break, "noBreakHyphen": lambda _: self.add_text("-"), "sym": self.read_symbol,
            "lastRenderedPageBreak": lambda _: self.break_page(), "sdt": self.read_control, "fldChar": self.read_field_character,
            "instrText": self.read_field_code, "fldSimple": self.read_simple_field, "del": self.read_deletion,
            "moveFrom": self.read_move, "ins": partial(self.read_counted, "tracked"), "moveTo": partial(self.read_counted, "tracked"),
            "footnoteReference": self.read_note_reference, "endnoteReference": self.read_note_reference, "ruby": self.read_ruby,
        }  # fmt: skip
        self.handlers = {f"{W}{name}": handler for name, handler in handlers.items()}
        self.handlers |= {
            f"{_M}t": lambda node: self.add_text(node.text or ""),
            f"{_M}oMath": partial(self.read_counted, "formulas"),
        }

    def read(self, root: Element) -> None:
        """Read all that is below an element."""
        self.read_children(root)
        self.end_paragraph()

    def lines(self) -> list[Line]:
        """Return the lines of all pages."""
        return [line for page in self.pages for line in page]

    def read_children(self, node: Element) -> None:
        """Read what is below an element."""
        for child in node:
            if child.tag not in _SKIPPED:
                self.handlers.get(child.tag, self.read_children)(child)

    # ------------------------------------------------------------ paragraphs

    def read_paragraph(self, node: Element) -> None:
        """Read a paragraph with its number; if its mark is deleted, the next one continues it."""
        properties = node.find(f"{W}pPr")
        style = get_value(properties, "pStyle") or self.context.styles.default
        if not self.continues:
            self.end_paragraph()
            self.heading_level = self.context.styles.find_heading_level(style, get_value(properties, "outlineLvl"))
        is_contents = self.context.styles.is_contents(style)
        self.contents_depth += is_contents
        label = self.context.numbering.next_label(properties, style)
        if label is None:
            self.findings.counts["unnumbered"] += 1
        self.label = label or ""
        self.read_children(node)
        self.label = ""
        self.contents_depth -= is_contents
        mark = properties.find(f"{W}rPr") if properties is not None else None
        self.continues = mark is not None and mark.find(f"{W}del") is not None
        if self.continues:
            self.findings.counts["tracked"] += 1
        else:
            self.end_paragraph()

    def end_paragraph(self) -> None:
        """End the paragraph."""
        self.flush_script()
        self.end_line(ends_paragraph=True)
        self.pages[-1] += self.asides
        self.asides, self.starts_paragraph, self.continues = [], True, False

    def break_page(self) -> None:
        """Start a page, perhaps inside a paragraph, which then goes on."""
        self.flush_script()
        if self.end_line(ends_paragraph=False):
            self.starts_paragraph = False
        if self.pages[-1]:
            self.pages.append([])

    def end_line(self, *, ends_paragraph: bool) -> bool:
        """Make a line of the text so far; return whether there was any."""
        if self.contents.strip():
            self.omit_contents_line()
        raw, marks = note_marks.extract_marks(self.text)
        self.text = ""
        page, text = self.pages[-1], raw.strip()
        if not text:
            if marks and page:
                page[-1] = add_marks_at_end(page[-1], marks)
            return False
        indent = len(raw) - len(raw.lstrip())
        page.append(
            Line(
                text,
                starts_paragraph=self.starts_paragraph,
                ends_paragraph=ends_paragraph,
                heading_level=self.heading_level,
                note_marks=tuple((min(max(at - indent, 0), len(text)), key) for at, key in marks),
            )
        )
        return True

    def omit_contents_line(self) -> None:
        """Leave out a line of the table of contents, and its title before the first."""
        omitted, page = self.findings.omitted["目录"], self.pages[-1]
        if page and not omitted and remove_whitespace(page[-1].text) in ("目录", "目錄", "目次"):
            omitted.append(page.pop().text)
        omitted.append(self.contents.strip())
        self.contents = ""

    # ------------------------------------------------------------ text

    def add_text(self, text: str) -> None:
        """Add text of the page."""
        if any(not each.is_result for each in self.fields):
            return  # inside the code of a field
        if self.contents_depth or any(each.code.strip().upper().startswith("TOC") for each in self.fields):
            self.contents += text
        elif self.custom_sign_key:
            self.findings.custom_signs[self.custom_sign_key] = text.strip()
            self.custom_sign_key = ""
        elif self.script:
            if self.script != self.raised_script:
                self.flush_script()
            self.raised, self.raised_script = self.raised + text, self.script
        else:
            self.flush_script()
            self.text += self.with_label(text)

    def with_label(self, text: str) -> str:
        """Put the number of the paragraph before its first text."""
        if not self.label or not text.strip():
            return text
        label, self.label = self.label, ""
        self.findings.counts["numbered"] += 1
        return f"{label}{' ' if label[-1].isalnum() and label.isascii() else ''}{text}"

    def flush_script(self) -> None:
        """Add raised or lowered text: as the mark of a note, as ², or as it is."""
        if not self.raised:
            return
        text, self.raised = self.raised, ""
        before = note_marks.extract_marks(self.text)[0]
        sign = note_marks.strip_brackets(text.strip())
        key = note_marks.find_key(sign, before, {}) if self.raised_script > 0 else None
        if key is not None:
            self.text += note_marks.encode_mark(key)
            self.findings.omitted["注码"].append(text.strip())
        elif all(note_marks.has_script_form(character, self.raised_script) for character in text):
            self.text += note_marks.to_script_form(text, self.raised_script)
            self.findings.counts["scripts"] += 1
        else:
            self.text += self.with_label(text)

    def read_run(self, node: Element) -> None:
        """Read a run of characters in one format."""
        properties = node.find(f"{W}rPr")
        if is_on(properties, "vanish") or is_on(properties, "specVanish"):
            self.omit("隐藏的文字", node, "t")
            return
        outer = self.script
        self.script = {"superscript": 1, "subscript": -1}.get(get_value(properties, "vertAlign") or "", 0)
        self.read_children(node)
        self.script = outer

    def omit(self, kind: str, node: Element, *tags: str) -> None:
        """Leave out the text of the named elements below an element."""
        text = "".join(each.text or "" for tag in tags for each in node.iter(f"{W}{tag}"))
        self.findings.omitted[kind] += [text] if text.strip() else []

    def read_text(self, node: Element) -> None:
        """Read plain text."""
        self.add_text((node.text or "").replace(note_marks.START, "").replace(note_marks.END, ""))

    def read_tab(self, node: Element) -> None:
        """Read a tab; the definition of a tab stop has a value and is none."""
        if not node.get(f"{W}val"):
            self.add_text("   ")

    def read_break(self, node: Element) -> None:
        """Read a page break, or a line break, which ends a paragraph; a column break has no meaning."""
        kind = node.get(TYPE)
        if kind == "page":
            self.break_page()
        elif kind != "column":
            self.end_paragraph()

    def read_symbol(self, node: Element) -> None:
        """Read a character of a symbol font."""
        code, font = int(node.get(f"{W}char", "0") or "0", 16), node.get(f"{W}font", "").lower()
        if font == "symbol" and code & 0xFF in _SYMBOL:
            self.add_text(_SYMBOL[code & 0xFF])
        elif code >= 0xF000 or "wingdings" in font:
            self.add_text(BULLETS.get(chr(0xF000 | (code & 0xFF)), "\ufffd"))
        elif code:
            self.add_text(chr(code))

    def read_note_reference(self, node: Element) -> None:
        """Read the mark of a footnote or endnote; a custom sign stands after it."""
        kind = "footnote" if node.tag == f"{W}footnoteReference" else "endnote"
        key = f"{kind}.{node.get(ID, '')}"
        self.flush_script()
        self.findings.note_keys.append(key)
        self.text += note_marks.encode_mark(key)
        if node.get(f"{W}customMarkFollows") not in (None, "0", "false", "off"):
            self.custom_sign_key = key

    def read_ruby(self, node: Element) -> None:
        """Read text with its pronunciation above it, which is left out."""
        sounds = "".join(text.text or "" for rt in node.iter(f"{W}rt") for text in rt.iter(f"{W}t"))
        self.findings.omitted["注音"] += [sounds] if sounds.strip() else []
        for base in node.iter(f"{W}rubyBase"):
            self.read_children(base)

    # ------------------------------------------------------------ fields, controls, changes

    def read_field_character(self, node: Element) -> None:
        """Start a field, start its result, or end it."""
        kind = node.get(f"{W}fldCharType")
        if kind == "begin":
            self.fields.append(_Field())
        elif kind == "separate" and self.fields:
            self.fields[-1].is_result = True
        elif kind == "end" and self.fields:
            self.fields.pop()

    def read_field_code(self, node: Element) -> None:
        """Read the code of a field."""
        if self.fields:
            self.fields[-1].code += node.text or ""

    def read_simple_field(self, node: Element) -> None:
        """Read a field with its code as an attribute."""
        self.fields.append(_Field(node.get(f"{W}instr", ""), is_result=True))
        self.read_children(node)
        self.fields.pop()

    def read_control(self, node: Element) -> None:
        """Read a content control: a table of contents, an empty one, or text."""
        properties = node.find(f"{W}sdtPr")
        content = node.find(f"{W}sdtContent")
        if content is None:
            return
        if properties is not None and properties.find(f"{W}showingPlcHdr") is not None:
            self.omit("没有填写的控件", content, "t")
            return
        gallery = next(properties.iter(f"{W}docPartGallery"), None) if properties is not None else None
        is_contents = gallery is not None and gallery.get(f"{W}val") == "Table of Contents"
        self.contents_depth += is_contents
        self.read_children(content)
        if is_contents:
            self.end_paragraph()
        self.contents_depth -= is_contents

    def read_counted(self, kind: str, node: Element) -> None:
        """Read an element of a kind that is counted for a warning: a tracked change, a formula."""
        self.findings.counts[kind] += 1
        self.read_children(node)

    def read_move(self, _: Element) -> None:
        """Count text that a tracked change moved elsewhere, where it is read."""
        self.findings.counts["tracked"] += 1

    def read_deletion(self, node: Element) -> None:
        """Leave out text that a tracked change deleted."""
        self.findings.counts["tracked"] += 1
        self.omit("修订中删去的文字", node, "delText", "t")
