"""Compare the version of the program with the one by whose rules a publication was written (``made_with``)."""

from __future__ import annotations

import re

from gazette import VERSION

#: What a publication of an earlier version must change, by the first version that needs it. How to add one: CONTRIBUTING.md.
MIGRATIONS: tuple[tuple[tuple[int, int], str], ...] = (
    ((0, 2), "在 content/site.yml 写上 place（哪里的报告）；从 netlify.toml 删去 from = \"/\" 的规则，程序自己写"),
)  # fmt: skip
_FORM = re.compile(r"(\d{1,4})\.(\d{1,4})(?:\.\d{1,4})?")


def parse_version(text: str) -> tuple[int, int] | None:
    """Return the first two numbers of a version; the third changes nothing for a publication."""
    match = _FORM.fullmatch(text)
    return (int(match[1]), int(match[2])) if match else None


def is_newer(made_with: tuple[int, int]) -> bool:
    """Whether a publication needs a newer program."""
    own = parse_version(VERSION)
    return own is not None and made_with > own


def list_migrations(made_with: tuple[int, int]) -> tuple[str, ...]:
    """Return what a publication of that version must change, the earliest first."""
    return tuple(change for version, change in MIGRATIONS if made_with < version)
