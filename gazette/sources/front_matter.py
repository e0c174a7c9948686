"""Front matter: the head of a document between two ``---`` lines. Takes text, gives :class:`FrontMatter` and problems."""

from __future__ import annotations

import datetime
import re

from gazette.model import FrontMatter
from gazette.problems import Locus, Problem, suggest_similar
from gazette.scripts import BY_CODE
from gazette.sources.near_misses import is_misspelt_fence
from gazette.sources.yaml_fields import Fields, YamlNode, read_yaml

KEYS = (
    "kind script title kicker subtitle date date_note lunar_date publisher edition issue byline photographer "
    "meeting speaker document_number explains reviews plans inferred source"
).split()
#: Values that the page prints, so that they must stand in its text word for word.
PRINTED_KEYS = ("title", "kicker", "subtitle", "issue", "lunar_date", "byline", "photographer", "document_number")
KINDS = ("report", "explainer", "coverage")
CODES = tuple(BY_CODE)
_FRAME = re.compile(r"---[ \t]*\n(?P<head>(?:.*\n)*?)---[ \t]*(?:\n|$)")
DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")


def split_front_matter(text: str) -> tuple[str | None, int, str]:
    """Front matter, the line on which the body begins, and the body; ``None`` where there is no front matter."""
    frame = _FRAME.match(text)
    if frame is None:
        return None, 1, text
    return frame["head"], frame[0].count("\n") + (not frame[0].endswith("\n")) + 1, text[frame.end() :]


def parse_front_matter(text: str, path: str) -> tuple[FrontMatter | None, int, str, tuple[Problem, ...]]:
    """What a document says of itself, the line of its body, its body, and problems; ``None`` where it cannot be used."""
    text, misses = _fenced(text, path)
    head, body_line, body = split_front_matter(text)
    if head is None:
        problem = Problem(
            "front-matter-missing",
            Locus(path, 1),
            "文件开头没有元数据。",
            "请在第一行写 ---，列出 kind、script、title 等，再以 --- 结束。",
        )
        return None, body_line, body, misses or (problem,)
    node, found = read_yaml(head, path, 2)
    problems = (*misses, *found)
    if node is None:
        missing = (Problem("front-matter-missing", Locus(path, 1), "元数据是空的。", "请写上 kind、script、title。"),)
        return None, body_line, body, problems or missing
    fields = Fields(node, path, tuple(KEYS))
    if node.mapping is None:
        return None, body_line, body, problems + tuple(fields.problems)
    meta = _meta(fields)
    if fields.text("kind") not in KINDS or fields.text("script") not in CODES:
        return None, body_line, body, problems + tuple(dict.fromkeys(fields.problems))
    return meta, body_line, body, problems + tuple(fields.problems)


def _fenced(text: str, path: str) -> tuple[str, tuple[Problem, ...]]:
    """The text with the two ``---`` lines as they were meant, and what is wrong with them. No line moves."""
    lines = text.split("\n")
    first = next((row for row, line in enumerate(lines) if line.strip()), 0)
    if lines[first].rstrip(" \t") != "---" and not is_misspelt_fence(lines[first]):
        return text, ()
    problems: list[Problem] = []

    def note(row: int, message: str, fix: str) -> None:
        problems.append(Problem("near-miss", Locus(path, row + 1), message, fix))

    if first:
        note(first, "元数据前面有空行。", "请删去前面的空行：第一行就是 ---。")
    elif is_misspelt_fence(lines[0]):
        note(0, f"第一行的「{lines[0].strip()}」不是元数据的开头。", "请写三个半角的横线：---。")
    lines[first], lines[0] = "", "---"
    for row in range(first + 1, len(lines)):
        if lines[row].rstrip(" \t") == "---":
            break
        if is_misspelt_fence(lines[row]):
            note(row, f"这里的「{lines[row].strip()}」不是元数据的结尾。", "请写三个半角的横线：---。")
            lines[row] = "---"
            break
        if lines[row].lstrip("\u3000 ").startswith((":::", "：：")):
            note(row, "元数据到这里还没有结束。", "请在元数据的最后一行之后写一行 ---。")
            if not lines[row - 1].strip():
                lines[row - 1] = "---"
            break
    else:
        note(first, "元数据没有结束。", "请在元数据的最后一行之后写一行 ---。")
    return ("\n".join(lines) if problems else text), tuple(problems)


def _meta(fields: Fields) -> FrontMatter:
    kind = fields.choice("kind", KINDS)
    assert kind in KINDS
    date = fields.text("date")
    if date and not (DATE.fullmatch(date) and _exists(date)):
        fields.note(
            "value-date", _at(fields, "date"), f"日期「{date}」的写法不对。", "请写成 2023-12-28、2023-12 或 2023。"
        )
        date = ""
    inferred = fields.texts("inferred")
    for name in inferred:
        if name not in KEYS:
            fields.note(
                "key-unknown",
                _at(fields, "inferred"),
                f"inferred 里的「{name}」不是元数据的键。",
                suggest_similar(name, KEYS) or "请删去它。",
            )
    return FrontMatter(
        kind=kind,  # type: ignore[arg-type]  # choice() gives one of KINDS
        script=fields.choice("script", CODES),
        title=fields.text("title", required=True),
        kicker=fields.text("kicker"),
        subtitle=fields.text("subtitle"),
        date=date,
        date_note=fields.text("date_note"),
        lunar_date=fields.text("lunar_date"),
        publisher=fields.text("publisher"),
        edition=fields.text("edition"),
        issue=fields.text("issue"),
        byline=fields.text("byline"),
        photographer=fields.text("photographer"),
        meeting=fields.text("meeting"),
        speaker=fields.text("speaker"),
        document_number=fields.text("document_number"),
        explains=fields.text("explains"),
        reviews=fields.integer("reviews"),
        plans=fields.integer("plans"),
        inferred=inferred,
        source=fields.pairs("source"),
        lines={key: fields.line(key) for key in KEYS},
    )


def _exists(date: str) -> bool:
    """Whether the day is one of the calendar."""
    parts = [int(part) for part in date.split("-")]
    try:
        datetime.date(*parts, *[1] * (3 - len(parts)))
    except ValueError:
        return False
    return True


def _at(fields: Fields, key: str) -> YamlNode:
    return fields.get(key) or fields.node
