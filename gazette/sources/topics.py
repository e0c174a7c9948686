"""Read ``topics`` of ``content/site.yml``: the subjects that readers follow over the years."""

from __future__ import annotations

import re
from operator import itemgetter

from gazette.problems import Problem
from gazette.settings import Topic
from gazette.sources.search_words import read_search_words
from gazette.sources.yaml_fields import Fields, YamlNode, find_duplicates, iterate_rows

KEYS = ("id", "name", "indicators", "terms", "words")


def read_topics(node: YamlNode | None, path: str) -> tuple[tuple[Topic, ...], tuple[Problem, ...]]:
    """Read the topics in the file's order, which is that of the home page; whether indicators and terms exist is not known here."""
    problems: list[Problem] = []
    topics: list[Topic] = []
    names: list[tuple[str, int]] = []
    for row in iterate_rows(node, path, KEYS, problems):
        topic = Topic(
            id=row.text("id", required=True),
            name=row.text("name", required=True),
            indicators=row.texts("indicators"),
            terms=row.texts("terms"),
            words=read_search_words(row, "words"),
            places=_find_places(row),
        )
        if topic.id and not re.fullmatch(r"[a-z][a-z0-9-]*", topic.id):
            message, fix = f"话题的 id「{topic.id}」不能用。", "只用小写字母开头的小写字母、数字和连字符。"
            row.report("anchor-form", "id", message, fix)
        if not topic.words and not row.has_misspelling_of("words"):
            message = f"话题「{topic.name}」没有写 words，找不到说它的句子。"
            row.report("key-missing", "words", message, "请补上 words: [甲, 乙]。")
        for key, own in (("indicators", topic.indicators), ("terms", topic.terms)):
            if twice := [each for place, each in enumerate(own) if each in own[:place]]:
                row.report("name-duplicate", key, f"话题「{topic.name}」里的「{twice[0]}」写了两次。", "请只留一个。")
        topics.append(topic)
        names.append((topic.name, row.line("name")))
    rows = ((topic.id, topic.places.get(topic.id, (0, 0))[0]) for topic in topics)
    duplicates = (
        *find_duplicates(rows, path, "话题"),
        *find_duplicates(filter(itemgetter(0), names), path, "话题的名字"),
    )
    return tuple(topics), (*problems, *duplicates)


def _find_places(row: Fields) -> dict[str, tuple[int, int]]:
    """Return line and column of the topic's id, and of each indicator and term."""
    nodes = [node for key in ("id", "indicators", "terms") if (node := row.get(key))]
    return {item.text: (item.line, item.column) for node in nodes for item in node.items or (node,)}
