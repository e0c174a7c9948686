"""Report causes without their consequences, in the order in which an editor should correct them.

Where a file, or an entry of it, cannot be read, everything that depends on it fails as well: without the glossary
every link to a note is broken. An editor who corrected these consequences would do harm (give up published links), so they are
not reported before their cause is gone. Stages report all that they find; only this module knows what depends on what.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from gazette.problems import Problem, sort_problems

#: What a file is to the build.
Part = Literal[
    "content",
    "document",
    "glossary",
    "indicators",
    "site",
    "conversion",
    "conversions",
    "anchors",
    "synonyms",
    "strings",
]

#: Problems by which nothing of a file was read.
_UNREAD_CODES = frozenset(
    "content-missing file-missing file-unreadable path-outside encoding front-matter-missing yaml-syntax yaml-sign yaml-tab yaml-depth".split()
)
#: Problems by which a part of a file was left out: an entry, a value.
_PARTLY_READ_CODES = frozenset(
    "code-open path-form period-form value-number yaml-shape yaml-alias yaml-duplicate key-missing key-unknown term-undefined name-duplicate anchor-form value-unknown".split()
)
_CONVERSION_CODES = frozenset(("conversion-open", "conversion-stale"))
_FIGURE_CODES = frozenset(("headline-missing", "figure-differs", "figure-leap", "figure-indicator"))
#: By part, the problems in other files that follow where it was not read completely.
_DEPENDENT_CODES: Mapping[Part, frozenset[str]] = {
    "content": frozenset(
        ("file-missing", "document-unknown", "link-broken", "headline-missing", "conversion-stale", "synonym-unfounded")
    ),
    "document": frozenset(
        "headline-missing conversion-stale page-link picture-unused synonym-unfounded document-twice place-other".split()
    ),
    "glossary": _CONVERSION_CODES | {"anchor-unrecorded", "term-unknown", "page-link", "synonym-unfounded"},
    "indicators": _CONVERSION_CODES | _FIGURE_CODES | {"indicator-unknown", "figure-unit", "synonym-unfounded"},
    "site": _CONVERSION_CODES,
    "conversion": _CONVERSION_CODES,
    "conversions": _CONVERSION_CODES,
    "anchors": frozenset(("anchor-vanished", "anchor-ledger", "anchor-unrecorded", "link-broken", "differs-unfounded")),
    "synonyms": frozenset(),
    "strings": frozenset(),
}
#: Links to notes and to the pages on which they are printed; these anchors come from the glossary.
_NOTE_ANCHOR = re.compile(r"#(?:n\d+(?:-\d+)?|page-\d+)(?![\w-])")
_LINK_CODES = frozenset(("anchor-vanished", "anchor-ledger", "link-broken"))
#: Problems of characters; others on their line follow from them.
_CHARACTER_CODES = ("character", "near-miss")
_SAME_LINE_CODES = frozenset(
    "attribute-syntax attribute-unknown attribute-idle link-form link-broken comment-form character-alike picture-place picture-path".split()
)


def remove_consequences(problems: Iterable[Problem], parts: Mapping[str, Part]) -> tuple[Problem, ...]:
    """Return the problems without consequences, each once, unreadable files first.

    ``parts`` says what each file is to the build, by path; files that are not in it are documents.
    """
    ordered = sort_problems(problems)
    errors = [problem for problem in ordered if problem.severity == "error"]
    unread = {problem.locus.path for problem in errors if problem.code in _UNREAD_CODES}
    incomplete = unread | {problem.locus.path for problem in errors if problem.code in _PARTLY_READ_CODES}
    wrong_lines = {(p.locus.path, p.locus.line) for p in errors if p.code in _CHARACTER_CODES}
    incomplete_parts = {parts.get(path, "document") for path in incomplete}
    dependent_codes = frozenset[str]().union(*(_DEPENDENT_CODES[part] for part in incomplete_parts))

    def is_consequence(problem: Problem) -> bool:
        path, code = problem.locus.path, problem.code
        if path in unread and code not in _UNREAD_CODES:
            return True
        if code in _SAME_LINE_CODES and (path, problem.locus.line) in wrong_lines:
            return True
        if "glossary" in incomplete_parts and code in _LINK_CODES and _NOTE_ANCHOR.search(problem.message):
            return True
        return code in dependent_codes and not (path in incomplete and code in _PARTLY_READ_CODES)

    remaining = [problem for problem in ordered if not is_consequence(problem)]
    return tuple(sorted(remaining, key=lambda p: not (p.severity == "error" and p.code in _UNREAD_CODES)))
