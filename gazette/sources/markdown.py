"""Parse the Markdown of a document's body into blocks. The notation is configured in ``grammar.py``."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from gazette.model import NO_ATTRIBUTES, NO_PROSE, Attributes, Block, Mark, Run
from gazette.problems import Locus, Problem, Severity, suggest_similar
from gazette.sources import attributes, grammar, near_misses, periods, pictures, tables
from gazette.sources.containers import CONTAINERS
from gazette.sources.grammar import Token
from gazette.text import CJK

#: The kinds of spans: a span is of the first kind of whose own keys it has one; the second tuple are other keys that it may have.
_SPAN_KINDS = {
    "page": (("page",), ()),
    "supplied": (("class",), ()),
    "sic": (("sic",), ("note", "script", "hans", "hant")),
    "differs": (("differs",), ("note",)),
    "corrects": (("corrects",), ()),
    "script": (("script",), ()),
    "override": (("hans", "hant"), ()),
    "figure": (("indicator", "role", "year", "period", "figure"), ("lead",)),
}
SPAN_KEYS = tuple(dict.fromkeys(key for own, others_used in _SPAN_KINDS.values() for key in (*own, *others_used)))
#: With one of these after its indicator a mark is only a suggestion.
OPEN_SIGNS = ("?", "？")
#: Instead of an indicator: an editor has found that the number is of none, and it is not proposed again.
NO_INDICATOR = "none"
BLOCK_KEYS = ("id", "class", "role", "year", "period", "script", "see", "corrects")
#: The only value of keys that take one.
_ONLY_VALUES = {"script": "keep", "figure": "none", "lead": "yes"}
CONTAINER_KEYS = ("id", "role", "year", "period")
CLASSES = {"block": ("run-in",), "span": ("supplied",)}
# Attributes where they are only text.
_LOOSE_BRACE = re.compile(r"\{\s*(?:[#.][A-Za-z]|[a-z-]+=)[^{}]{0,40}\}?")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>")


@dataclass(slots=True)
class _Reader:
    """Turns the tokens of one document into blocks."""

    path: str
    #: The lines of the body.
    lines: Sequence[str]
    #: The number in the file of the body's first line.
    first_line: int
    problems: list[Problem] = field(default_factory=list)

    def report(self, code: str, line: int, message: str, fix: str = "", severity: Severity = "error") -> None:
        self.problems.append(Problem(code, Locus(self.path, line), message, fix, severity))

    def report_near_misses(self, found: Iterable[tuple[int, near_misses.NearMiss]]) -> None:
        """Report near misses, whose lines are counted from 0."""
        for row, miss in found:
            self.report(miss.code, row + self.first_line, miss.message, miss.fix, miss.severity)

    # ------------------------------------------------------------ blocks

    def read_blocks(self, tokens: Sequence[Token]) -> tuple[Block, ...]:
        """Read all blocks of a level; ``tokens`` are opening and closing ones with what is between."""
        found: list[Block] = []
        caption: Token | None = None
        position = 0
        while position < len(tokens):
            token = tokens[position]
            end = position
            if token.nesting == 1:
                end = grammar.find_closing_token(tokens, position)
            inside = tokens[position + 1 : end]
            before_table = end + 1 < len(tokens) and tokens[end + 1].type == "table_open"
            if token.type == "paragraph_open" and before_table and tables.is_caption(inside[0].content):
                caption = inside[0]
            else:
                if token.type == "paragraph_open":
                    self.report_table_lookalike(inside[0], before_table=before_table)
                block = self.read_block(token, inside)
                if block is not None:
                    found.append(self.add_caption(block, caption) if block.kind == "table" else block)
                caption = None
            position = end + 1
        return tuple(found)

    def read_block(self, token: Token, inside: Sequence[Token]) -> Block | None:
        """Read the block that begins with ``token``; ``inside`` are the tokens up to its closing one."""
        line = (token.map[0] if token.map else 0) + self.first_line
        match token.type:
            case "heading_open":
                run, attrs = self.read_run(inside[0], line)
                return Block("heading", line, run, attrs.get("id", ""), int(token.tag[1]), attrs=attrs)
            case "paragraph_open" if image := pictures.find_standalone_image(inside[0]):
                return pictures.build_picture(
                    image,
                    self.read_run(dataclasses.replace(inside[0], children=image.rest), line)[1],
                    line,
                    self.report,
                )
            case "paragraph_open":
                run, attrs = self.read_run(inside[0], line)
                return Block("paragraph", line, run, attrs.get("id", ""), attrs=attrs)
            case "table_open":
                return tables.build_table(token, inside, line, self.read_run, self.report)
            case "bullet_list_open" | "ordered_list_open":
                name = "ordered" if token.type.startswith("o") else "bullet"
                return Block("list", line, name=name, children=self.read_blocks(inside))
            case "list_item_open":
                return self.read_item(token, inside, line)
            case "blockquote_open":
                return Block("quote", line, children=self.read_blocks(inside))
            case "container_any_open":
                return self.read_container(token, inside, line)
            case "fence":
                self.check_code_end(token, line)
                return Block("code", line, Run(token.content.rstrip("\n"), (), line))
            case "hr":
                return Block("rule", line)
        return None

    def read_item(self, token: Token, inside: Sequence[Token], line: int) -> Block:
        """Read a list item: the words of its first paragraph become its own."""
        children = self.read_blocks(inside)
        run = Run("", (), line)
        attrs: Attributes = NO_ATTRIBUTES
        if children and children[0].kind == "paragraph" and children[0].run is not None:
            run, attrs, children = children[0].run, children[0].attrs, children[1:]
        if token.info:  # an ordered list: its numbers are words of the document
            number = f"{token.info}{token.markup}"
            marks = (Mark(m.kind, m.start + len(number), m.end + len(number), m.attrs) for m in run.marks)
            run = Run(number + run.text, tuple(marks), run.line)
        return Block("item", line, run, id=attrs.get("id", ""), attrs=attrs, children=children)

    def read_container(self, token: Token, inside: Sequence[Token], line: int) -> Block:
        name, _, rest = token.info.strip().partition(" ")
        rules = CONTAINERS.get(name)
        if rules is None:
            fix = suggest_similar(name, CONTAINERS) or "可用：" + "、".join(CONTAINERS) + "。"
            self.report("container-unknown", line, f"没有「::: {name}」这种容器。", fix)
        end = token.map[1] if token.map else 0
        if end >= len(self.lines) or not self.lines[end].lstrip(" >").startswith(":::"):
            self.report("container-open", line, f"「::: {name}」没有结束。", "请在最后一行之后写一行 :::。")
        children = self.read_blocks(inside)
        if rules and rules.is_words_only and (other := next((b for b in children if b.kind in NO_PROSE), None)):
            what = "图片" if other.kind == "picture" else "表格"
            fix = f"请把{what}移到 ::: {name} 外面。"
            self.report("picture-place", other.line, f"::: {name} 里放不进{what}。", fix)
        attrs: Attributes = NO_ATTRIBUTES
        if rest.strip():
            parsed = attributes.parse_attributes(rest.strip(), 0)
            if parsed is None or parsed.bad:
                fix = "属性写成 {#id .class 键=值}。"
                self.report("attribute-syntax", line, f"容器后的「{rest.strip()}」看不懂。", fix)
            else:
                attrs = parsed.attrs
                self.check_attributes(attrs, "", CONTAINER_KEYS, line)
        return Block("container", line, name=name, id=attrs.get("id", ""), attrs=attrs, children=children)

    def add_caption(self, table: Block, caption: Token | None) -> Block:
        """Return the table with its caption, if there is one."""
        if caption is None:
            return table
        line = (caption.map[0] if caption.map else 0) + self.first_line
        return tables.add_caption(table, *self.read_run(caption, line), line, self.report)

    def report_table_lookalike(self, words: Token, *, before_table: bool) -> None:
        """Report a paragraph that looks like a table or a caption and is none."""
        first = words.map[0] if words.map else 0
        found = tables.find_near_misses(words.content, before_table=before_table)
        self.report_near_misses((first + offset, miss) for offset, miss in found)

    def check_code_end(self, token: Token, line: int) -> None:
        """Report code without a last line: it goes on to the end of the file."""
        first, end = token.map or (0, 0)
        last = self.lines[end - 1].strip(" >\t") if end - first > 1 else ""
        if set(last) != {token.markup[0]} or len(last) < len(token.markup):
            message = f"「{token.markup}」没有结束，后面的文字都成了代码。"
            self.report("code-open", line, message, "请在最后一行之后写一行同样的记号。")

    # ------------------------------------------------------------ words

    def read_run(self, inline: Token, line: int) -> tuple[Run, Attributes]:
        """Return the words of an inline token with their marks, and the attributes at their end, which are the block's."""
        children, attrs = list(inline.children or ()), NO_ATTRIBUTES
        if children and children[-1].type == "text" and children[-1].content.endswith("}"):
            rest, parsed = attributes.split_trailing_attributes(children[-1].content)
            if parsed is not None:
                children[-1] = Token("text", "", 0, content=rest)
                attrs = parsed.attrs
                self.check_attributes(attrs, parsed.bad, BLOCK_KEYS, line)
        text: list[str] = []
        marks: list[Mark] = []
        open_marks: list[tuple[str, int, Attributes]] = []
        length, row = 0, line
        for position, token in enumerate(children):
            match token.type:
                case "text" | "text_special":
                    if token.type == "text":
                        self.report_unused_notation(token.content, row)
                    text.append(token.content)
                    length += len(token.content)
                case "code_inline":
                    marks.append(Mark("code", length, length + len(token.content)))
                    text.append(token.content)
                    length += len(token.content)
                case "softbreak":
                    row += 1
                    if not self.is_joining_break(text, children[position + 1 :]):
                        text.append(" ")
                        length += 1
                case "hardbreak":
                    row += 1
                    marks.append(Mark("break", length, length))
                case "image":
                    message = f"图片「{token.content}」写在这里放不进去。"
                    fix = "图片自成一段：前后各空一行，这一段里只写图片。"
                    self.report("picture-place", row, message, fix)
                case "link_open":
                    open_marks.append(("link", length, {"href": str(token.attrs.get("href", "")), "line": str(row)}))
                case "span_open":
                    span_attrs: Attributes = {key: str(value) for key, value in token.attrs.items()}
                    self.check_attributes(span_attrs, str(token.meta.get("bad", "")), SPAN_KEYS, row)
                    open_marks.append((self.span_kind(span_attrs, row), length, span_attrs))
                case _ if token.nesting == 1:
                    open_marks.append((token.type.removesuffix("_open"), length, NO_ATTRIBUTES))
                case _ if token.nesting == -1 and open_marks:
                    kind, start, span_attrs = open_marks.pop()
                    if kind == "page":  # a point before the words in its brackets, which stay
                        marks.append(Mark(kind, start, start, span_attrs))
                    elif start < length:
                        marks.append(Mark(kind, start, length, span_attrs))
        marks.sort(key=lambda m: (m.start, -m.end))
        return Run("".join(text), tuple(marks), line), attrs

    def report_unused_notation(self, text: str, line: int) -> None:
        """Report notation that has no effect where it is and would be printed."""
        brace = _LOOSE_BRACE.search(text) if "{" in text else None
        if brace is not None:
            message = f"「{brace[0]}」没有起作用，会照样印出来。"
            fix = "块的属性写在段末，前面空一格；词的属性紧跟在 [ ] 之后，一个词一组；花括号和引号要成对。"
            self.report("attribute-syntax", line, message, fix)
        if "<!--" in text:
            message = "注释没有结束，或和文字写在一行里，会照样印出来。"
            self.report("comment-form", line, message, "注释自成一段：以 <!-- 开头，以 --> 结尾。")
        tag = _TAG.search(text) if "<" in text else None
        if tag is not None:
            fix = "请删去它，用 docs/notation.md 里的记号；真要印出来的，写成 \\<。"
            self.report("html-unsupported", line, f"「{tag[0]}」是 HTML，不起作用，会照样印出来。", fix, "warning")
        if "](" in text:
            self.report("link-form", line, "这里的链接没有起作用。", "写成 [文字](网址)，网址里不能有空格。")

    def is_joining_break(self, before: Sequence[str], after: Sequence[Token]) -> bool:
        """Whether a soft line break is next to a Han character, where it makes no space."""
        left = next((part[-1] for part in reversed(before) if part), "")
        right = next((token.content[0] for token in after if token.content), "")
        return bool(CJK.match(left)) or bool(CJK.match(right))

    def span_kind(self, attrs: Attributes, line: int) -> str:
        """Return what a span's attributes make it; report those that have no effect there."""
        if "page" in attrs and not re.fullmatch(r"[1-9][0-9]{0,3}", attrs["page"]):
            self.report("page-number", line, f"页码「{attrs['page']}」不对。", "写成 []{page=9}。")
            return "span"
        if attrs.get("indicator") == NO_INDICATOR:
            return "suggestion"
        if attrs.get("indicator", "").endswith(OPEN_SIGNS):
            message = f"「{attrs['indicator']}」是程序提议的，还没有人看过，没有算作数值。"
            fix = "请对照原件：是的，删去问号；不是的，连方括号、星号和花括号一起删去，只留原来的字。"
            self.report("suggestion-open", line, message, fix, "warning")
            return "suggestion"
        kind, unused = _find_span_kind(tuple(attrs))
        for key in unused:
            message = f"「{key}」在这里不起作用。"
            self.report("attribute-idle", line, message, "请删去它；同样的字要有两种记号的，里外各用一个 [ ]。")
        return kind

    def check_attributes(self, attrs: Attributes, bad: str, known: tuple[str, ...], line: int) -> None:
        """Report unknown keys and wrong values; ``bad`` is the part of the attributes that could not be read."""
        if bad:
            fix = "写成 {#id .class 键=值}，含空格的值加引号。"
            self.report("attribute-syntax", line, f"属性里的「{bad}」看不懂。", fix)
        for key, value in attrs.items():
            if key not in known:
                fix = suggest_similar(key, known) or "可用：" + "、".join(known) + "。"
                self.report("attribute-unknown", line, f"没有「{key}」这个属性。", fix)
            if key == "class":
                known_classes = CLASSES["span" if known is SPAN_KEYS else "block"]
                for name in value.split():
                    if name not in known_classes:
                        fix = suggest_similar(name, known_classes) or f"这里可用：.{known_classes[0]}。"
                        self.report("attribute-unknown", line, f"这里没有「.{name}」这个类。", fix)
            if key == "id" and not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", value):
                self.report("anchor-form", line, f"锚点「#{value}」不能用。", "只用字母开头的字母、数字和连字符。")
            if key == "role" and value not in ("target", "result"):
                fix = "可写：target（目标）、result（完成）。"
                self.report("value-unknown", line, f"role 不能是「{value}」。", fix)
            if key in _ONLY_VALUES and value != _ONLY_VALUES[key]:
                fix = suggest_similar(value, [_ONLY_VALUES[key]]) or f"只能写 {key}={_ONLY_VALUES[key]}。"
                self.report("value-unknown", line, f"{key} 不能是「{value}」。", fix)
            if key == "year" and not re.fullmatch(r"(19|20)[0-9]{2}", value):
                self.report("value-number", line, f"year 不能是「{value}」。", "写成四位数字，如 2024。")
            if key == "period" and periods.parse_period(value) is None:
                fix = f"写成 period={periods.correct_period(value) or '2026-2030'}：两个四位的年份，先小后大，中间一个半角横线。"
                self.report("period-form", line, f"period 不能是「{value}」。", fix)
        if "period" in attrs and "year" in attrs:
            message = "year 和 period 不能写在一起。"
            self.report("period-form", line, message, "是一年的只写 year，是几年合在一起的只写 period。")


@lru_cache(1000)
def _find_span_kind(keys: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return the kind of a span with these attributes, and those of them that have no effect there."""
    kind = next((kind for kind, (own, _) in _SPAN_KINDS.items() if not set(own).isdisjoint(keys)), "span")
    own, others_used = _SPAN_KINDS.get(kind, ((), ()))
    return kind, tuple(key for key in keys if key in SPAN_KEYS and key not in (*own, *others_used))


_PARSER = grammar.create_parser()


def _iterate_block_texts(tokens: Sequence[Token]) -> Iterator[near_misses.BlockText]:
    """Yield the text of each block."""
    for place, token in enumerate(tokens):
        if token.type == "inline" and token.map:
            before, outer = tokens[place - 1].type, tokens[max(0, place - 2)].type
            kind: near_misses.LineKind = "heading" if before == "heading_open" else "words"
            if before == "paragraph_open":
                kind = "item" if outer == "list_item_open" else "paragraph"
            yield near_misses.BlockText(kind, token.map[0], token.content)


def _find_strays(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[tuple[int, near_misses.NearMiss]]:
    """Yield correct notation in places where it does nothing, or something else."""
    for token in tokens:
        first = token.map[0] if token.map else 0
        if token.type == "inline" and ":::" in token.content:
            rows = enumerate(token.content.split("\n"), first)
            yield from ((row, miss) for row, line in rows if (miss := near_misses.find_stray_fence(line)))
        elif token.type == "hr" and first and "-" in token.markup:
            miss = near_misses.find_rule_below_text(lines[first - 1])
            yield from [(first, miss)] if miss else ()


def parse_blocks(body: str, path: str, first_line: int = 1) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    """Parse a Markdown body whose first line is ``first_line`` of the file ``path``."""
    lines = body.split("\n")
    reader = _Reader(path, lines, first_line)
    tokens = _PARSER.parse(body)
    reader.report_near_misses(near_misses.correct_lines(_iterate_block_texts(tokens), lines))
    if lines != body.split("\n"):
        tokens = _PARSER.parse("\n".join(lines))  # as corrected: a near miss has no further problems in its train
    reader.report_near_misses(_find_strays(tokens, lines))
    deep = next((token for token in tokens if token.level >= grammar.MAX_NESTING - 2), None)
    if deep is not None:  # markdown-it drops deeper blocks
        line = (deep.map[0] if deep.map else 0) + first_line
        reader.report("nesting-depth", line, "列表或引用嵌套太深，后面的文字会丢失。", "请减少缩进的层数。")
    blocks = reader.read_blocks(tokens)
    return blocks, tuple(reader.problems)


def parse_inline(text: str, path: str, line: int) -> tuple[Run, tuple[Problem, ...]]:
    """Parse one line of inline Markdown (a glossary definition) into a run."""
    reader = _Reader(path, (text,), line)
    meant, found = near_misses.check_line(text, "words")
    reader.report_near_misses((0, miss) for miss in found)
    tokens = _PARSER.parseInline(meant)
    run, _ = reader.read_run(tokens[0], line)
    if any(mark.kind == "link" for mark in run.marks):
        reader.report("link-form", line, "名词的解释里不能有链接。", "请去掉链接，只留文字；相关的词写进 see。")
    return run, tuple(reader.problems)
