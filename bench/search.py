"""Measure the search with many documents: time and memory to index them, and how fast a browser finds hits.

    python -m bench.search 1000      or `make bench-search`

Documents consist of the sentences of ``content/`` in a seeded order, about 10,000 characters each, in both scripts. Peak
memory is given by process: Pagefind, and Python with the documents in it. Times in the browser are from a query
entered at once to its painted results, including the delay of 40 ms for further keystrokes, in the second round.
"""

from __future__ import annotations

import gzip
import random
import re
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Response, sync_playwright

from gazette.conversion import converter as conversion
from gazette.pages.publication import Page, SearchDocument, SearchText
from gazette.pipeline import Options, build
from gazette.scripts import SCRIPTS
from gazette.search import index as search
from gazette.shown import first_form, of_forms
from tests.browser.conftest import serve
from tests.browser.install import find
from tests.browser.watch import typed, watched

CONTENT = Path(__file__).resolve().parent.parent / "content"
LENGTH = 10_000
QUERIES = ("低效用地", "晋江经验", "发展", "6.5%", "侨", "村BA")


@dataclass(frozen=True)
class PartialPublication:
    """The part of a publication that the search needs."""

    pages: tuple[Page, ...]


def read_sentences() -> list[str]:
    """Return every sentence of the publication, without notation."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(CONTENT.glob("20*/*.md")))
    plain = re.sub(r"\{[^}]*\}|[\[\]*#]|^---.*?^---", "", text, flags=re.M | re.S)
    return [found for found in re.findall(r"[^。！？\n]{8,}[。！？]", plain) if re.search(r"[\u4e00-\u9fff]", found)]


def generate_pages(count: int) -> Iterator[Page]:
    """Generate ``count`` documents in all editions."""
    known = read_sentences()
    converter = conversion.Converter(conversion.ConversionRules())
    converted = {
        s.code: [converter.convert(one, "Hans", s.code) if s.code == "Hant" else one for one in known] for s in SCRIPTS
    }
    for number in range(count):
        chance = random.Random(number)
        chosen: list[int] = []
        while sum(len(known[n]) for n in chosen) < LENGTH:
            chosen.append(chance.randrange(len(known)))
        pieces = [SearchText("s1", 2, f"{number}号文件")]
        for n in range(0, len(chosen), 4):
            forms = ["".join(converted[script.code][m] for m in chosen[n : n + 4]) for script in SCRIPTS]
            pieces.append(SearchText(f"p1-{n}", 0, of_forms(forms)))
        filters = {"year": str(1990 + number % 35), "kind": ("report", "explainer", "coverage")[number % 3]}
        document = SearchDocument(f"{number}号文件", tuple(pieces), {"kind": filters["kind"]}, filters)
        yield Page(f"{filters['year']}/d{number}/", "", document.title, "", None, search=document)


def measure_index(count: int, site: Path) -> list[tuple[str, str]]:
    """Index ``count`` documents into a copy of a site at ``site``; return the rows of a table."""
    publication = PartialPublication(tuple(generate_pages(count)))
    pieces = (piece for page in publication.pages if page.search for piece in page.search.pieces)
    characters = len(SCRIPTS) * sum(len(first_form(piece.text)) for piece in pieces)
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    artifacts, problems = search.build_indexes(publication, conversion.fold)
    seconds = time.monotonic() - started
    assert not problems, [str(problem) for problem in problems]
    own, child = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    for script in SCRIPTS:
        shutil.rmtree(site / script.folder / "pagefind")
    for artifact in artifacts:
        file = site / artifact.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(artifact.content)
    index = sum(len(a.content) for a in artifacts if a.path.endswith(".pf_index"))
    texts = sum(len(a.content) for a in artifacts if "/text/" in a.path)
    return [
        ("documents", f"{count} × {len(SCRIPTS)} scripts, {characters / 1e6:.1f} M characters"),
        ("wall time of the index", f"{seconds:.1f} s"),
        ("peak memory, Pagefind", f"{child / 1024:.0f} MB"),
        ("peak memory, Python", f"{own / 1024:.0f} MB ({base / 1024:.0f} before)"),
        ("index, texts", f"{index / 1e6:.1f} MB, {texts / 1e6:.1f} MB in {len(artifacts)} files"),
    ]


def measure_search(site: Path) -> list[tuple[str, str]]:
    """Search the site at ``site`` in a browser; return the rows of a table."""
    server, address = serve(site)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(service_workers="block").new_page()
        loaded: list[Response] = []
        page.on("response", lambda answer: loaded.append(answer) if "/pagefind/" in answer.url else None)
        page.goto(f"{address}/zh-hans/search/")
        page.wait_for_load_state("networkidle")
        with watched(browser, page) as busy:
            cold = typed(page, "长者食堂")
            page.wait_for_timeout(500)
            first = sum(len(gzip.compress(answer.body(), 9)) for answer in loaded)
            times = [typed(page, query) for _ in range(2) for query in QUERIES][len(QUERIES) :]
        browser.close()
    server.shutdown()
    each = ", ".join(f"{query} {taken:.0f}" for query, taken in zip(QUERIES, times, strict=True))
    return [
        ("first query loads, compressed", f"{first / 1000:.0f} KB"),
        ("typing to painted, first", f"{cold:.0f} ms"),
        ("typing to painted, warm", f"median {statistics.median(times):.0f} ms ({each})"),
        ("longest task of the main thread", f"{busy[0]:.0f} ms of processor time"),
    ]


def print_table(title: str, rows: list[tuple[str, str]]) -> None:
    """Print a table of names and values."""
    print(f"| {title} | |\n|---|---|")
    for name, value in rows:
        print(f"| {name} | {value} |")
    print(flush=True)


def main() -> None:
    """Print a table for today's site and one for generated documents."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        assert build(Options(CONTENT, site)).written
        print_table("today's site", measure_search(site))
        print_table("generated documents", [*measure_index(count, site), *measure_search(site)])


if __name__ == "__main__":
    main()
