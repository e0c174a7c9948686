"""Tell documents apart that have the same kind, place and label in a year, as two newspapers' explainers of one report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from gazette.grouping import group_by
from gazette.model import Document, FrontMatter
from gazette.problems import Locus, Problem

#: What may tell them apart, the shortest first.
_WORDS: tuple[Callable[[FrontMatter], str], ...] = (
    lambda meta: meta.publisher,
    lambda meta: meta.publisher + meta.edition,
    lambda meta: meta.publisher + meta.edition + meta.issue,
    lambda meta: meta.title,
)


def tell_apart(documents: Iterable[Document]) -> tuple[Mapping[str, str], tuple[Problem, ...]]:
    """Return by id the words that tell each of such documents apart, in its own script: 云汐日报海外版; and problems where none do."""
    alike = group_by(documents, lambda each: (each.year, each.meta.kind, each.meta.place, each.meta.label))
    names: dict[str, str] = {}
    problems = []
    for own in alike.values():
        if len(own) == 1 or own[0].meta.kind == "report":
            continue
        for name in _WORDS:
            words = [name(each.meta) for each in own]
            if all(words) and len(set(words)) == len(words):
                names |= dict(zip((each.id for each in own), words, strict=True))
                break
        else:
            last = own[-1]
            message = f"这一篇和 {own[0].path} 的报名、版次、期号、题目都一样，列在一起分不出来。"
            locus = Locus(last.path, last.meta.lines.get("kind", 1))
            problems.append(Problem("document-twice", locus, message, "请给其中一篇写 label（如 海外版）。"))
    return names, tuple(problems)
