"""Read words that are looked up in texts, or that readers type into the search."""

from __future__ import annotations

import re

from gazette.sources.yaml_fields import Fields

_LETTER = re.compile(r"[^\W_]")


def read_search_words(row: Fields, key: str) -> tuple[str, ...]:
    """Return the words under ``key``, each once; one that can never be met, with white space or without a letter, is reported."""
    words = tuple(dict.fromkeys(row.texts(key)))
    for word in words:
        if re.search(r"[\s\0]", word) or not _LETTER.search(word):
            message = f"「{word}」里有空格，或没有一个字。"
            row.report("synonym-form", key, message, "请去掉空格；字母和汉字照写。")
    return words
