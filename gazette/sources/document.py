"""Source → Document: front matter, blocks, and an anchor for everything that can be cited.

Anchors are for citing, so their rule is fixed (docs/notation.md): ``p9-2`` is the second paragraph that *begins* on page 9;
where a document has no pages, ``e04-3`` is the third item or paragraph of section e04, and ``p2-3`` the third of its second
section elsewhere; a table is one of them, and its rows are ``p9-2-r1`` and so on. Explicit ids win. Takes a source, gives a document and problems; knows no other document.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from gazette.model import Attributes, Block, Document, Heading, Mark, Role, Run, Source
from gazette.problems import Locus, Problem
from gazette.sources import front_matter, markdown, sections
from gazette.sources.attributes import merge_attributes
from gazette.sources.pictures import picture_path
from gazette.text import remove_whitespace

_PATH = re.compile(r"[^/]+/((?:19|20)\d{2})/([a-z][a-z0-9-]*)\.md")
_NUMBERED = re.compile(r"e\d{2}")
_COUNTED = ("paragraph", "item", "code", "table", "picture")
#: Containers whose blocks are no paragraphs of the document's body, and the prefix of their anchors.
_ASIDE = {"masthead": "head", "imprint": "imprint", "note": "ed", "gap": "ed"}


def document_id(path: str) -> str:
    """The id of the document in a file (2024/report), empty where the path is none of a document."""
    place = _PATH.fullmatch(path)
    return f"{place[1]}/{place[2]}" if place else ""


def parse_document(source: Source) -> tuple[Document | None, tuple[Problem, ...]]:
    """The document in a source file; ``None`` where its path or front matter cannot be used."""
    place = _PATH.fullmatch(source.path)
    if place is None:
        fix = "文献放在「content/年份/名字.md」，如 content/2024/report.md；名字只用小写字母、数字和连字符。"
        return None, (Problem("path-form", Locus(source.path), "文件放错了地方，或名字不合规矩。", fix),)
    meta, first_line, body, problems = front_matter.parse_front_matter(source.text, source.path)
    if meta is None:
        return None, problems
    blocks, more = markdown.parse_blocks(body, source.path, first_line)
    anchors = _Anchors(source.path, meta.plans or int(place[1]))
    blocks = anchors.give(blocks)
    document = Document(
        id=f"{place[1]}/{place[2]}",
        path=source.path,
        year=int(place[1]),
        meta=meta,
        blocks=blocks,
        headings=tuple(anchors.headings),
        counted=tuple(anchors.made),
        pictures=tuple(anchors.pictures),
    )
    unlike = {
        problem.locus for problem in more if problem.code == "near-miss"
    }  # a heading's missing anchor follows from these
    found = [each for each in anchors.problems if each.code != "anchor-missing" or each.locus not in unlike]
    problems += (*more, *found, *_head_problems(document))
    return document, problems


def _head_problems(document: Document) -> Iterable[Problem]:
    """What front matter says is printed must stand in the text; ``plans`` must agree with the folder."""
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
        yield Problem(
            "title-missing", Locus(document.path, 1), "正文里没有大标题。", "请在 ::: masthead 里写一行「# 标题」。"
        )


@dataclass(slots=True)
class _Anchors:
    """Walks the blocks in reading order and gives each its anchor, its page and the role and year of its figures."""

    path: str
    plans: int
    problems: list[Problem] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    lines: dict[str, int] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)
    pictures: dict[str, None] = field(default_factory=dict)
    page: int | None = None
    section: int = 0
    section_id: str = ""
    context: dict[int, Attributes] = field(default_factory=dict)

    def give(self, blocks: tuple[Block, ...], prefix: str = "") -> tuple[Block, ...]:
        """The same blocks with ids; run-in headings are joined to the paragraphs that they begin."""
        found: list[Block] = []
        pending: Block | None = None
        for block in blocks:
            if pending is not None:
                if block.kind == "paragraph" and block.run is not None:
                    block = _run_in(pending, block)
                else:
                    self.note(
                        "run-in-alone",
                        pending.line,
                        "段首标题（.run-in）之后没有段落。",
                        "请在它下面空一行，写出段落。",
                    )
                    found.append(self.anchored(pending, prefix))
                pending = None
            if block.kind == "heading" and "run-in" in block.attrs.get("class", "").split():
                pending = block
            else:
                found.append(self.anchored(block, prefix))
        if pending is not None:
            self.note("run-in-alone", pending.line, "段首标题（.run-in）之后没有段落。", "请在它下面空一行，写出段落。")
            found.append(self.anchored(pending, prefix))
        return tuple(found)

    def anchored(self, block: Block, prefix: str) -> Block:
        begins = self.page_at_start(block)
        if block.kind == "heading":
            block = self.judged(block)
            self.heading(block)
        run_in = next((mark for mark in block.run.marks if mark.kind == "run-in"), None) if block.run else None
        if run_in is not None and block.run is not None:
            if not run_in.attrs["id"]:
                named = replace(
                    run_in, attrs={**run_in.attrs, "id": self.counted(self.below(), block.line, take=False)}
                )
                marks = tuple(named if mark is run_in else mark for mark in block.run.marks)
                block, run_in = replace(block, run=replace(block.run, marks=marks)), named
            self.enter(int(run_in.attrs["level"]), run_in.attrs)
        name = self.name(block, prefix, begins)
        if block.kind == "picture" and block.attrs["src"]:
            self.pictures[picture_path(block.attrs["src"], self.path)] = None
        attrs = merge_attributes(self.inherited(), block.attrs)
        if run_in is not None and block.run is not None:
            self.outline(run_in.attrs["id"], int(run_in.attrs["level"]), block.run.cut(0, run_in.end), name)
        if block.kind == "heading" and block.run is not None:
            self.outline(name, block.level, block.run, name)
        self.pages(block)
        below = f"{name}-r" if block.kind == "table" else _ASIDE.get(block.name, prefix)
        children = self.give(block.children, below)
        return Block(block.kind, block.line, _values(block.run), name, block.level, block.name, attrs, children)

    def name(self, block: Block, prefix: str, page: int | None) -> str:
        """The block's id: the editor's, or made by the rule."""
        if block.kind == "row":
            return self.counted(prefix, block.line)
        counted = block.kind in _COUNTED and block.run is not None
        if block.id:
            if counted:  # the others keep their numbers
                self.counts[self.prefix(prefix, page)] += 1
            return self.taken(block.id, block.line)
        if block.kind == "heading":
            if block.level == 1:
                return self.taken("title", block.line)
            return self.counted(self.below(), block.line)
        return self.counted(self.prefix(prefix, page), block.line) if counted else ""

    def prefix(self, aside: str, page: int | None) -> str:
        """What the anchors of paragraphs and items begin with here."""
        if aside:
            return f"{aside}-"
        if _NUMBERED.fullmatch(self.section_id):
            return f"{self.section_id}-"
        return f"p{self.section if page is None else page}-"

    def below(self) -> str:
        """What the anchors of headings below a section begin with."""
        return f"{self.section_id or 'body'}-s"

    def counted(self, prefix: str, line: int, *, take: bool = True) -> str:
        self.counts[prefix] += 1
        name = f"{prefix}{self.counts[prefix]}"
        self.made.append(name)
        return self.taken(name, line) if take else name

    def taken(self, name: str, line: int) -> str:
        if name in self.lines:
            self.note("anchor-duplicate", line, f"锚点「#{name}」在第 {self.lines[name]} 行已用过。", "请换一个名字。")
        else:
            self.lines[name] = line
        return name

    def heading(self, block: Block) -> None:
        if block.level == 2:
            self.section += 1
            self.section_id = block.id
            if not block.id:
                self.note(
                    "anchor-missing", block.line, "这个标题没有锚点。", "请在末尾空一格写 {#名字}，如 {#s2} 或 {#e04}。"
                )
        self.enter(block.level, block.attrs)

    def enter(self, level: int, attrs: Attributes) -> None:
        """A heading begins: its role and year hold until the next of its level or above."""
        for deeper in [known for known in self.context if known >= level]:
            del self.context[deeper]
        self.context[level] = {key: attrs[key] for key in ("role", "year", "period") if key in attrs}

    def inherited(self, below: int = 10) -> dict[str, str]:
        """Role and year in force, of the headings of levels above ``below``."""
        found: dict[str, str] = {}
        for level in sorted(self.context):
            found = merge_attributes(found, self.context[level] if level < below else {})
        return found

    def judged(self, block: Block) -> Block:
        """The heading with the role and year that its words say: where it has others, that is told and nothing follows from it."""
        if block.run is None or block.level == 1:
            return block
        year = merge_attributes(self.inherited(block.level), block.attrs).get("year", "")
        verdict = sections.check_heading(block.run.text, block.attrs, year, self.plans)
        if verdict is None:
            return block
        self.note("section-words", block.line, verdict.message, verdict.fix)
        return replace(block, attrs=verdict.attrs)

    def outline(self, name: str, level: int, run: Run, block: str) -> None:
        inherited = self.inherited()
        role: Role | None = "target" if inherited.get("role") == "target" else "result" if "role" in inherited else None
        year = int(inherited["year"]) if re.fullmatch(r"\d{4}", inherited.get("year", "")) else None
        page = next((int(m.attrs["page"]) for m in run.marks if m.kind == "page" and m.start == 0), self.page)
        self.headings.append(Heading(name, level, run, page, block, role, year, inherited.get("period", "")))
        if block != name:
            self.taken(name, run.line)

    def page_at_start(self, block: Block) -> int | None:
        first = block.children[0] if block.kind == "table" and block.run and not block.run.text else block
        if first.run is not None:
            for mark in first.run.marks:
                if mark.kind == "page" and mark.start == 0:
                    return int(mark.attrs["page"])
        return self.page

    def pages(self, block: Block) -> None:
        for mark in block.run.marks if block.run else ():
            if mark.kind == "page" and mark.attrs["page"].isdigit():
                number = int(mark.attrs["page"])
                if self.page is not None and number <= self.page:
                    message = f"第 {number} 页排在第 {self.page} 页之后。"
                    self.note("page-order", block.line, message, "请检查 []{page=…} 的页码。")
                self.page = number
                self.taken(f"page-{number}", block.line)

    def note(self, code: str, line: int, message: str, fix: str = "") -> None:
        self.problems.append(Problem(code, Locus(self.path, line), message, fix))


def _run_in(heading: Block, paragraph: Block) -> Block:
    """One paragraph whose first sentence is a heading, as it is printed; its words stand in it once."""
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


def _values(run: Run | None) -> Run | None:
    """Bold inside a figure is its value, not emphasis."""
    if run is None or not any(mark.kind == "figure" for mark in run.marks):
        return run
    spans = [(mark.start, mark.end) for mark in run.marks if mark.kind == "figure"]
    marks = tuple(
        Mark("value", mark.start, mark.end, mark.attrs)
        if mark.kind == "strong" and any(s <= mark.start and mark.end <= e for s, e in spans)
        else mark
        for mark in run.marks
    )
    return Run(run.text, marks, run.line)
