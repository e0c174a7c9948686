"""Front matter: the YAML at the head of a document, between two ``---`` lines."""

from __future__ import annotations

import datetime
import re

from gazette.model import FrontMatter
from gazette.problems import Locus, Problem, suggest_similar
from gazette.scripts import BY_CODE
from gazette.sources.near_misses import is_misspelt_fence
from gazette.sources.yaml_fields import Fields, read_yaml

KEYS = (
    "kind script title kicker subtitle date date_note lunar_date publisher edition issue byline photographer "
    "meeting speaker document_number explains place label reviews plans inferred source"
).split()
#: Optional keys whose values may be any text.
_TEXT_KEYS = (
    "kicker subtitle date_note lunar_date publisher edition issue byline photographer meeting speaker document_number explains place label"
).split()
#: Keys whose values the original prints, so that the text must have them word for word.
PRINTED_KEYS = ("title", "kicker", "subtitle", "issue", "lunar_date", "byline", "photographer", "document_number")
KINDS = ("report", "explainer", "coverage")
CODES = tuple(BY_CODE)
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?P<head>(?:.*\n)*?)---[ \t]*(?:\n|$)")
DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")


def split_front_matter(text: str) -> tuple[str | None, int, str]:
    """Return front matter (``None`` where there is none), the line on which the body begins, and the body."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return None, 1, text
    return match["head"], match[0].count("\n") + (not match[0].endswith("\n")) + 1, text[match.end() :]


def parse_front_matter(text: str, path: str) -> tuple[FrontMatter | None, int, str, tuple[Problem, ...]]:
    """Return the front matter (``None`` where it cannot be used), the line of the body, the body, and problems."""
    text, near_misses = _correct_fences(text, path)
    head, body_line, body = split_front_matter(text)
    if head is None:
        problem = Problem(
            "front-matter-missing",
            Locus(path, 1),
            "文件开头没有元数据。",
            "请在第一行写 ---，列出 kind、script、title 等，再以 --- 结束。",
        )
        return None, body_line, body, near_misses or (problem,)
    node, yaml_problems = read_yaml(head, path, 2)
    problems = (*near_misses, *yaml_problems)
    if node is None:
        missing = (Problem("front-matter-missing", Locus(path, 1), "元数据是空的。", "请写上 kind、script、title。"),)
        return None, body_line, body, problems or missing
    fields = Fields(node, path, tuple(KEYS))
    if node.mapping is None:
        return None, body_line, body, problems + tuple(fields.problems)
    meta = _read_fields(fields)
    if fields.text("kind") not in KINDS or fields.text("script") not in CODES:
        return None, body_line, body, problems + tuple(dict.fromkeys(fields.problems))
    return meta, body_line, body, problems + tuple(fields.problems)


def _correct_fences(text: str, path: str) -> tuple[str, tuple[Problem, ...]]:
    """Correct misspelt ``---`` lines, and report them. No line changes its number."""
    lines = text.split("\n")
    first = next((row for row, line in enumerate(lines) if line.strip()), 0)
    if lines[first].rstrip(" \t") != "---" and not is_misspelt_fence(lines[first]):
        return text, ()
    problems: list[Problem] = []

    def report(row: int, message: str, fix: str) -> None:
        problems.append(Problem("near-miss", Locus(path, row + 1), message, fix))

    if first:
        report(first, "元数据前面有空行。", "请删去前面的空行：第一行就是 ---。")
    elif is_misspelt_fence(lines[0]):
        report(0, f"第一行的「{lines[0].strip()}」不是元数据的开头。", "请写三个半角的横线：---。")
    lines[first], lines[0] = "", "---"
    for row in range(first + 1, len(lines)):
        if lines[row].rstrip(" \t") == "---":
            break
        if is_misspelt_fence(lines[row]):
            report(row, f"这里的「{lines[row].strip()}」不是元数据的结尾。", "请写三个半角的横线：---。")
            lines[row] = "---"
            break
        if lines[row].lstrip("\u3000 ").startswith((":::", "：：")):
            report(row, "元数据到这里还没有结束。", "请在元数据的最后一行之后写一行 ---。")
            if not lines[row - 1].strip():
                lines[row - 1] = "---"
            break
    else:
        report(first, "元数据没有结束。", "请在元数据的最后一行之后写一行 ---。")
    return ("\n".join(lines) if problems else text), tuple(problems)


def _read_fields(fields: Fields) -> FrontMatter:
    kind = fields.choice("kind", KINDS)
    assert kind in KINDS
    date = fields.text("date")
    if date and not (DATE.fullmatch(date) and _is_calendar_date(date)):
        fix = "请写成 2023-12-28、2023-12 或 2023。"
        fields.report("value-date", "date", f"日期「{date}」的写法不对。", fix)
        date = ""
    inferred = fields.texts("inferred")
    for name in inferred:
        if name not in KEYS:
            fix = suggest_similar(name, KEYS) or "请删去它。"
            fields.report("key-unknown", "inferred", f"inferred 里的「{name}」不是元数据的键。", fix)
    return FrontMatter(
        kind=kind,  # type: ignore[arg-type]  # choice() gives one of KINDS
        script=fields.choice("script", CODES),
        title=fields.text("title", required=True),
        date=date,
        reviews=fields.integer("reviews"),
        plans=fields.integer("plans"),
        inferred=inferred,
        source=fields.pairs("source"),
        lines={key: fields.line(key) for key in KEYS},
        **{key: fields.text(key) for key in _TEXT_KEYS},
    )


def _is_calendar_date(date: str) -> bool:
    """Whether the calendar has the day."""
    parts = [int(part) for part in date.split("-")]
    try:
        datetime.date(*parts, *[1] * (3 - len(parts)))
    except ValueError:
        return False
    return True
