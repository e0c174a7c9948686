"""Benchmark whole builds: of today's site, of generated ones of 10, 100 … documents, and other builders with the same text.

`make bench`, or

    python -m bench.build 10 100 1000 --peers

writes ``bench/RESULTS.md`` and ``bench/results.svg``. For each size it measures our builds (cold, with nothing changed, with
one file changed; with and without search), the others' cold builds, and the indexing binary alone, all in turn, in rounds. Then
it measures our stages, and saves in the live preview. Measurements are stored in ``.cache/bench``; ``--resume`` reads those of
this commit from there. Other work on the machine affects the wall time: compare within one run.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import inspect
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
from bench.cost import Cost, RunError, add_costs, measure_cost, median_cost
from bench.results import INDEXING, OURS, Block, Row

ROOT = corpora.ROOT
CACHE = ROOT / ".cache" / "bench"
ROUNDS = 3
#: A case that takes longer is run once.
SLOW_SECONDS = 20.0
#: The live preview is measured for up to this number of documents.
MAX_PREVIEW_DOCUMENTS = 100
#: The stages of a build: label, module, and function or method.
STAGES = (
    ("read", "sources.files", "read_sources"),
    ("parse", "part_builder", "parse_document"),
    ("published anchors", "part_builder", "assign_published_anchors"),
    ("figures", "part_builder", "extract_figures"),
    ("conversions to check", "part_builder", "find_document_rows"),
    ("plausibility", "figures.plausibility", "PlausibilityCheck.check"),
    ("relate", "part_builder", "relate_document"),
    ("annotate", "part_builder", "annotate_document"),
    ("convert", "part_builder", "convert_document"),
    ("views of documents", "part_builder", "build_document_pages"),
    ("pages about all documents", "part_builder", "PartBuilder.build_part"),
    ("html", "html.renderer", "PageRenderer.__call__"),
    ("share images", "drawing.render", "draw_image"),
    ("data files", "exports.open_data", "render_document_data"),
    ("data rows", "part_builder", "format_document_rows"),
    ("link check", "pipeline", "check_links"),
    ("write", "site_folder", "FolderWriter.write"),
    ("exchange", "site_folder", "SiteFolder.commit"),
    ("store facts", "site_folder", "SiteFolder.save"),
)


def do_nothing() -> None:
    """Prepare nothing."""


@dataclass(frozen=True)
class Step:
    """A case of a builder: what to do ``before``, untimed, and the commands that are timed; ``pages`` counts what they wrote."""

    row: Row
    commands: tuple[tuple[str, ...], ...]
    before: Callable[[], None] = do_nothing
    folder: Path | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    pages: Callable[[], int] = int


def measure_in_rounds(steps: Sequence[Step], log: Callable[[str], None]) -> tuple[Row, ...]:
    """Run all steps in turn, several times; return their medians. A step that fails is not run again; its row has the failure."""
    costs: dict[int, list[Cost]] = {n: [] for n in range(len(steps))}
    rows = {n: step.row for n, step in enumerate(steps)}
    for turn in range(ROUNDS):
        for n, step in enumerate(steps):
            if rows[n].failure or (turn and costs[n][0].wall >= SLOW_SECONDS):
                continue
            try:
                step.before()
                costs[n].append(add_costs(measure_cost(command, step.folder, step.env) for command in step.commands))
            except (RunError, OSError) as error:
                rows[n] = replace(rows[n], failure=str(error))
                log(f"{step.row.builder}, {step.row.case}: {error}")
                continue
            log(
                f"{step.row.builder}, {step.row.case}{', search' if step.row.search else ''}: {costs[n][-1].wall:.2f} s"
            )
            rows[n] = replace(rows[n], cost=median_cost(costs[n]), runs=len(costs[n]), pages=step.pages())
    return tuple(rows.values())


def list_our_steps(project: Path, *, search: bool) -> list[Step]:
    """List our cases, in a project folder of their own: cold, nothing changed, one file changed; each needs the site of the one before.

    The measured change is not the first one after a cold build, as in an editor's day."""
    site = project / "site"
    places = ("--content", str(project / "content"), "--out", str(site))
    command = (sys.executable, str(ROOT / "build.py"), *places, *(() if search else ("--no-search",)))
    report = min(project.glob("content/*/report.md"))

    def cold() -> None:
        for folder in (site, project / ".site.old", project / ".cache"):
            shutil.rmtree(folder, ignore_errors=True)

    def change() -> None:
        add_a_word()
        measure_cost(command)
        add_a_word()

    def add_a_word() -> None:
        head, body = report.read_text("utf-8").split("\n---\n", 1)
        report.write_text(f"{head}\n---\n{body.replace('，', '，并', 1)}", "utf-8")

    def pages() -> int:
        return sum(1 for _ in site.rglob("*.html"))

    before = {"cold": cold, "nothing changed": do_nothing, "one file changed": change}
    return [Step(Row(OURS, case, search, None), (command,), act, pages=pages) for case, act in before.items()]


def list_peer_steps(text: Path, log: Callable[[str], None]) -> list[Step]:
    """List the peers' cold builds of the plain text; a peer that cannot be set up has a step with the failure."""
    steps = []
    for peer in peers.PEERS:
        row = Row(peer.name, "cold", False, None, version=peer.version, max_ratio=peer.max_ratio)
        try:
            command = peers.set_up(peer)
            peers.write_project(peer, text)
        except (RunError, OSError) as error:
            log(f"{peer.name}: {error}")
            steps.append(Step(replace(row, failure=str(error)), ()))
            continue
        clean, pages = partial(peers.remove_outputs, peer), partial(peers.count_pages, peer)
        steps.append(Step(row, (command,), clean, peer.site, peers.ENVIRONMENT, pages))
    return steps


def make_indexing_step(project: Path, folder: Path) -> Step:
    """Return the step that runs the indexing binary alone, on the shadow pages that a build wrote for it."""
    row = Row(INDEXING, "cold", True, None)
    try:
        commands = tuple(map(tuple, run_in_subprocess("--shadow", project, folder)))
    except RunError as error:
        return Step(replace(row, failure=str(error)), ())

    def before() -> None:
        for bundle in folder.glob("bundle-*"):
            shutil.rmtree(bundle)

    return Step(row, commands, before)


def run_in_subprocess(*arguments: object) -> Any:
    """Run this module in a process of its own and return what it prints as JSON."""
    command = [sys.executable, "-m", "bench.build", *map(str, arguments)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        raise RunError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"exit code {done.returncode}")
    return json.loads(done.stdout)


def print_corpus(folder: Path, documents: int) -> None:
    """Write three copies of a publication and its plain text; print the number of documents, and of characters in one script, as JSON.

    Runs in a process of its own, since the system counts the memory of a process also for those that it starts."""
    from bench import plain

    count = corpora.write_project(folder / "saved", documents)
    for name in ("plain", "searched"):
        shutil.copytree(folder / "saved", folder / name)
    print(json.dumps((count, plain.write_texts(folder / "saved" / "content", folder / "text"))))


def print_shadow_commands(project: Path, folder: Path) -> None:
    """Copy a build's shadow pages; print the commands that index them as JSON. Runs in a process of its own."""
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

    index: Any = importlib.import_module("gazette.search.index")
    index.subprocess = SimpleNamespace(run=run, SubprocessError=subprocess.SubprocessError)
    pipeline.build(pipeline.Options(project / "content", folder / "unwritten"))
    assert commands, "no index was asked for"
    print(json.dumps(sorted(commands)))


def print_stage_times(project: Path) -> None:
    """Print the processor seconds of each stage of one build as JSON, with those of all else, so that they add up to the whole.

    The time of a stage is without that of others in it. Runs in a process of its own.
    """
    gc.disable()  # as build.py
    pipeline: Any = importlib.import_module("gazette.pipeline")
    spent = dict.fromkeys((label for label, _, _ in STAGES), 0.0)
    within = [0.0]  # the time of inner stages, for each stage that is running

    def timed(label: str, module: str, name: str) -> None:
        place: Any = importlib.import_module(f"gazette.{module}")
        for part in name.split(".")[:-1]:
            place = getattr(place, part)
        name = name.rpartition(".")[2]
        function: Callable[..., Any] = getattr(place, name)

        def measured(*args: Any, **named: Any) -> Any:
            started = time.process_time()
            within.append(0.0)
            try:
                result = function(*args, **named)
                return list(result) if inspect.isgenerator(result) else result
            finally:
                seconds = time.process_time() - started
                spent[label] += seconds - within.pop()
                within[-1] += seconds

        setattr(place, name, measured)

    for stage in STAGES:
        timed(*stage)
    started = time.process_time()
    options = pipeline.Options(project / "content", project / "staged", search=False)
    destination = pipeline.SiteFolder(options.out, project / ".cache", "program")
    assert pipeline.build(options, destination).written
    whole = time.process_time() - started
    print(json.dumps({**spent, "all else": whole - sum(spent.values()), "whole": whole}))


def describe_machine() -> str:
    """Describe the machine in one line."""
    info = Path("/proc/cpuinfo")
    model = [line for line in info.read_text().splitlines() if line.startswith("model name")] if info.is_file() else []
    name = model[0].partition(":")[2].strip() if model else platform.processor()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30 if hasattr(os, "sysconf") else 0
    return f"{name}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"


def current_commit() -> str:
    """Return the commit that is measured, with "+" if files differ from it."""
    git = partial(subprocess.run, cwd=ROOT, check=False, capture_output=True, text=True)
    try:
        found = git(["git", "rev-parse", "--short", "HEAD"]).stdout.strip()
        changed = git(["git", "status", "--porcelain", "--", ".", ":!bench"]).stdout.strip()
    except OSError:
        return "?"
    return found + ("+" if changed else "")


def measure_corpus(documents: int, *, with_peers: bool, log: Callable[[str], None]) -> Block:
    """Measure everything of one publication: of ``documents`` generated ones, or today's (0)."""
    when, load = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"), os.getloadavg()[0]
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as place:  # on the same disk as the peers
        folder = Path(place)
        count, characters = run_in_subprocess("--corpus", folder, documents)
        steps = [*list_our_steps(folder / "plain", search=False), *list_our_steps(folder / "searched", search=True)]
        steps.append(make_indexing_step(folder / "saved", folder))
        steps += list_peer_steps(folder / "text", log) if with_peers else []
        rows = measure_in_rounds(steps, log)
        title = str(documents) if documents else f"{count} (today's site)"
        block = Block(title, count, characters, when, current_commit(), load, rows)
        try:
            spent = run_in_subprocess("--stages", folder / "saved")
            block = replace(block, stages={name: 1000 * seconds / count for name, seconds in spent.items()})
            if documents <= MAX_PREVIEW_DOCUMENTS:
                block = replace(block, preview=preview.measure_preview(folder / "saved"))
        except (RunError, RuntimeError, AssertionError, OSError) as error:
            log(f"stages or preview: {error}")
    return block


def main(argv: Sequence[str]) -> int:
    """Measure, and write the results after each size; return 1 if a build of ours failed."""
    parser = argparse.ArgumentParser(prog="python -m bench.build")
    parser.add_argument("sizes", nargs="*", type=int, default=[10, 100], help="numbers of documents (even)")
    parser.add_argument("--peers", action="store_true", help="measure other builders too")
    parser.add_argument("--resume", action="store_true", help="read what this commit has measured already")
    parser.add_argument("--out", type=Path, default=ROOT / "bench", help="where RESULTS.md and results.svg are")
    flags = parser.parse_args(argv)
    command = " ".join(("python -m bench.build", *map(str, flags.sizes), *(["--peers"] if flags.peers else [])))
    page = flags.out / "RESULTS.md"
    # So that subprocesses end too, and temporary files are removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    started = time.monotonic()
    blocks: list[Block] = []

    def log(message: str) -> None:
        print(f"{time.monotonic() - started:6.0f} s  {message}", file=sys.stderr, flush=True)

    for documents in (0, *flags.sizes):
        file = CACHE / f"{documents}{'-peers' if flags.peers else ''}.json"
        stored = json.loads(file.read_text("utf-8")) if flags.resume and file.is_file() else {}
        if stored.get("commit") == current_commit() and not stored["commit"].endswith("+"):
            block = results.from_json(stored)
        else:
            log(f"{documents or 'today'}: measuring")
            block = measure_corpus(documents, with_peers=flags.peers, log=log)
            file.write_text(json.dumps(results.to_json(block), ensure_ascii=False), "utf-8")
        blocks.append(block)
        remarks = results.read_remarks(page.read_text("utf-8")) if page.is_file() else ""
        page.write_text(results.render(blocks, describe_machine(), command, remarks), "utf-8")
        (flags.out / "results.svg").write_text(chart.draw(blocks), "utf-8")
    failed = [row.failure for block in blocks for row in block.rows if row.builder == OURS and row.failure]
    return 1 if failed else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--stages"]:
        print_stage_times(Path(sys.argv[2]))
    elif sys.argv[1:2] == ["--corpus"]:
        print_corpus(Path(sys.argv[2]), int(sys.argv[3]))
    elif sys.argv[1:2] == ["--shadow"]:
        print_shadow_commands(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        sys.exit(main(sys.argv[1:]))
