"""The cause first: what is told of an editor's slips, in the order in which they are mended, without what only follows from them.

Where a file, or an entry of it, cannot be read, everything that rests on it is at fault as well: of a glossary that is not read
every note's link is gone. An editor who mends what follows does harm (it asks for published links to be given up), so it is not
told while its cause is there. Pure; a stage tells of what it finds, and only this module knows what rests on what.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from gazette.problems import Problem, sort_problems

#: What a file is to the build.
Part = Literal[
    "content", "document", "glossary", "indicators", "site", "conversion", "conversions", "anchors", "strings"
]

#: Nothing of the file was read.
_WHOLE = frozenset(
    "content-missing file-missing file-unreadable path-outside encoding front-matter-missing yaml-syntax yaml-sign yaml-tab yaml-depth".split()
)
#: Something of it was not taken: an entry, a value.
_SOME = frozenset(
    "code-open path-form period-form value-number yaml-shape yaml-alias yaml-duplicate key-missing key-unknown term-undefined name-duplicate anchor-form value-unknown".split()
)
_CONVERTED = frozenset(("conversion-open", "conversion-stale"))
_FIGURES = frozenset(("headline-missing", "figure-differs", "figure-leap", "figure-indicator"))
#: What rests on each part, told of other files.
_RESTS: Mapping[Part, frozenset[str]] = {
    "content": frozenset(("file-missing", "document-unknown", "link-broken", "headline-missing", "conversion-stale")),
    "document": frozenset(("headline-missing", "conversion-stale", "page-link", "picture-unused")),
    "glossary": _CONVERTED | {"anchor-unrecorded", "term-unknown", "page-link"},
    "indicators": _CONVERTED | _FIGURES | {"indicator-unknown", "figure-unit"},
    "site": _CONVERTED,
    "conversion": _CONVERTED,
    "conversions": _CONVERTED,
    "anchors": frozenset(("anchor-vanished", "anchor-ledger", "anchor-unrecorded", "link-broken", "differs-unfounded")),
    "strings": frozenset(),
}
#: Links to notes and to the pages on which they are printed: what the glossary gives to the documents.
_NOTES = re.compile(r"#(?:n\d+(?:-\d+)?|page-\d+)(?![\w-])")
_LINKS = frozenset(("anchor-vanished", "anchor-ledger", "link-broken"))
#: One slip in a line is told once, by the first of these that tells of it.
_SLIPS = ("character", "near-miss")
_OF_THE_LINE = frozenset(
    "attribute-syntax attribute-unknown attribute-idle link-form link-broken comment-form character-alike picture-place picture-path".split()
)


def remove_consequences(problems: Iterable[Problem], parts: Mapping[str, Part]) -> tuple[Problem, ...]:
    """The problems that ask for an editor's hand, causes first, each once. ``parts`` are the files by path; others are documents."""
    every = sort_problems(problems)
    errors = [problem for problem in every if problem.severity == "error"]
    lost = {problem.locus.path for problem in errors if problem.code in _WHOLE}
    short = lost | {problem.locus.path for problem in errors if problem.code in _SOME}
    slips = {(p.locus.path, p.locus.line) for p in errors if p.code in _SLIPS}
    missing = {parts.get(path, "document") for path in short}
    rests = frozenset[str]().union(*(_RESTS[part] for part in missing))

    def follows(problem: Problem) -> bool:
        path, code = problem.locus.path, problem.code
        if path in lost and code not in _WHOLE:
            return True
        if code in _OF_THE_LINE and (path, problem.locus.line) in slips:
            return True
        if "glossary" in missing and code in _LINKS and _NOTES.search(problem.message):
            return True
        return code in rests and not (path in short and code in _SOME)

    left = [problem for problem in every if not follows(problem)]
    return tuple(sorted(left, key=lambda p: not (p.severity == "error" and p.code in _WHOLE)))
