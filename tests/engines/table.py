"""The table of docs/browsers.md: what each browser does, when it was run, and in which version."""

from __future__ import annotations

from tests.conftest import ROOT
from tests.engines.engines import BROWSERS
from tests.engines.functions import FUNCTIONS

PAGE = ROOT / "docs" / "browsers.md"
BEGIN, END = "<!-- written by tests/engines/table.py -->\n", "<!-- to here -->\n"
VERSION, DATE = "version", "run on"
WORKS, FAILS, NOT_RUN = "works", "**fails**", "not run"

#: What was found, by browser and then by row.
Records = dict[str, dict[str, str]]


def read(page: str) -> Records:
    """What the page's table says."""
    lines = [line for line in page.partition(BEGIN)[2].partition(END)[0].splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    if not rows:
        return {}
    return {name: {row[0]: row[at] for row in rows[2:]} for at, name in enumerate(rows[0]) if at}


def write(records: Records) -> str:
    """The part of the page between its marks: what the functions ask, and the table."""
    asked = [f"- **{name}**: {' '.join((function.__doc__ or '').split())}" for name, function in FUNCTIONS.items()]
    rows = [["", *BROWSERS], ["---"] * (len(BROWSERS) + 1)]
    rows += [
        [name, *(records.get(browser, {}).get(name, NOT_RUN) for browser in BROWSERS)]
        for name in (VERSION, DATE, *FUNCTIONS)
    ]
    return "\n".join([*asked, "", *(f"| {' | '.join(row)} |" for row in rows), ""])


def replace(page: str, records: Records) -> str:
    """The page with another table."""
    before, _, rest = page.partition(BEGIN)
    return before + BEGIN + write(records) + END + rest.partition(END)[2]


def record(browser: str, found: dict[str, str]) -> None:
    """Write what was found in one browser into the page."""
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(replace(page, {**read(page), browser: found}), encoding="utf-8")
