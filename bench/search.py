"""Wall time and peak memory of the search index for many documents. Run by hand:

    python -m bench.search 1000

Documents are made of the sentences of ``content/`` in a seeded order, about 10,000 characters each, in both scripts.
"""

from __future__ import annotations

import random
import re
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gazette.domain import conversion
from gazette.model import Page, SearchDocument, SearchText
from gazette.outputs import search
from gazette.scripts import SCRIPTS

CONTENT = Path(__file__).resolve().parent.parent / "content"
LENGTH = 10_000


@dataclass(frozen=True)
class Made:
    """As much of a publication as the search needs."""

    pages: tuple[Page, ...]


def sentences() -> list[str]:
    """Every sentence of the publication, without its notation."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(CONTENT.glob("20*/*.md")))
    plain = re.sub(r"\{[^}]*\}|[\[\]*#]|^---.*?^---", "", text, flags=re.M | re.S)
    return [found for found in re.findall(r"[^。！？\n]{8,}[。！？]", plain) if re.search(r"[\u4e00-\u9fff]", found)]


def pages(count: int) -> Iterator[Page]:
    """``count`` documents in both editions."""
    known = sentences()
    converter = conversion.Converter(conversion.House())
    turned = {
        s.code: [converter.convert(one, "Hans", s.code) if s.code == "Hant" else one for one in known] for s in SCRIPTS
    }
    for number in range(count):
        chance = random.Random(number)
        chosen: list[int] = []
        while sum(len(known[n]) for n in chosen) < LENGTH:
            chosen.append(chance.randrange(len(known)))
        for script in SCRIPTS:
            texts = turned[script.code]
            pieces = [SearchText("s1", 2, f"{number}号文件")]
            for n in range(0, len(chosen), 4):
                pieces.append(SearchText(f"p1-{n}", 0, "".join(texts[m] for m in chosen[n : n + 4])))
            filters = {"year": str(1990 + number % 35), "kind": ("report", "explainer", "coverage")[number % 3]}
            document = SearchDocument(f"{number}号文件", tuple(pieces), {"kind": filters["kind"]}, filters)
            path = f"{script.folder}/{filters['year']}/d{number}/"
            yield Page(path, script.lang, "", document.title, "", None, search=document)


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    publication = Made(tuple(pages(count)))
    characters = sum(len(piece.text) for page in publication.pages if page.search for piece in page.search.pieces)
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    artifacts, problems = search.render(publication, conversion.fold)
    seconds = time.monotonic() - started
    own, child = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    index = sum(len(a.content) for a in artifacts if a.path.endswith(".pf_index"))
    texts = sum(len(a.content) for a in artifacts if "/text/" in a.path)
    print(f"{count} documents x {len(SCRIPTS)} scripts, {characters / 1e6:.1f} M characters: {seconds:.1f} s")
    print(f"peak memory: Python {own / 1024:.0f} MB ({base / 1024:.0f} before), Pagefind {child / 1024:.0f} MB")
    print(f"index {index / 1e6:.1f} MB, texts {texts / 1e6:.1f} MB, {len(artifacts)} files; {len(problems)} problems")
    if len(sys.argv) > 2:
        for artifact in artifacts:
            file = Path(sys.argv[2], artifact.path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(artifact.content)
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
