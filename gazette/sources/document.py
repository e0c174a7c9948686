"""Parse a source file into a document: front matter, blocks, and an anchor for everything that can be cited.

The rule of anchors is fixed, since they are cited (docs/notation.md): ``p9-2`` is the second paragraph that *begins* on page 9;
where a document has no pages, ``e04-3`` is the third item or paragraph of section e04, and ``p2-3`` the third of its second
section elsewhere; a table counts as one of them, and its rows are ``p9-2-r1`` and so on. Explicit ids win.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce

from msgspec.structs import replace

from gazette.model import Attributes, Block, Document, Heading, Mark, Role, Run, Source
from gazette.problems import Locus, Problem
from gazette.sources import front_matter, markdown, periods, sections
from gazette.sources.attributes import merge_attributes
from gazette.sources.bodies import Body, inherit_body
from gazette.sources.containers import get_container_rules
from gazette.sources.pictures import picture_path
from gazette.text import remove_whitespace

_PATH = re.compile(r"[^/]+/((?:19|20)\d{2})/([a-z][a-z0-9-]*)\.md")
_NUMBERED_SECTION = re.compile(r"e\d{2}")
#: Kinds of blocks whose anchors are numbered.
_NUMBERED_KINDS = ("paragraph", "item", "code", "table", "picture")


def document_id(path: str) -> str:
    """Return the id of the document at a path (2024/report), empty where no document belongs there."""
    match = _PATH.fullmatch(path)
    return f"{match[1]}/{match[2]}" if match else ""


def parse_document(
    source: Source, bodies: Mapping[str, Body] | None = None
) -> tuple[Document | None, tuple[Problem, ...]]:
    """Parse a source file; the document is ``None`` where its path or front matter cannot be used. ``bodies`` say whose the other
    documents are, for an explainer of one of them."""
    identity = document_id(source.path)
    if not identity:
        fix = "文献放在「content/年份/名字.md」，如 content/2024/report.md；名字只用小写字母、数字和连字符。"
        return None, (Problem("path-form", Locus(source.path), "文件放错了地方，或名字不符合规定。", fix),)
    meta, first_line, body, problems = front_matter.parse_front_matter(source.text, source.path)
    if meta is None:
        return None, problems
    meta, found = inherit_body(meta, source.path, bodies or {})
    problems += found
    blocks, block_problems = markdown.parse_blocks(body, source.path, first_line)
    year = int(identity[:4])
    is_review = meta.reviews == year or bool(periods.find_part_of_year(meta.label + meta.title))
    assigner = _AnchorAssigner(source.path, meta.plans or year, is_review)
    blocks = assigner.assign_all(blocks)
    document = Document(
        id=identity,
        path=source.path,
        year=year,
        meta=meta,
        blocks=blocks,
        headings=tuple(assigner.headings),
        counted=tuple(assigner.numbered),
        pictures=tuple(assigner.pictures),
    )
    # A heading's missing anchor is a consequence of a near miss on its line.
    near_misses = {problem.locus for problem in block_problems if problem.code == "near-miss"}
    own = [p for p in assigner.problems if p.code != "anchor-missing" or p.locus not in near_misses]
    return document, (*problems, *block_problems, *own, *_check_front_matter(document))


def _check_front_matter(document: Document) -> Iterable[Problem]:
    """Check that the text has what front matter says is printed, that ``plans`` agrees with the folder, and that there is a title."""
    words = remove_whitespace("".join(block.run.text for block in document.walk() if block.run))
    for key in front_matter.PRINTED_KEYS:
        value = str(getattr(document.meta, key))
        if value and key not in document.meta.inferred and remove_whitespace(value) not in words:
            line = document.meta.lines.get(key, 1)
            message = f"元数据「{key}」的「{value}」在正文里找不到。"
            yield Problem("front-matter-text", Locus(document.path, line), message, "照正文改，或把它列入 inferred。")
    plans = document.meta.plans
    if plans is not None and plans != document.year:
        line = document.meta.lines.get("plans", 1)
        message = f"plans 是 {plans}，文件却在 {document.year} 的文件夹里。"
        yield Problem("year-folder", Locus(document.path, line), message, "请移动文件，或改 plans。")
    if not any(block.kind == "heading" and block.level == 1 for block in document.walk()):
        fix = "请在 ::: masthead 里写一行「# 标题」。"
        yield Problem("title-missing", Locus(document.path, 1), "正文里没有大标题。", fix)


@dataclass(slots=True)
class _AnchorAssigner:
    """Walks the blocks in reading order and gives each its anchor, and the role and year of its figures."""

    path: str
    #: The year that the document plans.
    plans: int
    #: Whether it looks back on the same year, as a half-year review does.
    is_review: bool = False
    problems: list[Problem] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    #: How many anchors begin with each prefix.
    counts: Counter[str] = field(default_factory=Counter)
    #: The line of each anchor.
    lines: dict[str, int] = field(default_factory=dict)
    #: The anchors that were made by numbering.
    numbered: list[str] = field(default_factory=list)
    #: The paths of pictures, in order (a set that keeps it).
    pictures: dict[str, None] = field(default_factory=dict)
    page: int | None = None
    section: int = 0
    section_id: str = ""
    #: Role, year and period of the headings in force, by level.
    context: dict[int, Attributes] = field(default_factory=dict)
    #: These together.
    in_force: Attributes = field(default_factory=dict)

    def assign_all(self, blocks: tuple[Block, ...], prefix: str = "") -> tuple[Block, ...]:
        """Return the blocks with ids; run-in headings are joined to the paragraphs that they begin."""
        assigned: list[Block] = []
        run_in: Block | None = None
        for block in (*blocks, None):
            if run_in is not None:
                if block is not None and block.kind == "paragraph" and block.run is not None:
                    block = _join_run_in(run_in, block)
                else:
                    message = "段首标题（.run-in）之后没有段落。"
                    self.report("run-in-alone", run_in.line, message, "请在它下面空一行，写出段落。")
                    assigned.append(self.assign(run_in, prefix))
                run_in = None
            if block is not None and block.kind == "heading" and "run-in" in block.attrs.get("class", "").split():
                run_in = block
            elif block is not None:
                assigned.append(self.assign(block, prefix))
        return tuple(assigned)

    def assign(self, block: Block, prefix: str) -> Block:
        """Return a block with its anchor, the attributes in force there, and its children assigned."""
        page = self.page_at_start(block)
        if block.kind == "heading":
            block = self.corrected_heading(block)
            self.enter_heading(block)
        run_in = next((mark for mark in block.run.marks if mark.kind == "run-in"), None) if block.run else None
        if run_in is not None and block.run is not None:
            if not run_in.attrs["id"]:
                anchor = self.next_anchor(self.heading_prefix(), block.line, register=False)
                named = replace(run_in, attrs={**run_in.attrs, "id": anchor})
                marks = tuple(named if mark is run_in else mark for mark in block.run.marks)
                block, run_in = replace(block, run=replace(block.run, marks=marks)), named
            self.enter_level(int(run_in.attrs["level"]), run_in.attrs)
        name = self.choose_anchor(block, prefix, page)
        if block.kind == "picture" and block.attrs["src"]:
            self.pictures[picture_path(block.attrs["src"], self.path)] = None
        attrs = merge_attributes(self.in_force, block.attrs)
        if run_in is not None and block.run is not None:
            self.add_to_outline(run_in.attrs["id"], int(run_in.attrs["level"]), block.run.cut(0, run_in.end), name)
        if block.kind == "heading" and block.run is not None:
            self.add_to_outline(name, block.level, block.run, name)
        self.register_pages(block)
        child_prefix = f"{name}-r" if block.kind == "table" else get_container_rules(block).anchor_prefix or prefix
        children = self.assign_all(block.children, child_prefix)
        return replace(block, run=_mark_values(block.run), id=name, attrs=attrs, children=children)

    def choose_anchor(self, block: Block, prefix: str, page: int | None) -> str:
        """Return the block's id: the editor's, or one made by the rule; empty where the block has none."""
        if block.kind == "row":
            return self.next_anchor(prefix, block.line)
        is_numbered = block.kind in _NUMBERED_KINDS and block.run is not None
        if block.id:
            if is_numbered:  # it takes a number all the same, so that those of the others do not depend on it
                self.counts[self.block_prefix(prefix, page)] += 1
            return self.register(block.id, block.line)
        if block.kind == "heading":
            if block.level == 1:
                return self.register("title", block.line)
            return self.next_anchor(self.heading_prefix(), block.line)
        return self.next_anchor(self.block_prefix(prefix, page), block.line) if is_numbered else ""

    def block_prefix(self, container_prefix: str, page: int | None) -> str:
        """Return what the anchors of paragraphs and items begin with here."""
        if container_prefix:
            return f"{container_prefix}-"
        if _NUMBERED_SECTION.fullmatch(self.section_id):
            return f"{self.section_id}-"
        return f"p{self.section if page is None else page}-"

    def heading_prefix(self) -> str:
        """Return what the anchors of headings below a section begin with."""
        return f"{self.section_id or 'body'}-s"

    def next_anchor(self, prefix: str, line: int, *, register: bool = True) -> str:
        """Make the next numbered anchor of a prefix."""
        self.counts[prefix] += 1
        name = f"{prefix}{self.counts[prefix]}"
        self.numbered.append(name)
        return self.register(name, line) if register else name

    def register(self, name: str, line: int) -> str:
        """Record an anchor and return it; report one that is taken."""
        if name in self.lines:
            message = f"锚点「#{name}」在第 {self.lines[name]} 行已用过。"
            self.report("anchor-duplicate", line, message, "请换一个名字。")
        else:
            self.lines[name] = line
        return name

    def enter_heading(self, block: Block) -> None:
        if block.level == 2:
            self.section += 1
            self.section_id = block.id
            if not block.id:
                fix = "请在末尾空一格写 {#名字}，如 {#s2} 或 {#e04}。"
                self.report("anchor-missing", block.line, "这个标题没有锚点。", fix)
        self.enter_level(block.level, block.attrs)

    def enter_level(self, level: int, attrs: Attributes) -> None:
        """Put the role and year of a heading in force, until the next heading of its level or above."""
        self.context = {known: own for known, own in self.context.items() if known < level}
        self.context[level] = {key: attrs[key] for key in ("role", "year", "period") if key in attrs}
        self.in_force = self.inherited(level + 1)

    def inherited(self, below: int) -> Attributes:
        """Return role and year in force, of the headings of levels above ``below``."""
        return reduce(merge_attributes, (self.context[level] for level in sorted(self.context) if level < below), {})

    def corrected_heading(self, block: Block) -> Block:
        """Return the heading with the role and year that its words state; report it where its attributes differ."""
        if block.run is None or block.level == 1:
            return block
        year = merge_attributes(self.inherited(block.level), block.attrs).get("year", "")
        mismatch = sections.check_heading(block.run.text, block.attrs, year, self.plans, is_review=self.is_review)
        if mismatch is None:
            return block
        self.report("section-words", block.line, mismatch.message, mismatch.fix)
        return replace(block, attrs=mismatch.attrs)

    def add_to_outline(self, name: str, level: int, run: Run, block: str) -> None:
        inherited = self.in_force
        role: Role | None = "target" if inherited.get("role") == "target" else "result" if "role" in inherited else None
        year = int(inherited["year"]) if re.fullmatch(r"\d{4}", inherited.get("year", "")) else None
        page = next((int(m.attrs["page"]) for m in run.marks if m.kind == "page" and m.start == 0), self.page)
        period = inherited.get("period", "")
        self.headings.append(
            Heading(id=name, level=level, run=run, page=page, block=block, role=role, year=year, period=period)
        )
        if block != name:
            self.register(name, run.line)

    def page_at_start(self, block: Block) -> int | None:
        """Return the page on which a block begins."""
        first = block.children[0] if block.kind == "table" and block.run and not block.run.text else block
        if first.run is not None:
            for mark in first.run.marks:
                if mark.kind == "page" and mark.start == 0:
                    return int(mark.attrs["page"])
        return self.page

    def register_pages(self, block: Block) -> None:
        """Register the pages that begin in a block."""
        for mark in block.run.marks if block.run else ():
            if mark.kind == "page" and mark.attrs["page"].isdigit():
                number = int(mark.attrs["page"])
                if self.page is not None and number <= self.page:
                    message = f"第 {number} 页排在第 {self.page} 页之后。"
                    self.report("page-order", block.line, message, "请检查 []{page=…} 的页码。")
                self.page = number
                self.register(f"page-{number}", block.line)

    def report(self, code: str, line: int, message: str, fix: str = "") -> None:
        self.problems.append(Problem(code, Locus(self.path, line), message, fix))


def _join_run_in(heading: Block, paragraph: Block) -> Block:
    """Join a run-in heading and its paragraph into one paragraph, as printed."""
    assert heading.run is not None and paragraph.run is not None
    length = len(heading.run.text)
    attrs = {**heading.attrs, "id": heading.id, "level": str(heading.level), "line": str(paragraph.line)}
    marks = (
        *heading.run.marks,
        Mark("run-in", 0, length, attrs),
        *(Mark(m.kind, m.start + length, m.end + length, m.attrs) for m in paragraph.run.marks),
    )
    run = Run(heading.run.text + paragraph.run.text, marks, heading.line)
    return replace(paragraph, run=run, line=heading.line)


def _mark_values(run: Run | None) -> Run | None:
    """Turn bold inside a figure, which marks its value, from emphasis into ``value`` marks; drop bold inside a suggestion."""
    if run is None or not any(mark.kind in ("figure", "suggestion") for mark in run.marks):
        return run
    spans = [(mark.start, mark.end, mark.kind) for mark in run.marks if mark.kind in ("figure", "suggestion")]
    marks = []
    for mark in run.marks:
        around = {kind for start, end, kind in spans if start <= mark.start and mark.end <= end}
        if mark.kind == "strong" and "figure" in around:
            marks.append(Mark("value", mark.start, mark.end, mark.attrs))
        elif not (mark.kind == "strong" and around):
            marks.append(mark)
    return Run(run.text, tuple(marks), run.line)
