"""Generate publications of any size from ``content/``, to measure builds.

    python -m bench.corpora 100 FOLDER

A pair of documents is the report of 2024 and the newspaper page that explains it, changed to another county and year:
names, years and numbers change alike in both (so that they still agree), and sentences change places within a page. All
our notation is preserved: pages, run-in headings, figures with their indicators, the newspaper's sections, misprints. Pairs are
distributed over twenty years, so a thousand documents are 25 counties, all but the first with a label. The same number gives the same bytes, and pair n does
not depend on how many there are.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import sys
from functools import cache
from itertools import product
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
FIRST, YEARS = 2006, 20
_SEED = 2024
_NAMES = ("青临安永长平新海金东南西北宁德清河林山", "川阳安山河湾城原泉溪岭州池源港浦陵丘田江")
_YEAR = re.compile(r"(?<![\d.])20[12]\d(?![\d.]\d)")
#: A quantity; not a number in a name (“1+6”), a page or an anchor.
_NUMBER = re.compile(r"(?<![\d.“+=#pes-])\d+(?:\.\d+)?(?=\**[%个家亩项套张所场条名件栋位人亿处])")
_BRACES = re.compile(r"(\{(?:#|page=|indicator=|see=|\.)[^}]*\})")
_PAGE = re.compile(r"(\[\]\{page=\d+\})")
_SENTENCE = re.compile(r"(?:\[[^\]]*\](?:\{[^}]*\})?|[^。\[]|\[)+。?")


class Pair:
    """The n-th report and its explainer."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.year = FIRST + number % YEARS
        place = number // YEARS + 1
        self.suffix = f"-{place}" if place > 1 else ""
        self.county = _list_counties()[place - 1]
        self.label = f"label: {self.county}\n" if place > 1 else ""

    def vary(self, text: str) -> str:
        """Make a document of this pair from the real one of 2024."""
        _, head, body = text.split("---\n", 2)
        chance = random.Random(f"{self.number} {len(text)}")
        head = re.sub(r"(explains: \S+)", rf"\1{self.suffix}", self._rename(head))
        lines = (
            self._vary_line(line, chance) for line in body.replace("report.md", f"report{self.suffix}.md").split("\n")
        )
        return f"---\n{head}{self.label}---\n" + "\n".join(lines)

    def _vary_line(self, line: str, chance: random.Random) -> str:
        if line.startswith("#"):
            return self._rename(line)
        if len(line) > 200:
            line = "".join(
                part if _PAGE.fullmatch(part) else _shuffle_sentences(part, chance) for part in _PAGE.split(line)
            )
        parts = _BRACES.split(line)
        parts[::2] = (_NUMBER.sub(self._vary_number, part) for part in parts[::2])
        return self._rename("".join(parts))

    def _rename(self, text: str) -> str:
        return _YEAR.sub(lambda m: str(int(m[0]) + self.year - 2024), text.replace("晋江", self.county))

    def _vary_number(self, match: re.Match[str]) -> str:
        """Change a number, in the same way wherever the pair states it."""
        factor = random.Random(f"{self.number} {match[0]}").uniform(0.6, 1.6)
        value = float(match[0]) * factor
        return f"{value:.1f}" if "." in match[0] else str(max(2, round(value)))


@cache
def _list_counties() -> tuple[str, ...]:
    counties = list(map("".join, product(*_NAMES)))
    random.Random(_SEED).shuffle(counties)
    return tuple(counties)


def _shuffle_sentences(text: str, chance: random.Random) -> str:
    """Shuffle the sentences, except the first and the last, which a page may cut."""
    sentences = _SENTENCE.findall(text)
    if "".join(sentences) != text or len(sentences) < 4:
        return text
    inner = sentences[1:-1]
    chance.shuffle(inner)
    return "".join((sentences[0], *inner, sentences[-1]))


def write_corpus(documents: int, folder: Path) -> None:
    """Write a project with that many documents (an even number): ``content/``, ``glossary.yml``, ``conversion.yml``."""
    content = folder / "content"
    originals = {
        kind: (ROOT / "content" / "2024" / f"{kind}.md").read_text("utf-8") for kind in ("report", "explainer")
    }
    for number in range(documents // 2):
        pair = Pair(number)
        for kind, text in originals.items():
            file = content / str(pair.year) / f"{kind}{pair.suffix}.md"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(pair.vary(text), "utf-8")
    site = (ROOT / "content" / "site.yml").read_text("utf-8")
    (content / "site.yml").write_text(site.partition("mottos:")[0], "utf-8")
    # Counties state different numbers: here that is no mistake.
    known = range(FIRST - 2, FIRST + YEARS + 2)
    differs = [f"{year} {role}" for year in known for role in ("target", "result")]
    rows = yaml.load((ROOT / "content" / "indicators.yml").read_text("utf-8"), yaml.BaseLoader)
    lines = (json.dumps({**row, "differs": differs}, ensure_ascii=False) for row in rows)
    (content / "indicators.yml").write_text("".join(f"- {line}\n" for line in lines), "utf-8")
    glossary = (ROOT / "glossary.yml").read_text("utf-8").replace("2024/report", f"{FIRST}/report")
    (folder / "glossary.yml").write_text(re.sub(r"\n  years: .*", "", glossary), "utf-8")
    shutil.copy(ROOT / "conversion.yml", folder)


def write_project(folder: Path, documents: int = 0) -> int:
    """Write a project with that many generated documents, or with today's (0); return how many there are."""
    if documents:
        write_corpus(documents, folder)
    else:
        shutil.copytree(ROOT / "content", folder / "content")
        for name in ("glossary.yml", "conversion.yml"):
            shutil.copy(ROOT / name, folder)
    return len(list(folder.glob("content/[12]*/*.md")))


if __name__ == "__main__":
    write_corpus(int(sys.argv[1]), Path(sys.argv[2]))
