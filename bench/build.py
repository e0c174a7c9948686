"""What a build costs, as whole processes: today's site and invented ones of 10, 100 … documents, and other builders beside it
with the same text. `make bench`, or

    python -m bench.build 10 100 1000 --peers

writes ``bench/RESULTS.md`` and ``bench/results.svg``. For each size: builds cold, with nothing changed, with one file changed,
with and without search; the others' cold builds; the indexing binary alone; all these in turn, in rounds. Then where our time
goes, by stage, and a save in the live preview. What is measured of a size is kept in ``.cache/bench``; ``--resume`` takes
from there what this commit has measured already. Other work on the machine shows in the wall time: compare within one run.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import itertools
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bench import chart, corpora, peers, preview, results
from bench.cost import Cost, RunError, added, cost, median
from bench.results import INDEXING, OURS, Block, Row

ROOT = corpora.ROOT
KEPT = ROOT / ".cache" / "bench"
ROUNDS = 3
#: A case that takes so many seconds is run once.
SLOW = 20.0
#: The live preview is measured up to so many documents.
PREVIEWED = 100
STAGES = (
    "parse_document",
    "build_library",
    "relate",
    "annotate",
    "review_conversions",
    "convert_library",
    "build_pages",
)
OUTPUTS = ("open_data", "web_manifest", "feed", "sitemap", "redirects", "service_worker")


def nothing() -> None:
    """Needs no preparing."""


@dataclass(frozen=True)
class Step:
    """A case of a builder: what to do ``before``, untimed, and the commands that are timed."""

    row: Row
    commands: tuple[tuple[str, ...], ...]
    before: Callable[[], None] = nothing
    folder: Path | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    pages: Callable[[], int] = int


def rounds(steps: Sequence[Step], told: Callable[[str], None]) -> tuple[Row, ...]:
    """Run all steps in turn, and again; the medians. A step that fails is told in its row and not run again."""
    taken: dict[int, list[Cost]] = {n: [] for n in range(len(steps))}
    rows = {n: step.row for n, step in enumerate(steps)}
    for turn in range(ROUNDS):
        for n, step in enumerate(steps):
            if rows[n].said or (turn and taken[n][0].wall >= SLOW):
                continue
            try:
                step.before()
                taken[n].append(added(cost(command, step.folder, step.env) for command in step.commands))
            except (RunError, OSError) as error:
                rows[n] = replace(rows[n], said=str(error))
                told(f"{step.row.who}, {step.row.case}: {error}")
                continue
            told(f"{step.row.who}, {step.row.case}{', search' if step.row.search else ''}: {taken[n][-1].wall:.2f} s")
            rows[n] = replace(rows[n], cost=median(taken[n]), runs=len(taken[n]), pages=step.pages())
    return tuple(rows.values())


def ours(project: Path, *, search: bool) -> list[Step]:
    """Cold, nothing changed, one file changed, in a project folder of their own; each leaves the site that the next one needs. A
    change is measured as an editor has it all day: it is not the first."""
    site = project / "site"
    places = ("--content", str(project / "content"), "--out", str(site))
    command = (sys.executable, str(ROOT / "build.py"), *places, *(() if search else ("--no-search",)))
    report = min(project.glob("content/*/report.md"))

    def cold() -> None:
        for left in (site, project / ".site.old", project / ".cache"):
            shutil.rmtree(left, ignore_errors=True)

    def change() -> None:
        add_a_word()
        cost(command)
        add_a_word()

    def add_a_word() -> None:
        head, body = report.read_text("utf-8").split("\n---\n", 1)
        report.write_text(f"{head}\n---\n{body.replace('，', '，并', 1)}", "utf-8")

    def pages() -> int:
        return sum(1 for _ in site.rglob("*.html"))

    before = {"cold": cold, "nothing changed": nothing, "one file changed": change}
    return [Step(Row(OURS, case, search, None), (command,), act, pages=pages) for case, act in before.items()]


def others(text: Path, told: Callable[[str], None]) -> list[Step]:
    """The peers' cold builds of the plain text; one that cannot be set up is a step that tells so."""
    steps = []
    for peer in peers.PEERS:
        row = Row(peer.name, "cold", False, None, version=peer.version, asked=peer.asked)
        try:
            command = peers.ready(peer)
            peers.lay(peer, text)
        except (RunError, OSError) as error:
            told(f"{peer.name}: {error}")
            steps.append(Step(replace(row, said=str(error)), ()))
            continue
        clean, pages = partial(peers.clean, peer), partial(peers.pages, peer)
        steps.append(Step(row, (command,), clean, peer.site, peers.SURROUNDINGS, pages))
    return steps


def indexing(project: Path, folder: Path) -> Step:
    """The indexing binary alone, on the shadow pages that a build made for it."""
    row = Row(INDEXING, "cold", True, None)
    try:
        commands = tuple(map(tuple, apart("--shadow", project, folder)))
    except RunError as error:
        return Step(replace(row, said=str(error)), ())

    def before() -> None:
        for bundle in folder.glob("bundle-*"):
            shutil.rmtree(bundle)

    return Step(row, commands, before)


def apart(*arguments: object) -> Any:
    """What this module prints as JSON in a process of its own."""
    command = [sys.executable, "-m", "bench.build", *map(str, arguments)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        raise RunError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"exit code {done.returncode}")
    return json.loads(done.stdout)


def take(folder: Path, documents: int) -> None:
    """In a process of its own, since the system counts the memory of a process that starts another for that one: three copies of
    a publication, and its plain text; how many documents, and characters in one script, as JSON."""
    from bench import plain

    count = corpora.take(folder / "saved", documents)
    for name in ("plain", "searched"):
        shutil.copytree(folder / "saved", folder / name)
    print(json.dumps((count, plain.make(folder / "saved" / "content", folder / "text"))))


def shadow(project: Path, folder: Path) -> None:
    """In a process of its own: copies of the shadow pages, and the commands that index them, as JSON."""
    pipeline: Any = importlib.import_module("gazette.pipeline")
    numbers = itertools.count()  # the editions are indexed at once
    commands: list[list[str]] = []

    def run(command: list[str], **_: Any) -> None:
        number = next(numbers)
        site, bundle = folder / f"shadow-{number}", folder / f"bundle-{number}"
        shutil.copytree(command[command.index("--site") + 1], site)
        places = {"--site": str(site), "--output-path": str(bundle)}
        commands.append([places.get(before, word) for before, word in zip(["", *command], command, strict=False)])
        raise subprocess.SubprocessError

    pipeline.search.subprocess = SimpleNamespace(run=run, SubprocessError=subprocess.SubprocessError)
    pipeline.build(pipeline.Options(project / "content", folder / "unwritten"))
    assert commands, "no index was asked for"
    print(json.dumps(sorted(commands)))


def stages(project: Path) -> None:
    """In a process of its own: processor seconds by stage of one build, as JSON."""
    gc.disable()  # as build.py
    pipeline: Any = importlib.import_module("gazette.pipeline")
    spent: dict[str, float] = {}

    def timed(place: Any, name: str, label: str) -> None:
        function: Callable[..., Any] = getattr(place, name)

        def measured(*args: Any, **named: Any) -> Any:
            started = time.process_time()
            try:
                return function(*args, **named)
            finally:
                spent[label] = spent.get(label, 0.0) + time.process_time() - started

        setattr(place, name, measured)

    for name in STAGES:
        timed(pipeline, name, name)
    for name in OUTPUTS:
        timed(getattr(pipeline, name), "render", name)
    for place, name, label in (
        (pipeline.files, "read_sources", "read"), (pipeline.anchor_registry, "assign_published_anchors", "published anchors"),
        (pipeline.anchor_registry, "format_registry", "anchor registry"),
        (pipeline.link_check, "check", "link check"), (pipeline.site_folder, "write", "write"), (pipeline.renderer.PageRenderer, "__call__", "html"),
    ):  # fmt: skip
        timed(place, name, label)
    started = time.process_time()
    options = pipeline.Options(project / "content", project / "staged", search=False)
    outcome = pipeline.build(options, pipeline.BuildServices(write=pipeline.site_folder.write))
    assert outcome.written
    spent["build_pages"] -= spent["html"]  # pages are printed as they are composed
    spent["whole"] = time.process_time() - started
    print(json.dumps(spent))


def machine() -> str:
    """The machine in a line."""
    info = Path("/proc/cpuinfo")
    model = [line for line in info.read_text().splitlines() if line.startswith("model name")] if info.is_file() else []
    name = model[0].partition(":")[2].strip() if model else platform.processor()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30 if hasattr(os, "sysconf") else 0
    return f"{name}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"


def commit() -> str:
    """What is measured; "+" where files differ from it."""
    git = partial(subprocess.run, cwd=ROOT, check=False, capture_output=True, text=True)
    try:
        found = git(["git", "rev-parse", "--short", "HEAD"]).stdout.strip()
        changed = git(["git", "status", "--porcelain", "--", ".", ":!bench"]).stdout.strip()
    except OSError:
        return "?"
    return found + ("+" if changed else "")


def measured(documents: int, *, beside: bool, told: Callable[[str], None]) -> Block:
    """Everything of one publication: so many invented documents, or today's (0)."""
    when, load = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"), os.getloadavg()[0]
    KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=KEPT) as place:  # the disk that the peers have
        folder = Path(place)
        count, characters = apart("--take", folder, documents)
        steps = [*ours(folder / "plain", search=False), *ours(folder / "searched", search=True)]
        steps.append(indexing(folder / "saved", folder))
        steps += others(folder / "text", told) if beside else []
        rows = rounds(steps, told)
        title = str(documents) if documents else f"{count} (today's site)"
        block = Block(title, count, characters, when, commit(), load, rows)
        try:
            spent = apart("--stages", folder / "saved")
            block = replace(block, stages={name: 1000 * seconds / count for name, seconds in spent.items()})
            if documents <= PREVIEWED:
                block = replace(block, preview=preview.measured(folder / "saved"))
        except (RunError, RuntimeError, AssertionError, OSError) as error:
            told(f"stages or preview: {error}")
    return block


def main(argv: Sequence[str]) -> int:
    """Measure, and write the results after each size. 1 where a build of ours failed."""
    parser = argparse.ArgumentParser(prog="python -m bench.build")
    parser.add_argument("sizes", nargs="*", type=int, default=[10, 100], help="numbers of documents (even)")
    parser.add_argument("--peers", action="store_true", help="measure other builders beside ours")
    parser.add_argument("--resume", action="store_true", help="take what was measured of this commit")
    parser.add_argument("--out", type=Path, default=ROOT / "bench", help="where RESULTS.md and results.svg are")
    flags = parser.parse_args(argv)
    command = " ".join(("python -m bench.build", *map(str, flags.sizes), *(["--peers"] if flags.peers else [])))
    page = flags.out / "RESULTS.md"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started ends too, and its files go
    started = time.monotonic()
    blocks: list[Block] = []

    def told(words: str) -> None:
        print(f"{time.monotonic() - started:6.0f} s  {words}", file=sys.stderr, flush=True)

    for documents in (0, *flags.sizes):
        file = KEPT / f"{documents}{'-peers' if flags.peers else ''}.json"
        block = results.read(json.loads(file.read_text("utf-8"))) if flags.resume and file.is_file() else None
        if block is None or block.commit != commit() or block.commit.endswith("+"):
            told(f"{documents or 'today'}: measuring")
            block = measured(documents, beside=flags.peers, told=told)
            file.write_text(json.dumps(results.kept(block), ensure_ascii=False), "utf-8")
        blocks.append(block)
        remarks = results.remarks(page.read_text("utf-8")) if page.is_file() else ""
        page.write_text(results.render(blocks, machine(), command, remarks), "utf-8")
        (flags.out / "results.svg").write_text(chart.draw(blocks), "utf-8")
    failed = [row.said for block in blocks for row in block.rows if row.who == OURS and row.said]
    return 1 if failed else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--stages"]:
        stages(Path(sys.argv[2]))
    elif sys.argv[1:2] == ["--take"]:
        take(Path(sys.argv[2]), int(sys.argv[3]))
    elif sys.argv[1:2] == ["--shadow"]:
        shadow(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        sys.exit(main(sys.argv[1:]))
