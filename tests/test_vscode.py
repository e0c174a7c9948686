"""What VS Code is given: tasks that find the problems in what build.py prints, and snippets that are right."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from gazette import command_line as command
from gazette import editor_schemas
from gazette.figures import indicators
from gazette.library import glossary, synonyms
from gazette.problems import Locus, Problem
from gazette.sources import markdown
from tests.test_problems import entries, fences

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".vscode"


def held(name: str) -> Any:
    """A file of settings."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def filled(body: str | list[str]) -> list[str]:
    """A snippet as it is written into the file, once for each choice that it offers."""
    text = "\n".join([body] if isinstance(body, str) else body)
    choices = re.findall(r"\$\{\d+\|([^|]*)\|\}", text)
    options = choices[0].split(",") if choices else [""]
    texts = [re.sub(r"\$\{\d+\|[^|]*\|\}", option, text) for option in options]
    return [re.sub(r"\$\{\d+:([^}]*)\}|\$0", r"\1", text) for text in texts]


SNIPPETS = [
    (file, name, text)
    for file in ("markdown.code-snippets", "yaml.code-snippets")
    for name, snippet in held(file).items()
    for text in filled(snippet["body"])
]


@pytest.mark.parametrize(("file", "name", "text"), SNIPPETS, ids=[f"{name}-{len(text)}" for _, name, text in SNIPPETS])
def test_a_snippet_is_right_as_it_stands(file: str, name: str, text: str) -> None:
    assert "$" not in text
    if file.startswith("markdown"):
        blocks, problems = markdown.parse_blocks(text if "see=" not in text else f"- 条目{text}", "f")
        assert blocks or name == "注释"
    elif "source:" in text:
        found, problems = glossary.read_entries(text, "f", markdown.parse_inline)
        assert len(found) == 1
    elif "say:" in text:
        groups, problems = synonyms.read_synonyms(text, "f")
        assert len(groups) == 1
    else:
        rows, problems = indicators.read_indicators(text, "f")
        assert len(rows) == 1
    assert not problems, [str(problem) for problem in problems]


def matched(line: str) -> list[dict[str, str]]:
    """What the task's matchers find in a line: severity and what is named."""
    found = []
    for matcher in held("tasks.json")["tasks"][1]["problemMatcher"]:
        hit = re.match(matcher["pattern"]["regexp"], line)
        if hit:
            named = {k: hit[v] or "" for k, v in matcher["pattern"].items() if isinstance(v, int)}
            found.append({"severity": matcher["severity"], "kind": matcher["pattern"].get("kind", "location")} | named)
    return found


@pytest.mark.parametrize(
    "locus",
    [Locus("content/2031/report.md", 41, 7), Locus("content/2031/report.md", 41), Locus("glossary.yml")],
    ids=str,
)
@pytest.mark.parametrize("severity", ["error", "warning"])
def test_a_task_finds_each_form_of_a_message(locus: Locus, severity: Any) -> None:
    (found,) = matched(str(Problem("link-form", locus, "链接「a: b[c]」不能用。", "写成 x:1: 错误。", severity)))
    assert found.pop("kind") == ("location" if locus.line else "file")
    assert found.pop("severity") == severity and found.pop("code") == "link-form"
    assert found.pop("message") == "链接「a: b[c]」不能用。 写成 x:1: 错误。"
    assert found.pop("file") == locus.path
    assert [found.get("line", ""), found.get("column", "")] == [str(n or "") for n in (locus.line, locus.column)]


def test_a_task_finds_every_message_of_the_documentation_once() -> None:
    printed = [line for entry in entries().values() for line in fences(entry, "text")]
    assert len(printed) > 60
    assert [line for line in printed if len(matched(line)) != 1] == []


def test_what_is_no_message_is_none() -> None:
    assert not matched("没有问题（5篇文献，160个网页，28个词条，420个数值，1.6秒）。")
    assert not matched("content/2024/explainer.md:209: 已阅[report-differs] 这里是「10所」。")


def test_each_task_is_a_command_that_there_is() -> None:
    tasks = held("tasks.json")["tasks"]
    assert [task["label"] for task in tasks] == ["生成", "检查", "预览", "核对繁简", "核对完毕，署名", "登记锚点"]
    for task in tasks:
        script, *arguments = task["args"]
        assert (ROOT / script).is_file()
        assert command.parse_arguments([a.replace("${input:name}", "某人") for a in arguments]).command == arguments[0]
        assert Path(task["windows"]["command"].replace("\\", "/")).parent.name == "Scripts"
    matchers = [json.dumps(task["problemMatcher"]) for task in tasks if task["problemMatcher"]]
    assert len(matchers) == 3 and len(set(matchers)) == 1


def test_each_schema_is_for_a_file_that_there_is() -> None:
    settings = held("settings.json")
    assert set(settings["yaml.schemas"]) == {f"{editor_schemas.FOLDER}/{n}" for n in editor_schemas.build_files()} - {
        f"{editor_schemas.FOLDER}/front-matter.json"
    }
    assert all((ROOT / path).is_file() for path in settings["yaml.schemas"].values())
    assert settings["files.encoding"] == "utf8" and settings["files.eol"] == "\n"
    assert "redhat.vscode-yaml" in held("extensions.json")["recommendations"]
