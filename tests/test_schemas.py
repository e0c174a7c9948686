"""The schemas for VS Code are what the code gives, and say the same as the readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from gazette import editor_schemas
from gazette.conversion import converter, review_file
from gazette.figures import indicators
from gazette.library import glossary, synonyms
from gazette.problems import Problem
from gazette.sources import front_matter, markdown, site_settings
from tests import mini_site

ROOT = Path(__file__).resolve().parent.parent
FILES = {
    "site.json": "content/site.yml",
    "glossary.json": "glossary.yml",
    "indicators.json": "content/indicators.yml",
    "synonyms.json": "content/synonyms.yml",
    "conversion.json": "conversion.yml",
    "conversions.json": "content/conversions.yml",
}
READERS: dict[str, Callable[[str], tuple[Problem, ...]]] = {
    "site.json": lambda text: site_settings.read_site(text, "f")[1],
    "glossary.json": lambda text: glossary.read_entries(text, "f", markdown.parse_inline)[1],
    "indicators.json": lambda text: indicators.read_indicators(text, "f")[1],
    "synonyms.json": lambda text: synonyms.read_synonyms(text, "f")[1],
    "conversion.json": lambda text: converter.read_rules(text, "f")[1],
    "conversions.json": lambda text: review_file.read_decisions(text, "f")[1],
    "front-matter.json": lambda text: front_matter.parse_front_matter(f"---\n{text}---\n", "f")[3],
}
#: A small file of each kind that is right.
RIGHT: dict[str, Any] = {
    "site.json": {"title": "云汐", "place": "云汐市", "base_url": "https://example.org"},
    "glossary.json": [{"term": "双湾", "definition": "两湾。", "source": {"document": "2031/report", "page": 2}}],
    "indicators.json": [{"id": "parks", "name": "公园", "unit": "个"}],
    "synonyms.json": [{"say": "绿地", "find": "公园"}],
    "conversion.json": {"phrases": [{"hans": "个", "hant": "個", "reason": "量词"}]},
    "conversions.json": [{"word": "家", "answer": "open"}],
    "front-matter.json": {"kind": "report", "script": "Hans", "title": "题"},
}
PROBES: tuple[Any, ...] = (
    "字", "", 7, 2031, "2031", True, None, [], ["甲"], [["甲"]], [{"甲": "乙"}], {"甲": "乙"}, {"甲": ["乙"]}, {"甲": {"乙": "丙"}},
    "2031-02-03", "https://example.org/a", "editor", "yes", "more", "zh-hans", "section", "corner", "Hant", "explainer", ["title"], 10**7,
)  # fmt: skip
#: What a schema can know of what the readers refuse.
SHAPES = ("yaml-shape", "key-missing", "key-unknown", "value-unknown", "term-undefined")


class Core(yaml.SafeLoader):
    """YAML 1.2 as VS Code reads it: ``yes`` and a date are words."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|false", "tf"),
    ("int", r"-?[0-9]+", "-0123456789"),
    ("float", r"-?[0-9]+\.[0-9]+", "-0123456789"),
    ("null", r"~|null|", ["~", "n", ""]),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(first))


def valid(name: str, value: object) -> bool:
    """Whether the schema takes it."""
    return bool(jsonschema.Draft7Validator(editor_schemas.build_schemas()[name]).is_valid(value))


def fronts() -> Iterator[str]:
    """The front matter of every document."""
    for path in sorted((*(ROOT / "content").rglob("*.md"), *mini_site.HERE.rglob("*.md"))):
        yield front_matter.split_front_matter(path.read_text(encoding="utf-8"))[0] or ""


def test_the_files_are_what_the_code_gives() -> None:
    """After a change of a reader: ``python -m gazette.editor_schemas``."""
    folder = ROOT / editor_schemas.FOLDER
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == editor_schemas.build_files()


@pytest.mark.parametrize("name", READERS)
def test_a_schema_is_one_and_explains_each_key(name: str) -> None:
    schema = editor_schemas.build_schemas()[name]
    jsonschema.Draft7Validator.check_schema(schema)
    row: Any = schema.get("items", schema)
    assert all(re.search("[\u4e00-\u9fff]", value["description"]) for value in row["properties"].values())


@pytest.mark.parametrize("name", FILES)
def test_the_files_of_today_are_valid_and_a_mistyped_key_is_not(name: str) -> None:
    texts = [(root / FILES[name]) for root in (ROOT, mini_site.HERE) if (root / FILES[name]).is_file()]
    for path in texts:
        value: Any = yaml.load(path.read_text(encoding="utf-8"), Core)
        assert valid(name, value), path
        (value[0] if isinstance(value, list) else value)["titel"] = "x"
        assert not valid(name, value)


def test_the_front_matter_of_today_is_valid_and_a_mistyped_key_is_not() -> None:
    heads = [yaml.load(head, Core) for head in fronts()]
    assert len(heads) == 8
    for head in heads:
        assert valid("front-matter.json", head), head
        assert not valid("front-matter.json", head | {"titel": "x"})


@pytest.mark.parametrize("name", READERS)
def test_a_schema_and_its_reader_agree_on_every_key(name: str) -> None:
    """Each key with a value of every shape: what the reader takes is valid, what it refuses for its shape is not."""
    schema: Any = editor_schemas.build_schemas()[name]
    keys = schema.get("items", schema)["properties"]
    for key in (*keys, "titel"):
        for probe in PROBES:
            value = yaml.safe_load(yaml.safe_dump(RIGHT[name]))
            (value[0] if isinstance(value, list) else value)[key] = probe
            text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False).replace(" null\n", "\n")  # left empty
            refused = {problem.code for problem in READERS[name](text)}
            if not refused:
                assert valid(name, yaml.load(text, Core)), text
            if refused & set(SHAPES):
                assert not valid(name, yaml.load(text, Core)), (refused, text)


@pytest.mark.parametrize("name", READERS)
def test_what_is_required_is_required_by_the_reader(name: str) -> None:
    rows: Any = RIGHT[name]
    for key in rows[0] if isinstance(rows, list) else rows:
        value = yaml.safe_load(yaml.safe_dump(rows))
        del (value[0] if isinstance(value, list) else value)[key]
        text = yaml.safe_dump(value, allow_unicode=True)
        refused = {problem.code for problem in READERS[name](text)} & set(SHAPES)
        assert bool(refused) is not valid(name, value), (refused, text)
