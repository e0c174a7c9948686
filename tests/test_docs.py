"""The documents for engineers name what exists: their links, and the names of the code in docs/words.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")})
_LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
_CODE = re.compile(r"```.*?```|`[^`\n]*`|^    .*$", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_to_files(page: Path) -> None:
    links = _LINK.findall(_CODE.sub("", page.read_text(encoding="utf-8")))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_names_beside_the_words_exist() -> None:
    """The third column of docs/words.md: files, and names in the program, the wording or the notation."""
    sources = [*ROOT.glob("gazette/**/*.py"), *ROOT.glob("templates/*.yml"), ROOT / "docs" / "notation.md"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    rows = [line.split("|") for line in (ROOT / "docs" / "words.md").read_text(encoding="utf-8").split("\n")]
    names = [name for row in rows if len(row) == 6 for name in re.findall(r"`([^`]+)`", row[3])]
    assert len(names) > 40
    for name in names:
        words = re.findall(r"[\w.-]*\w", name.removeprefix("kind: "))
        assert (ROOT / name).exists() or all(re.search(rf"\b{re.escape(word.strip('.'))}\b", text) for word in words), (
            name
        )


def test_the_functions_of_the_walkthrough_exist_and_the_way_is_short() -> None:
    parts = (ROOT / "docs" / "walkthrough.md").read_text(encoding="utf-8").split("\n## ")[1:]
    for part in parts:
        hops = re.findall(r"^\| \d+ \| `([^`]+)` \| `(\w+)` \|", part, re.MULTILINE)
        assert 8 <= len(hops) <= 12
        for file, name in hops:
            assert re.search(rf"^(?:def|class) {name}\b", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE), name
