"""Read ``content/synonyms.yml``: what readers call things, and what the documents call them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache

from msgspec import Struct

from gazette.problems import Locus, Problem
from gazette.sources.search_words import read_search_words
from gazette.sources.yaml_fields import Fields, find_duplicates, iterate_rows, read_yaml

KEYS = ("say", "find", "near")
#: Notation that may stand between two characters of a word, and white space.
_MARKUP = re.compile(r"\{[^}\n]*\}|\[\]|[\[\]*\s]")


class SynonymGroup(Struct, frozen=True, array_like=True):
    """Words for one thing."""

    say: tuple[str, ...]  #: what readers may type
    find: tuple[str, ...]  #: what the documents say for the same or a narrower thing: the search looks for it too
    near: tuple[str, ...]  #: what the documents say of the next thing: it is offered, as something else
    line: int  #: of the file
    find_line: int
    near_line: int


@lru_cache(maxsize=1)  # a preview reads the same again and again
def read_synonyms(text: str, path: str) -> tuple[tuple[SynonymGroup, ...], tuple[Problem, ...]]:
    """Read the groups in the file's order, and report what is wrong in them."""
    node, yaml_problems = read_yaml(text, path)
    problems = list(yaml_problems)
    groups = [_read_group(row) for row in iterate_rows(node, path, KEYS, problems)]
    said = ((word, group.line) for group in groups for word in dict.fromkeys(group.say))
    problems += find_duplicates(said, path, "读者的说法")
    return tuple(groups), tuple(problems)


def _read_group(row: Fields) -> SynonymGroup:
    say, find, near = read_search_words(row, "say"), row.texts("find"), row.texts("near")
    if not say and not row.has_misspelling_of("say"):
        row.report("key-missing", row.node, "缺少「say」。", "请补上读者会打的字：say: [甲, 乙]。")
    if not find and not near and not any(row.has_misspelling_of(key) for key in ("find", "near")):
        message = "「find」和「near」都没有写。"
        row.report("key-missing", row.node, message, "请补上文献的说法：同一件事写 find，相近的写 near。")
    return SynonymGroup(say, find, near, row.node.line, row.line("find"), row.line("near"))


def check_synonyms(
    groups: Iterable[SynonymGroup], texts: Sequence[str], fold: Callable[[str], str], path: str
) -> Iterator[Problem]:
    """Report each word for the documents that none of their ``texts`` has, and readers' words of two groups that are one word in
    other characters; ``fold`` maps Traditional characters to Simplified."""
    longest_first = sorted(texts, key=len, reverse=True)  # they have the most words
    plain: list[str] = []  # the texts without notation, made for the first word that needs them

    @cache
    def is_found(word: str) -> bool:
        if any(word in text for text in longest_first):
            return True
        if not plain:
            plain.extend(fold(_MARKUP.sub("", text)) for text in texts)
        folded = fold(_MARKUP.sub("", word))
        return any(folded in text for text in plain)

    said: dict[str, tuple[str, int]] = {}
    for group in groups:
        for word in group.say:
            other, line = said.setdefault(fold(word).casefold(), (word, group.line))
            if other != word and line != group.line:
                message = f"读者的说法「{word}」就是第 {line} 行的「{other}」，繁简、大小写不同而已。"
                yield Problem("name-duplicate", Locus(path, group.line), message, "请只留一个。")
        for words, line in ((group.find, group.find_line), (group.near, group.near_line)):
            for word in words:
                if not is_found(word):
                    message = f"文献里没有「{word}」，检索了也找不到。"
                    fix = "请照文献的说法改写，或删去它。"
                    yield Problem("synonym-unfounded", Locus(path, line), message, fix, "warning")
