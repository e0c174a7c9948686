"""Configure markdown-it for the notation of docs/notation.md. The only module that imports markdown-it.

The notation is CommonMark and GFM's tables without raw HTML, with Pandoc-style attributes and spans and fenced ``:::``
containers. Three rules of CommonMark are changed because they would lose or change an editor's words: indented code, setext
headings and link definitions are off; the number of an ordered list stays text; and emphasis works next to Han characters and
full-width punctuation (``增长**6%**左右``), as the CJK-friendly amendment to CommonMark proposes. Comments (``<!-- … -->``) are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace, mdTrim
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock, paragraph
from markdown_it.rules_block.table import escapedSplit, table
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.container import container_plugin

from gazette.sources import attributes
from gazette.text import CJK

__all__ = ["MAX_NESTING", "Token", "create_parser", "find_closing_token"]

# Words in brackets with no sign that could hide a bracket, as nearly all are: these need no full parse.
_SIMPLE_BRACKETS = re.compile(r"\[[^\[\]\\`<]*\]")
#: What blocks begin with, except paragraphs and tables.
_BLOCK_SIGNS = frozenset("#>*+-_~`:<0123456789")
MAX_NESTING = 100


@lru_cache(4096)
def _classify(character: str) -> tuple[bool, bool, bool]:
    """Return whether a character is white space, punctuation, a Han character or one that goes with these."""
    is_punctuation = isMdAsciiPunct(ord(character)) or isPunctChar(character)
    return isWhiteSpace(ord(character)), is_punctuation, bool(CJK.match(character))


class _CjkInlineState(StateInline):
    """Inline state in which emphasis may begin or end between punctuation and a Han character."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:
        marker = self.src[start]
        before = self.src[start - 1] if start > 0 else " "
        position = start
        while position < self.posMax and self.src[position] == marker:
            position += 1
        after = self.src[position] if position < self.posMax else " "
        white_before, punct_before, cjk_before = _classify(before)
        white_after, punct_after, cjk_after = _classify(after)
        left = not white_after and (not punct_after or white_before or punct_before or cjk_before)
        right = not white_before and (not punct_before or white_after or punct_after or cjk_after)
        can_open = left and (canSplitWord or not right or punct_before)
        can_close = right and (canSplitWord or not left or punct_after)
        return Scanned(can_open, can_close, position - start)


class _CjkInlineParser(ParserInline):
    """The inline parser, with the state above."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        if src and not self.terminator_re.search(src):
            tokens.append(Token("text", "", 0, content=src))
            return tokens
        state = _CjkInlineState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _parse_span(state: StateInline, silent: bool) -> bool:
    """Inline rule of ``[words]{attributes}`` and ``[]{page=9}``."""
    if state.src[state.pos] != "[":
        return False
    label = _SIMPLE_BRACKETS.match(state.src, state.pos, state.posMax) if state.level < MAX_NESTING else None
    end = label.end() - 1 if label else state.md.helpers.parseLinkLabel(state, state.pos)
    if end < 0 or end + 1 >= state.posMax or state.src[end + 1] != "{":
        return False
    parsed = attributes.parse_attributes(state.src, end + 1)
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


def _parse_plain_paragraph(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Block rule of a paragraph whose first line has no sign of another block: no other rule applies, so none is tried."""
    start, end = state.bMarks[first] + state.tShift[first], state.eMarks[first]
    if state.src[start] in _BLOCK_SIGNS or state.src.find("|", start, end) >= 0:
        return False
    return paragraph(state, first, last, silent)


def _parse_comment(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Block rule that drops ``<!-- words for editors -->`` on lines of its own. One that is not closed stays text, and is reported."""
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


def _parse_table(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Block rule of GFM's tables. markdown-it drops surplus cells of a row and fills up missing ones in silence, so the token's
    ``meta`` records as ``rows`` how many cells each line of the table has (0: no bar at all), and as ``stray`` the line that ended
    the table though it has a bar."""
    opening = len(state.tokens)
    if not table(state, first, last, silent):
        return False
    if not silent:
        lines = {n: state.src[state.bMarks[n] + state.tShift[n] : state.eMarks[n]] for n in range(first, state.line)}
        rows = {n: _count_cells(text) for n, text in lines.items() if n != first + 1}
        after = state.line
        text = state.src[state.bMarks[after] + state.tShift[after] : state.eMarks[after]] if after < last else ""
        stray = after if _count_cells(text) and not text.startswith("<!--") else None
        state.tokens[opening].meta = {"rows": rows, "stray": stray}
    return True


def _count_cells(line: str) -> int:
    """Count the cells of a line as markdown-it does."""
    cells = escapedSplit(mdTrim(line))
    outer = (cells[0] == "") + (cells[-1] == "" and len(cells) > 1)
    return len(cells) - outer if len(cells) > 1 else 0


def _accept_any_link(url: str) -> bool:
    """Accept every link: markdown-it would show one that it rejects as text, and ``sources/links.py`` reports it."""
    return bool(url)


def create_parser() -> MarkdownIt:
    """Return a parser; it has no state between two texts."""
    md = MarkdownIt("commonmark")
    md.inline = _CjkInlineParser()
    md.inline.terminator_re = re.compile(r"[\n\\`*_\[\]!<&]")  # what inline rules begin with: all else is text
    md.configure("commonmark", {"html": False, "maxNesting": MAX_NESTING})
    md.core.ruler.disable("text_join")  # so that an escaped brace (\\{) differs from an attribute's
    md.disable(["code", "lheading", "reference", "html_block", "html_inline"])
    md.use(container_plugin, "any", validate=lambda params, *_: bool(params.strip()))
    md.inline.ruler.before("link", "span", _parse_span)
    md.enable("table")
    md.block.ruler.before("table", "plain_paragraph", _parse_plain_paragraph)
    md.block.ruler.at("table", _parse_table, {"alt": ["paragraph", "reference"]})
    md.block.ruler.before("container_any", "comment", _parse_comment, {"alt": ["paragraph", "blockquote", "list"]})
    md.validateLink = _accept_any_link  # type: ignore[method-assign]
    return md


def find_closing_token(tokens: Sequence[Token], start: int) -> int:
    """Return the position of the token that closes the one at ``start``."""
    depth = 0
    for position in range(start, len(tokens)):
        depth += tokens[position].nesting
        if depth == 0:
            return position
    return len(tokens) - 1
