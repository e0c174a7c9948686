"""Read YAML as nodes with line numbers, and check fields as all YAML files of a publication need it.

The only module that imports PyYAML. Scalars stay text (``no`` is not False, ``12:30`` not 750); duplicate keys and aliases are
problems.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
import yaml
from msgspec import Struct
from msgspec.structs import replace

from gazette.problems import Locus, Problem, Severity, suggest_similar
from gazette.sources import yaml_faults

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: Nesting up to which values are read.
MAX_DEPTH = 20
#: The C parser recurses without a limit; a text with more brackets left open goes to the slower one in Python, which has one.
MAX_OPENINGS_FOR_C_PARSER = 500
# A list or mapping that ends on its line, with nothing in it that could hide its end.
_CLOSED = re.compile(r"""\[[^][{}"'#\n]*\]|\{[^][{}"'#\n]*\}""")
# Line breaks that YAML knows and editors do not see, and control characters that it rejects.
_FORBIDDEN_CHARACTER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")

_MAPPING_FIX = "请另起一行，缩进两格，每行写一个「键: 值」。"


class YamlNode(Struct, frozen=True):
    """A YAML value: text, a list (``items``) or a mapping."""

    line: int
    column: int
    text: str = ""
    items: tuple[YamlNode, ...] | None = None
    mapping: Mapping[str, YamlNode] | None = None
    #: Line and column of each key of a mapping.
    keys: Mapping[str, tuple[int, int]] = msgspec.field(default_factory=dict)

    @property
    def is_text(self) -> bool:
        return self.items is None and self.mapping is None


def read_yaml(text: str, path: str, first_line: int = 1) -> tuple[YamlNode | None, tuple[Problem, ...]]:
    """Return the root node of a YAML document; ``None`` where it is empty, or cannot be read for reasons that the problems give."""
    forbidden = _FORBIDDEN_CHARACTER.search(text)
    if forbidden is not None:
        before = text[: forbidden.start()]
        locus = Locus(path, before.count("\n") + first_line, forbidden.start() - before.rfind("\n"))
        return None, (
            Problem("yaml-syntax", locus, "这里有看不见的换行符或控制字符。", "请删去它，重新打一遍这一行。"),
        )
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader if _may_be_deep(text) else _Loader)
    except yaml.YAMLError as error:
        return None, (_explain_syntax_error(error, text, path, first_line),)
    except RecursionError:
        lines = text.split("\n")
        deepest = max(
            range(len(lines)), key=lambda n: lines[n].count("[") + lines[n].count("{") + lines[n].count("- -")
        )
        return None, (
            Problem("yaml-depth", Locus(path, first_line + deepest), "YAML 嵌套太深。", "请检查缩进和括号。"),
        )
    if root is None:
        return None, ()
    lines = text.split("\n")
    if isinstance(root, yaml.ScalarNode) and not root.style and (fault := _find_first_full_width_sign(root, lines)):
        return None, (_build_problem(fault, path, first_line),)
    changes = [_build_problem(fault, path, first_line) for fault in _find_silent_changes(root, lines)]
    if any(problem.code in ("yaml-sign", "yaml-alias") for problem in changes):
        return None, tuple(changes)
    problems: list[Problem] = []
    node = _build_node(root, path, first_line - 1, problems, set(), 0)
    return node, (*changes, *problems)


def _may_be_deep(text: str) -> bool:
    if max(text.count("["), text.count("{")) > MAX_OPENINGS_FOR_C_PARSER:
        text = _CLOSED.sub(" ", _CLOSED.sub(" ", text))  # lists in mappings on one line, as in synonyms.yml
    return max(text.count("["), text.count("{"), text.count("- -")) > MAX_OPENINGS_FOR_C_PARSER


def _find_first_full_width_sign(root: yaml.Node, lines: Sequence[str]) -> yaml_faults.Fault | None:
    """Return the first full-width sign of a file that is one text: it hides the keys."""
    rows = range(root.start_mark.line, min(root.end_mark.line + 1, len(lines)))
    return next((fault for row in rows if (fault := yaml_faults.find_full_width_sign(lines[row], row))), None)


def _explain_syntax_error(error: yaml.YAMLError, text: str, path: str, first_line: int) -> Problem:
    mark, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    if mark is None:
        fix = "请删去看不见的控制字符。"
        return Problem("yaml-syntax", Locus(path, first_line), "YAML 读不懂：含有不能出现的字符。", fix)
    parser_message = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
    context_line = context.line if context else mark.line
    return _build_problem(
        yaml_faults.explain_error(text.split("\n"), mark.line, mark.column, context_line, parser_message),
        path,
        first_line,
    )


def _build_problem(fault: yaml_faults.Fault, path: str, first_line: int) -> Problem:
    return Problem(fault.code, Locus(path, fault.line + first_line, fault.column + 1), fault.message, fault.fix)


def _find_silent_changes(raw: yaml.Node, lines: Sequence[str], depth: int = 0) -> Iterator[yaml_faults.Fault]:
    """Yield plain values of which YAML would drop a part, or into which it would absorb a line that was meant as a key."""
    if depth > MAX_DEPTH:
        return
    if isinstance(raw, yaml.ScalarNode):
        if not raw.style:
            start, end = raw.start_mark, raw.end_mark
            yield from yaml_faults.find_silent_changes(
                str(raw.value), lines, (start.line, start.column), (end.line, end.column)
            )
    elif isinstance(raw, yaml.MappingNode):
        for key, value in raw.value:
            if isinstance(key, yaml.ScalarNode) and (
                fault := yaml_faults.find_full_width_sign(str(key.value), key.start_mark.line)
            ):
                yield replace(fault, column=fault.column + key.start_mark.column)
            yield from _find_silent_changes(value, lines, depth + 1)
    elif isinstance(raw, yaml.SequenceNode):
        for item in raw.value:
            if isinstance(item, yaml.ScalarNode) and not item.style:
                row, column = item.start_mark.line, item.start_mark.column
                if raw.flow_style and "，" in item.value:
                    fix = "各项之间用半角的逗号加空格：[甲, 乙]；文字里有全角逗号的，用引号括起来。"
                    at = column + max(0, lines[row][column:].find("，"))
                    yield yaml_faults.Fault(row, at, "列表里的逗号是全角的。", fix, code="yaml-sign")
                elif not raw.flow_style and (fault := yaml_faults.find_full_width_sign(str(item.value), row)):
                    yield replace(fault, column=fault.column + column)
            yield from _find_silent_changes(item, lines, depth + 1)


def _build_node(
    raw: yaml.Node, path: str, line_offset: int, problems: list[Problem], seen: set[int], depth: int
) -> YamlNode:
    line, column = raw.start_mark.line + 1 + line_offset, raw.start_mark.column + 1
    if id(raw) in seen or depth > MAX_DEPTH:
        code, message = "yaml-alias", "不支持 YAML 别名（& 和 *）。"
        if depth > MAX_DEPTH:
            code, message = "yaml-depth", "YAML 嵌套太深。"
        problems.append(Problem(code, Locus(path, line, column), message, "请把内容写全。"))
        return YamlNode(line, column)
    seen.add(id(raw))
    if isinstance(raw, yaml.ScalarNode):
        return YamlNode(line, column, text=str(raw.value).strip())
    if isinstance(raw, yaml.SequenceNode):
        return YamlNode(
            line, column, items=tuple(_build_node(n, path, line_offset, problems, seen, depth + 1) for n in raw.value)
        )
    mapping: dict[str, YamlNode] = {}
    keys: dict[str, tuple[int, int]] = {}
    for raw_key, raw_value in raw.value:
        key = str(raw_key.value) if isinstance(raw_key, yaml.ScalarNode) else ""
        locus = Locus(path, raw_key.start_mark.line + 1 + line_offset, raw_key.start_mark.column + 1)
        value = _build_node(raw_value, path, line_offset, problems, seen, depth + 1)
        if key in mapping:
            first = mapping[key].line
            fix = "请只留一个。"
            problems.append(Problem("yaml-duplicate", locus, f"「{key}」写了两次（前一次在第 {first} 行）。", fix))
            continue
        mapping[key] = value
        keys[key] = (locus.line, locus.column)
    return YamlNode(line, column, mapping=mapping, keys=keys)


@dataclass(slots=True)
class Fields:
    """Gives checked access to the fields of a mapping. Each getter reports what is wrong and returns a harmless value then."""

    node: YamlNode
    path: str
    #: The keys that the mapping may have.
    known: tuple[str, ...]
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.node.mapping is None:
            self.report("yaml-shape", self.node, "这里应当是「键: 值」的形式。", _MAPPING_FIX)
            return
        for key, value in self.node.mapping.items():
            if key not in self.known:
                hint = suggest_similar(key, self.known) or "可用的键：" + "、".join(self.known) + "。"
                place = YamlNode(*self.node.keys.get(key, (value.line, value.column)))
                self.report("key-unknown", place, f"没有「{key}」这个键。", hint)

    def report(
        self, code: str, place: YamlNode | str, message: str, fix: str = "", severity: Severity = "error"
    ) -> None:
        """Report a problem at a node, or at the value of a key (at the mapping where that is missing)."""
        node = (self.get(place) or self.node) if isinstance(place, str) else place
        self.problems.append(Problem(code, Locus(self.path, node.line, node.column), message, fix, severity))

    def get(self, key: str) -> YamlNode | None:
        """Return the node under ``key``, if there is one."""
        return (self.node.mapping or {}).get(key)

    def line(self, key: str) -> int:
        """Return the line of ``key``'s value, the mapping's own where it is missing."""
        node = self.get(key)
        return node.line if node else self.node.line

    def has_misspelling_of(self, key: str) -> bool:
        """Whether an unknown key, which is reported already, was meant as ``key``."""
        unknown = (name for name in self.node.mapping or {} if name not in self.known)
        return any(f"「{key}」" in suggest_similar(name, self.known) for name in unknown)

    def text(self, key: str, *, required: bool = False) -> str:
        """Return a text, empty where it is missing."""
        node = self.get(key)
        if node is None or (node.is_text and not node.text):
            if required and not self.has_misspelling_of(key):
                self.report("key-missing", key, f"缺少「{key}」。", f"请补上 {key}: …")
            return ""
        if not node.is_text:
            self.report("yaml-shape", node, f"「{key}」应当是一行文字。", f"请写成 {key}: 文字。")
            return ""
        return node.text

    def choice(self, key: str, options: tuple[str, ...], default: str = "") -> str:
        """Return one of ``options``; required where there is no default."""
        value = self.text(key, required=not default) or default
        if value and value not in options:
            fix = suggest_similar(value, options) or "可写：" + "、".join(options) + "。"
            self.report("value-unknown", key, f"「{key}」不能是「{value}」。", fix)
            return default or options[0]
        return value or options[0]

    def integer(self, key: str) -> int | None:
        """Return a whole number, ``None`` where it is missing."""
        value = self.text(key)
        if not value:
            return None
        if not re.fullmatch(r"[0-9]{1,6}", value):
            fix = "请写阿拉伯数字，如 2024。"
            self.report("value-number", key, f"「{key}」应当是数字，现在是「{value}」。", fix)
            return None
        return int(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; a single text counts as a list of one."""
        node = self.get(key)
        if node is None:
            return ()
        if node.mapping is not None:
            self.report("yaml-shape", node, f"「{key}」应当是一个列表。", f"请写成 {key}: [甲, 乙]。")
            return ()
        items = (node,) if node.items is None else node.items
        if node.items is None and node.text[:1] in ("［", "｛"):
            fix = f"请写成 {key}: [甲, 乙]：括号和逗号都用半角。"
            self.report("yaml-sign", node, f"这里的「{node.text[0]}」是全角的。", fix)
        for deeper in (n for n in items if n is not node and not n.is_text):
            self.report("yaml-shape", deeper, f"「{key}」的每一项应当是一行文字。", f"请写成 {key}: [甲, 乙]。")
        return tuple(n.text for n in items if n.text)

    def pairs(self, key: str) -> dict[str, str]:
        """Return a mapping of texts; lists inside are joined by ``；``."""
        node = self.get(key)
        if node is None:
            return {}
        if node.mapping is None:
            self.report("yaml-shape", node, f"「{key}」应当是「键: 值」的形式。", _MAPPING_FIX)
            return {}
        for deeper in (n for v in node.mapping.values() for n in (v, *(v.items or ())) if n.mapping is not None):
            self.report("yaml-shape", deeper, f"「{key}」下面只能有一层。", "每行写一个「键: 文字」。")
        return {k: v.text if v.items is None else "；".join(i.text for i in v.items) for k, v in node.mapping.items()}


def iterate_rows(node: YamlNode | None, path: str, known: tuple[str, ...], problems: list[Problem]) -> Iterator[Fields]:
    """Yield the mappings of a list; the problems of each are added to ``problems`` after it was used."""
    if node is None:
        return
    if node.items is None:
        fix = "每项另起一行，以「- 」开头。"
        problems.append(Problem("yaml-shape", Locus(path, node.line), "这里应当是一个列表。", fix))
        return
    for item in node.items:
        fields = Fields(item, path, known)
        if item.mapping is not None:
            yield fields
        problems.extend(fields.problems)


def find_duplicates(rows: Iterable[tuple[str, int]], path: str, kind: str) -> list[Problem]:
    """Report each name that is used a second time; ``rows`` are (name, line), ``kind`` is what the message calls them."""
    first: dict[str, int] = {}
    problems = []
    for name, line in rows:
        if name in first:
            message = f"{kind}「{name}」已在第 {first[name]} 行用过。"
            problems.append(Problem("name-duplicate", Locus(path, line), message, "请换一个名字。"))
        first.setdefault(name, line)
    return problems
