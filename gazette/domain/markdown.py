"""Markdown → blocks: the only door to markdown-it. Takes a body, gives :class:`~gazette.model.Block` and problems.

CommonMark with raw HTML off, plus Pandoc-style attributes and spans and fenced ``:::`` containers (docs/notation.md). Three
rules of CommonMark are changed because they would lose or change an editor's words: indented code, setext headings and link
definitions are off; the number of an ordered list is kept as text; and emphasis works beside Han characters and full-width
punctuation (``增长**6%**左右``), as the CJK-friendly amendment to CommonMark proposes. Comments (``<!-- … -->``) are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.container import container_plugin

from gazette import attributes
from gazette.domain import near_misses
from gazette.model import NO_ATTRIBUTES, Attributes, Block, Mark, Run
from gazette.problems import Locus, Problem, Severity, near_miss

CONTAINERS = ("masthead", "facts", "goals", "note", "gap", "imprint", "notes")
#: What a span is, by the first of these keys that it has, and what else does something there.
_SPANS = {
    "page": (("page",), ()),
    "supplied": (("class",), ()),
    "sic": (("sic",), ("note", "script", "hans", "hant")),
    "differs": (("differs",), ("note",)),
    "script": (("script",), ()),
    "override": (("hans", "hant"), ()),
    "figure": (("indicator", "role", "year", "figure"), ()),
}
SPAN_KEYS = tuple(dict.fromkeys(key for own, also in _SPANS.values() for key in (*own, *also)))
BLOCK_KEYS = ("id", "class", "role", "year", "script", "see")
#: Keys that take one value only.
_ONLY = {"script": "keep", "figure": "none"}
CONTAINER_KEYS = ("id", "role", "year")
CLASSES = {"block": ("run-in",), "span": ("supplied",)}
# Han, kana and the punctuation that is set with them.
_CJK = re.compile(
    "[\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef“”‘’—…·]|[\U00020000-\U0003ffff]"
)
# Words in brackets with no mark that could hide a bracket, as nearly all are.
_LABEL = re.compile(r"\[[^\[\]\\`<]*\]")
# Attributes that stand where they are only text.
_LOOSE_BRACE = re.compile(r"\{\s*(?:[#.][A-Za-z]|[a-z-]+=)[^{}]{0,40}\}?")
#: The row under the head of a table: | --- | :---: |
_TABLE = re.compile(r"\s*\|?(?:\s*:?-{3,}:?\s*\|)+(?:\s*:?-{3,}:?)?\s*")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>")
MAX_NESTING = 100


class _CjkInline(StateInline):
    """Inline state whose emphasis may stand between punctuation and a Han character."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:
        marker = self.src[start]
        before = self.src[start - 1] if start > 0 else " "
        position = start
        while position < self.posMax and self.src[position] == marker:
            position += 1
        after = self.src[position] if position < self.posMax else " "
        white_before, white_after = isWhiteSpace(ord(before)), isWhiteSpace(ord(after))
        punct_before = isMdAsciiPunct(ord(before)) or isPunctChar(before)
        punct_after = isMdAsciiPunct(ord(after)) or isPunctChar(after)
        cjk_before, cjk_after = bool(_CJK.match(before)), bool(_CJK.match(after))
        left = not white_after and (not punct_after or white_before or punct_before or cjk_before)
        right = not white_before and (not punct_before or white_after or punct_after or cjk_after)
        can_open = left and (canSplitWord or not right or punct_before)
        can_close = right and (canSplitWord or not left or punct_after)
        return Scanned(can_open, can_close, position - start)


class _CjkParser(ParserInline):
    """The inline parser, with the state above."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _CjkInline(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _span(state: StateInline, silent: bool) -> bool:
    """``[words]{attributes}``, and ``[]{page=9}``."""
    if state.src[state.pos] != "[":
        return False
    label = _LABEL.match(state.src, state.pos, state.posMax) if state.level < MAX_NESTING else None
    end = label.end() - 1 if label else state.md.helpers.parseLinkLabel(state, state.pos)
    if end < 0 or end + 1 >= state.posMax or state.src[end + 1] != "{":
        return False
    parsed = attributes.parse(state.src, end + 1)
    if parsed is None:
        return False
    if not silent:
        outer_max = state.posMax
        state.pos, state.posMax = state.pos + 1, end
        opening = state.push("span_open", "span", 1)
        opening.attrs = dict(parsed.attrs)
        opening.meta = {"bad": parsed.bad}
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
        state.posMax = outer_max
    state.pos = parsed.end
    return True


def _comment(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """``<!-- words for the editors -->`` in lines of its own: dropped. One that is not closed stays text, and is told."""
    start = state.bMarks[first] + state.tShift[first]
    if state.is_code_block(first) or not state.src.startswith("<!--", start):
        return False
    line, begin = first, start + 4
    while line < last:
        end = state.src.find("-->", begin, state.eMarks[line])
        if end >= 0:
            if state.src[end + 3 : state.eMarks[line]].strip():
                return False
            if not silent:
                state.line = line + 1
            return True
        line += 1
        begin = state.bMarks[line] if line < last else 0
    return False


def _any_link(url: str) -> bool:
    """markdown-it would print a link that it dislikes as text; ``domain/links.py`` judges, and says why."""
    return bool(url)


def _parser() -> MarkdownIt:
    md = MarkdownIt("commonmark")
    md.inline = _CjkParser()
    md.inline.terminator_re = re.compile(r"[\n\\`*_\[\]!<&]")  # what our rules begin with: all else is text
    md.configure("commonmark", {"html": False, "maxNesting": MAX_NESTING})
    md.core.ruler.disable("text_join")  # so that an escaped brace (\\{) is told from one that was meant
    md.disable(["code", "lheading", "reference", "html_block", "html_inline"])
    md.use(container_plugin, "any", validate=lambda params, *_: bool(params.strip()))
    md.inline.ruler.before("link", "span", _span)
    md.block.ruler.before("container_any", "comment", _comment, {"alt": ["paragraph", "blockquote", "list"]})
    md.validateLink = _any_link  # type: ignore[method-assign]
    return md


@dataclass(slots=True)
class _Reader:
    """Walks the tokens of one document; ``shift`` is the file's line of the body's first."""

    path: str
    lines: Sequence[str]
    shift: int
    problems: list[Problem] = field(default_factory=list)

    def note(self, code: str, line: int, message: str, fix: str = "", severity: Severity = "error") -> None:
        self.problems.append(Problem(code, Locus(self.path, line), message, fix, severity))

    def missed(self, found: Iterable[tuple[int, near_misses.Miss]]) -> None:
        """Tell of near misses, whose lines are counted from 0."""
        for row, miss in found:
            self.note(miss.code, row + self.shift, miss.message, miss.fix, miss.severity)

    # ------------------------------------------------------------ blocks

    def blocks(self, tokens: Sequence[Token]) -> tuple[Block, ...]:
        found: list[Block] = []
        position = 0
        while position < len(tokens):
            token = tokens[position]
            end = position
            if token.nesting == 1:
                end = _closing(tokens, position)
            block = self.block(token, tokens[position + 1 : end])
            if block is not None:
                found.append(block)
            position = end + 1
        return tuple(found)

    def block(self, token: Token, inside: Sequence[Token]) -> Block | None:
        line = (token.map[0] if token.map else 0) + self.shift
        match token.type:
            case "heading_open":
                run, attrs = self.run(inside[0], line)
                return Block("heading", line, run, attrs.get("id", ""), int(token.tag[1]), attrs=attrs)
            case "paragraph_open":
                run, attrs = self.run(inside[0], line)
                return Block("paragraph", line, run, attrs.get("id", ""), attrs=attrs)
            case "bullet_list_open" | "ordered_list_open":
                name = "ordered" if token.type.startswith("o") else "bullet"
                return Block("list", line, name=name, children=self.blocks(inside))
            case "list_item_open":
                return self.item(token, inside, line)
            case "blockquote_open":
                return Block("quote", line, children=self.blocks(inside))
            case "container_any_open":
                return self.container(token, inside, line)
            case "fence":
                self.closed(token, line)
                return Block("code", line, Run(token.content.rstrip("\n"), (), line))
            case "hr":
                return Block("rule", line)
        return None

    def item(self, token: Token, inside: Sequence[Token], line: int) -> Block:
        children = self.blocks(inside)
        run = Run("", (), line)
        attrs: Attributes = NO_ATTRIBUTES
        if children and children[0].kind == "paragraph" and children[0].run is not None:
            run, attrs, children = children[0].run, children[0].attrs, children[1:]
        if token.info:  # an ordered list: its numbers are words of the document
            number = f"{token.info}{token.markup}"
            marks = (Mark(m.kind, m.start + len(number), m.end + len(number), m.attrs) for m in run.marks)
            run = Run(number + run.text, tuple(marks), run.line)
        return Block("item", line, run, id=attrs.get("id", ""), attrs=attrs, children=children)

    def container(self, token: Token, inside: Sequence[Token], line: int) -> Block:
        name, _, rest = token.info.strip().partition(" ")
        if name not in CONTAINERS:
            fix = near_miss(name, CONTAINERS) or "可用：" + "、".join(CONTAINERS) + "。"
            self.note("container-unknown", line, f"没有「::: {name}」这种容器。", fix)
        end = token.map[1] if token.map else 0
        if end >= len(self.lines) or not self.lines[end].lstrip(" >").startswith(":::"):
            self.note("container-open", line, f"「::: {name}」没有结束。", "请在最后一行之后写一行 :::。")
        attrs: Attributes = NO_ATTRIBUTES
        if rest.strip():
            parsed = attributes.parse(rest.strip(), 0)
            if parsed is None or parsed.bad:
                self.note(
                    "attribute-syntax", line, f"容器后的「{rest.strip()}」看不懂。", "属性写成 {#id .class 键=值}。"
                )
            else:
                attrs = parsed.attrs
                self.check(attrs, "", CONTAINER_KEYS, line)
        return Block("container", line, name=name, id=attrs.get("id", ""), attrs=attrs, children=self.blocks(inside))

    def closed(self, token: Token, line: int) -> None:
        """Code goes on to the end of the file where its last line is missing."""
        first, end = token.map or (0, 0)
        last = self.lines[end - 1].strip(" >\t") if end - first > 1 else ""
        if set(last) != {token.markup[0]} or len(last) < len(token.markup):
            message = f"「{token.markup}」没有结束，后面的文字都成了代码。"
            self.note("code-open", line, message, "请在最后一行之后写一行同样的记号。")

    # ------------------------------------------------------------ words

    def run(self, inline: Token, line: int) -> tuple[Run, Attributes]:
        """The words of an inline token with their marks, and the attributes at their end, which are the block's."""
        children, attrs = list(inline.children or ()), NO_ATTRIBUTES
        if children and children[-1].type == "text" and children[-1].content.endswith("}"):
            rest, parsed = attributes.trailing(children[-1].content)
            if parsed is not None:
                children[-1] = replace(children[-1], content=rest)
                attrs = parsed.attrs
                self.check(attrs, parsed.bad, BLOCK_KEYS, line)
        text: list[str] = []
        marks: list[Mark] = []
        open_marks: list[tuple[str, int, Attributes]] = []
        length, row = 0, line
        for position, token in enumerate(children):
            match token.type:
                case "text" | "text_special":
                    if token.type == "text":
                        self.leftovers(token.content, row)
                    text.append(token.content)
                    length += len(token.content)
                case "code_inline":
                    marks.append(Mark("code", length, length + len(token.content)))
                    text.append(token.content)
                    length += len(token.content)
                case "softbreak":
                    row += 1
                    if not self.joins(text, children[position + 1 :]):
                        text.append(" ")
                        length += 1
                case "hardbreak":
                    row += 1
                    marks.append(Mark("break", length, length))
                case "image":
                    message = f"图片「{token.content}」放不进文献正文。"
                    self.note("image-unsupported", row, message, "请去掉图片；文献只收文字。")
                case "link_open":
                    open_marks.append(("link", length, {"href": str(token.attrs.get("href", "")), "line": str(row)}))
                case "span_open":
                    attributes_: Attributes = {key: str(value) for key, value in token.attrs.items()}
                    self.check(attributes_, str(token.meta.get("bad", "")), SPAN_KEYS, row)
                    open_marks.append((self.span_kind(attributes_, row), length, attributes_))
                case _ if token.nesting == 1:
                    open_marks.append((token.type.removesuffix("_open"), length, NO_ATTRIBUTES))
                case _ if token.nesting == -1 and open_marks:
                    kind, start, attributes_ = open_marks.pop()
                    if kind == "page":  # begins before the words in its brackets, which stay
                        marks.append(Mark(kind, start, start, attributes_))
                    elif start < length:
                        marks.append(Mark(kind, start, length, attributes_))
        marks.sort(key=lambda m: (m.start, -m.end))
        return Run("".join(text), tuple(marks), line), attrs

    def leftovers(self, text: str, line: int) -> None:
        """Notation that was written so that it does nothing, and would be printed."""
        brace = _LOOSE_BRACE.search(text) if "{" in text else None
        if brace is not None:
            message = f"「{brace[0]}」没有起作用，会照样印出来。"
            self.note(
                "attribute-syntax",
                line,
                message,
                "块的属性写在段末，前面空一格；词的属性紧跟在 [ ] 之后，一个词一组；花括号和引号要成对。",
            )
        if "<!--" in text:
            message = "注释没有结束，或和文字写在一行里，会照样印出来。"
            self.note("comment-form", line, message, "注释自成一段：以 <!-- 开头，以 --> 结尾。")
        tag = _TAG.search(text) if "<" in text else None
        if tag is not None:
            fix = "请删去它，用 docs/notation.md 里的记号；真要印出来的，写成 \\<。"
            self.note("html-unsupported", line, f"「{tag[0]}」是 HTML，不起作用，会照样印出来。", fix, "warning")
        if "---" in text and _TABLE.fullmatch(text):
            fix = "请改成列表，一行一项；指标的数值标在文字里，表由程序做。"
            self.note("table-unsupported", line, "这里写了表格，不起作用，竖线和横线会照样印出来。", fix, "warning")
        if "](" in text:
            self.note("link-form", line, "这里的链接没有起作用。", "写成 [文字](网址)，网址里不能有空格。")

    def joins(self, before: Sequence[str], after: Sequence[Token]) -> bool:
        """Whether a soft line break stands between Han characters, where it is no space."""
        left = next((part[-1] for part in reversed(before) if part), "")
        right = next((token.content[0] for token in after if token.content), "")
        return bool(_CJK.match(left)) or bool(_CJK.match(right))

    def span_kind(self, attrs: Attributes, line: int) -> str:
        if not re.fullmatch(r"[1-9][0-9]{0,3}", attrs.get("page", "1")):
            self.note("page-number", line, f"页码「{attrs['page']}」不对。", "写成 []{page=9}。")
            return "span"
        kind = next((kind for kind, (own, _) in _SPANS.items() if attrs.keys() & set(own)), "span")
        own, also = _SPANS.get(kind, ((), ()))
        for key in (key for key in attrs if key in SPAN_KEYS and key not in (*own, *also)):
            message = f"「{key}」在这里不起作用。"
            self.note("attribute-idle", line, message, "请删去它；同样的字要有两种记号的，里外各用一个 [ ]。")
        return kind

    def check(self, attrs: Attributes, bad: str, known: tuple[str, ...], line: int) -> None:
        if bad:
            self.note(
                "attribute-syntax", line, f"属性里的「{bad}」看不懂。", "写成 {#id .class 键=值}，含空格的值加引号。"
            )
        for key, value in attrs.items():
            if key not in known:
                fix = near_miss(key, known) or "可用：" + "、".join(known) + "。"
                self.note("attribute-unknown", line, f"没有「{key}」这个属性。", fix)
            if key == "class":
                fitting = CLASSES["span" if known is SPAN_KEYS else "block"]
                for name in value.split():
                    if name not in fitting:
                        fix = near_miss(name, fitting) or f"这里可用：.{fitting[0]}。"
                        self.note("attribute-unknown", line, f"这里没有「.{name}」这个类。", fix)
            if key == "id" and not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", value):
                self.note("anchor-form", line, f"锚点「#{value}」不能用。", "只用字母开头的字母、数字和连字符。")
            if key == "role" and value not in ("target", "result"):
                self.note("value-unknown", line, f"role 不能是「{value}」。", "可写：target（目标）、result（完成）。")
            if key in _ONLY and value != _ONLY[key]:
                fix = near_miss(value, [_ONLY[key]]) or f"只能写 {key}={_ONLY[key]}。"
                self.note("value-unknown", line, f"{key} 不能是「{value}」。", fix)
            if key == "year" and not re.fullmatch(r"(19|20)[0-9]{2}", value):
                self.note("value-number", line, f"year 不能是「{value}」。", "写成四位数字，如 2024。")


def _closing(tokens: Sequence[Token], start: int) -> int:
    depth = 0
    for position in range(start, len(tokens)):
        depth += tokens[position].nesting
        if depth == 0:
            return position
    return len(tokens) - 1


_MD = _parser()


def _words(tokens: Sequence[Token]) -> Iterator[near_misses.Words]:
    """The words of each block."""
    for place, token in enumerate(tokens):
        if token.type == "inline" and token.map:
            before, outer = tokens[place - 1].type, tokens[max(0, place - 2)].type
            kind: near_misses.Place = "heading" if before == "heading_open" else "words"
            if before == "paragraph_open":
                kind = "item" if outer == "list_item_open" else "paragraph"
            yield near_misses.Words(kind, token.map[0], token.content)


def _strays(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[tuple[int, near_misses.Miss]]:
    """Signs that are right, and stand where they do nothing or something else."""
    for token in tokens:
        first = token.map[0] if token.map else 0
        if token.type == "inline":
            rows = enumerate(token.content.split("\n"), first)
            yield from ((row, miss) for row, line in rows if (miss := near_misses.orphan(line)))
        elif (
            token.type == "hr" and first and "-" in token.markup and (miss := near_misses.rule_below(lines[first - 1]))
        ):
            yield first, miss


def parse(body: str, path: str, first_line: int = 1) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    """The blocks of a Markdown body whose first line is ``first_line`` of the file ``path``."""
    lines = body.split("\n")
    reader = _Reader(path, lines, first_line)
    tokens = _MD.parse(body)
    reader.missed(near_misses.mend(_words(tokens), lines))
    if lines != body.split("\n"):
        tokens = _MD.parse("\n".join(lines))  # as it was meant: nothing follows from what was told
    reader.missed(_strays(tokens, lines))
    deep = next((token for token in tokens if token.level >= MAX_NESTING - 2), None)
    if deep is not None:  # markdown-it leaves out what is deeper
        line = (deep.map[0] if deep.map else 0) + first_line
        reader.note("nesting-depth", line, "列表或引用嵌套太深，后面的文字会丢失。", "请减少缩进的层数。")
    blocks = reader.blocks(tokens)
    return blocks, tuple(reader.problems)


def inline(text: str, path: str, line: int) -> tuple[Run, tuple[Problem, ...]]:
    """One line of inline Markdown (a glossary definition) as a run."""
    reader = _Reader(path, (text,), line)
    meant, found = near_misses.find(text, "words")
    reader.missed((0, miss) for miss in found)
    tokens = _MD.parseInline(meant)
    run, _ = reader.run(tokens[0], line)
    if any(mark.kind == "link" for mark in run.marks):
        reader.note("link-form", line, "名词的解释里不能有链接。", "请去掉链接，只留文字；相关的词写进 see。")
    return run, tuple(reader.problems)
