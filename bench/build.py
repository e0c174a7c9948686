"""What a build costs, as whole processes: today's site and invented ones of 10, 100 … documents. `make bench`:

    python -m bench.build 10 100 1000 > bench/RESULTS.md

Wall and processor time (of the child processes too) and the memory of the largest process; medians where a case is run more
than once. Cold is ``--clean``; then nothing changed; then one report with a word more. The last table tells where the
time goes, by stage, of one build without search. Other work on the machine shows in the wall time: compare processor times,
and these within one run.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from bench import corpora

ROOT = corpora.ROOT
STAGES = ("parse", "gather", "relate", "annotate", "review", "edition", "compose")
OUTPUTS = ("html", "data", "manifest", "feed", "sitemap", "landing", "offline")


class Cost(NamedTuple):
    """Of one process and what it started."""

    wall: float
    cpu: float
    megabytes: float


def cost(arguments: Iterable[str]) -> Cost:
    """Run ``build.py``; problems that it tells are no matter, that it fails is."""
    command = [sys.executable, str(ROOT / "build.py"), *arguments]
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return Cost(time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def cases(project: Path, runs: int, flags: tuple[str, ...]) -> dict[str, Cost]:
    """Cold, nothing changed, one file changed: medians."""
    usual = ("--content", str(project / "content"), "--out", str(project / "site"), *flags)
    changed = next(project.glob("content/*/report.md"))
    found: dict[str, list[Cost]] = {"cold": [], "nothing changed": [], "one file changed": []}
    for _ in range(runs):
        found["cold"].append(cost((*usual, "--clean")))
        found["nothing changed"].append(cost(usual))
        changed.write_text(changed.read_text("utf-8").replace("，", "，并", 1), "utf-8")
        found["one file changed"].append(cost(usual))
    return {name: Cost(*map(statistics.median, zip(*row, strict=True))) for name, row in found.items()}


def stages(project: Path) -> None:
    """In a process of its own: processor seconds by stage of one build, as JSON."""
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
        (pipeline.files, "read", "read"), (pipeline.ledger, "hold", "anchors held"), (pipeline.ledger, "written", "ledger"),
        (pipeline.linkcheck, "check", "link check"), (pipeline.publish, "write", "write"),
    ):  # fmt: skip
        timed(place, name, label)
    started = time.process_time()
    options = pipeline.Options(project / "content", project / "staged", search=False)
    outcome = pipeline.build(options, pipeline.Means(write=pipeline.publish.write))
    assert outcome.written
    spent["whole"] = time.process_time() - started
    print(json.dumps(spent))


def machine() -> str:
    """The machine in a line."""
    model = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    name = model[0].partition(":")[2].strip() if model else platform.processor()
    load = os.getloadavg()[0]
    return f"{name}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}; load {load:.1f} before"


def main(sizes: Iterable[int]) -> None:
    """Print the tables."""
    print(f"# Benchmarks\n\n`python -m bench.build {' '.join(map(str, sizes))}` on {machine()}.\n")
    print("| documents | search | case | wall s | CPU s | largest process MB |\n|---|---|---|---|---|---|", flush=True)
    profile: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        projects: dict[str, tuple[Path, int]] = {}
        today = Path(folder) / "today"
        shutil.copytree(ROOT / "content", today / "content")
        for name in ("glossary.yml", "conversion.yml"):
            shutil.copy(ROOT / name, today)
        projects["5 (today's site)"] = today, 5
        for size in sizes:
            corpora.make(size, Path(folder) / str(size))
            projects[str(size)] = Path(folder) / str(size), size
        for title, (project, size) in projects.items():
            for flags in (("--no-search",), ()):
                for case, one in cases(project, 3 if size <= 10 else 1, flags).items():
                    searched = "no" if flags else "yes"
                    row = f"| {title} | {searched} | {case} | {one.wall:.2f} | {one.cpu:.2f} | {one.megabytes:.0f} |"
                    print(row, flush=True)
            command = [sys.executable, "-m", "bench.build", "--stages", str(project)]
            told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
            profile[title] = {name: 1000 * spent / size for name, spent in json.loads(told).items()}
            shutil.rmtree(project)
    print("\nProcessor time by stage, milliseconds per document (cold, no search):\n")
    print(f"| stage | {' | '.join(profile)} |\n|---|{'---|' * len(profile)}")
    last = list(profile.values())[-1]
    for name in sorted(last, key=lambda name: -last[name]):
        print(f"| {name} | {' | '.join(f'{row.get(name, 0.0):.1f}' for row in profile.values())} |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--stages"]:
        stages(Path(sys.argv[2]))
    else:
        main([int(size) for size in sys.argv[1:]] or [10, 100])
