"""What the benchmark found, and how ``RESULTS.md`` tells it. Knows nothing of how it was measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bench.cost import Cost

OURS = "Gazette"
INDEXING = "indexing binary alone"
#: What a person writes stands below this line, and stays.
REMARKS = "## Remarks\n"


@dataclass(frozen=True)
class Row:
    """A case of a builder: the median ``cost`` of so many ``runs``, or why there is none (``said``)."""

    who: str
    case: str
    search: bool
    cost: Cost | None
    runs: int = 0
    said: str = ""
    version: str = ""
    pages: int = 0
    asked: float = 0.0


@dataclass(frozen=True)
class Block:
    """All that was measured with one publication: rows, ``stages`` (processor ms per document) and the preview's saves by file
    (median, least, most and processor's median, in ms)."""

    title: str
    documents: int
    characters: int
    when: str
    commit: str
    load: float
    rows: tuple[Row, ...]
    stages: Mapping[str, float] = field(default_factory=dict)
    preview: Mapping[str, Sequence[float]] = field(default_factory=dict)

    def row(self, who: str, case: str = "cold", *, search: bool = False) -> Row | None:
        """The row of a case, if it was measured."""
        return next(
            (row for row in self.rows if (row.who, row.case, row.search) == (who, case, search) and row.cost), None
        )

    def cost(self, who: str, case: str = "cold", *, search: bool = False) -> Cost | None:
        """What a case cost."""
        row = self.row(who, case, search=search)
        return row.cost if row else None

    @property
    def invented(self) -> bool:
        """Made by :mod:`bench.corpora`, so that sizes can be compared."""
        return self.title == str(self.documents)

    @property
    def cold(self) -> tuple[Row, ...]:
        """Cold builds without search, ours first."""
        return tuple(row for row in self.rows if row.case == "cold" and not row.search)


def kept(block: Block) -> dict[str, Any]:
    """A block for JSON."""
    return asdict(block)


def read(told: Mapping[str, Any]) -> Block:
    """A block from JSON."""
    rows = (Row(**{**row, "cost": Cost(*row["cost"]) if row["cost"] else None}) for row in told["rows"])
    return Block(**{**told, "rows": tuple(rows)})


def ratio(ours: Cost | None, theirs: Cost | None) -> float | None:
    """How many times the other's wall time ours takes."""
    return ours.wall / theirs.wall if ours and theirs else None


def each(row: Row, block: Block) -> float:
    """Wall milliseconds per document."""
    return 1000 * row.cost.wall / block.documents if row.cost else 0.0


def growth(blocks: Sequence[Block]) -> tuple[Block, Block, float] | None:
    """Of the two largest invented publications: how many times the time per document of the smaller one the larger one takes."""
    measured = [block for block in blocks if block.invented and block.cost(OURS)]
    if len(measured) < 2:
        return None
    less, more = sorted(measured, key=lambda block: block.documents)[-2:]
    a, b = less.cost(OURS), more.cost(OURS)
    assert a and b
    return less, more, (b.wall / more.documents) / (a.wall / less.documents)


def render(blocks: Sequence[Block], machine: str, command: str, remarks: str) -> str:
    """The whole of ``RESULTS.md``."""
    parts = [
        "# Benchmarks\n\nWritten by the bench, but for the remarks at the end.\n",
        "![Seconds of a cold build by number of documents, ours and others](results.svg)\n",
        f"`{command}` on {machine}.\n",
        *_made(blocks),
        "Whole processes. Wall: seconds by the clock. CPU: processor seconds of the process and all that it started. Memory, in MB:"
        " of the largest process, and of all processes together when they had most (looked at every 20 to 100 ms; what they share counts"
        " once). Rounds are taken in turn; medians of three, of one run where it took 20 s or more. Other work on the machine shows"
        " in the wall time. Cold: nothing is there of an earlier build. One file changed: a report has a word more, and not for the first time.\n",
        *_beside(blocks),
        *_ours(blocks),
        *_search(blocks),
        *_preview(blocks),
        *_stages(blocks),
        REMARKS + remarks,
    ]
    return "\n".join(parts)


def remarks(text: str) -> str:
    """What a person wrote in an earlier ``RESULTS.md``."""
    return text.partition(f"\n{REMARKS}")[2]


def table(head: str, rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; ``head`` has the names, parted by bars."""
    names = head.split("|")
    lines = [f"| {' | '.join(cells)} |" for cells in (names, *rows)]
    lines.insert(1, "|" + "---|" * len(names))
    return "\n".join(lines) + "\n"


def _numbers(cost: Cost) -> tuple[str, ...]:
    return f"{cost.wall:.2f}", f"{cost.cpu:.2f}", f"{cost.largest:.0f}", f"{cost.together:.0f}"


def _made(blocks: Sequence[Block]) -> Iterator[str]:
    rows = [(b.title, f"{b.characters / 1e6:.2f} M", b.when, b.commit, f"{b.load:.1f}") for b in blocks]
    yield table("documents|characters in one script|measured|commit|load before", rows)


def _beside(blocks: Sequence[Block]) -> Iterator[str]:
    found = [block for block in blocks if len(block.cold) > 1]
    if not found:
        return
    yield "## Beside other builders\n"
    yield (
        "Cold, search off. Ours makes both scripts from our notation, with terms, figures, cards and checked links; the others make"
        " pages, tables of contents and indexes from plain Markdown of the same text in both scripts, converted beforehand.\n"
    )
    rows: list[tuple[str, ...]] = []
    for block in found:
        ours = block.cost(OURS)
        for row in block.cold:
            name = f"{row.who} {row.version}".strip()
            if not row.cost:
                rows.append((block.title, name, row.said.replace("|", "\\|"), *("–",) * 7))
                continue
            times = "" if row.who == OURS else f"{ratio(ours, row.cost) or 0:.2f}"
            asked = f"≤ {row.asked:.2g}" if row.asked and block.documents == 1000 else ""
            rows.append(
                (block.title, name, *_numbers(row.cost), str(row.pages), f"{each(row, block):.1f}", times, asked)
            )
    yield table("documents|builder|wall s|CPU s|largest MB|together MB|pages|ms a document|ours / it|asked", rows)


def _ours(blocks: Sequence[Block]) -> Iterator[str]:
    yield "## Ours\n"
    rows = []
    for block in blocks:
        for row in block.rows:
            if row.who == OURS:
                numbers = _numbers(row.cost) if row.cost else (row.said, *("–",) * 3)
                rows.append((block.title, "yes" if row.search else "no", row.case, *numbers, str(row.runs)))
    yield table("documents|search|case|wall s|CPU s|largest MB|together MB|runs", rows)
    if grown := growth(blocks):
        less, more, times = grown
        yield f"A document among {more.title} takes {times:.2f} times as long as one among {less.title} (cold, no search).\n"


def _search(blocks: Sequence[Block]) -> Iterator[str]:
    rows = []
    for block in blocks:
        off, on, alone = block.cost(OURS), block.cost(OURS, search=True), block.cost(INDEXING, search=True)
        if off and on and alone:
            wall, cpu = on.wall - off.wall, on.cpu - off.cpu
            more = [f"{100 * (a / b - 1):+.0f} %" for a, b in ((wall, alone.wall), (cpu, alone.cpu))]
            rows.append(
                (block.title, f"{wall:.2f}", f"{alone.wall:.2f}", more[0], f"{cpu:.2f}", f"{alone.cpu:.2f}", more[1])
            )
    if rows:
        yield "## Search\n"
        yield (
            "What the search adds to a cold build, beside the indexing binary alone on the same shadow pages, one edition after the"
            " other (asked: ≤ +5 %).\n"
        )
        yield table("documents|wall s added|binary's|more|CPU s added|binary's|more", rows)


def _preview(blocks: Sequence[Block]) -> Iterator[str]:
    rows = [(b.title, name, *(f"{ms:.0f}" for ms in times)) for b in blocks for name, times in b.preview.items()]
    if rows:
        yield "## Live preview\n\nFrom a save to the changed page as a browser gets it, in milliseconds.\n"
        yield table("documents|saved|median|min|max|processor, median", rows)


def _stages(blocks: Sequence[Block]) -> Iterator[str]:
    found = [block for block in blocks if block.stages]
    if found:
        last = found[-1].stages
        rows = [
            (name, *(f"{block.stages.get(name, 0.0):.1f}" for block in found))
            for name in sorted(last, key=lambda n: -last[n])
        ]
        yield "## Stages\n\nProcessor time by stage, milliseconds per document (cold, no search).\n"
        yield table("|".join(("stage", *(block.title for block in found))), rows)
