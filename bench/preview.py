"""From a save to the changed page, as a browser would get it, on today's site: `make bench-preview`.

A copy of the content is served by ``build.py serve``; a word is put into a file and taken out again, by turns in each of the
files; the clock runs from the save until the page that shows it is served anew. It counts everything: noticing, building,
serving. Times of a machine that does other work say little; compare them within one run only.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAVES = 12
#: What is saved: the words after which another is put, and the page on which it is seen.
FILES = {
    "content/2024/report.md": ("发展", "2024/report/"),
    "content/2024/explainer.md": ("发展", "2024/explainer/"),
    "glossary.yml": ("definition: ", "glossary/"),
}
WORD = "试写"


def ask(port: int, path: str) -> bytes:
    """What the preview answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    content = connection.getresponse().read()
    connection.close()
    return content


def version(port: int) -> str:
    """Which pages are shown."""
    return str(json.loads(ask(port, "/-preview/state"))["version"])


def worked(process: int) -> float:
    """The seconds for which a process had a processor, where the system tells: other work on the machine does not count."""
    told = Path(f"/proc/{process}/stat")
    ticks = told.read_text().rpartition(")")[2].split()[11:13] if told.is_file() else ["0", "0"]
    return sum(map(int, ticks)) / 100


def seconds(project: Path, port: int, process: int, name: str) -> list[tuple[float, float]]:
    """The times of the saves of one file: by the clock, and of the processor."""
    after, page = FILES[name]
    text = (project / name).read_text("utf-8")
    spot = text.index(after, len(text) // 3) + len(after)
    times = []
    for save in range(SAVES):
        written = text[:spot] + WORD + text[spot:] if save % 2 == 0 else text
        seen = version(port)
        (project / name).write_text(written, "utf-8")
        started, before = time.perf_counter(), worked(process)
        while version(port) == seen:
            time.sleep(0.005)
        shown = WORD in ask(port, f"/zh-hans/{page}").decode()
        times.append((time.perf_counter() - started, worked(process) - before))
        assert shown == (save % 2 == 0), f"{name}: the page is not the one that was saved"
    return times


def main() -> None:
    """Print a table: median and range for each file, and of all."""
    rows: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        shutil.copytree(ROOT / "content", project / "content")
        for name in ("glossary.yml", "conversion.yml"):
            shutil.copy(ROOT / name, project / name)
        command = [
            sys.executable,
            str(ROOT / "build.py"),
            "serve",
            "--content",
            str(project / "content"),
            "--port",
            "0",
        ]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
        )
        assert process.stdout
        told = next(line for line in process.stdout if line.startswith("预览"))
        port = int(told.split("127.0.0.1:")[1].split("/")[0])
        time.sleep(3)  # the first index
        try:
            rows = {name: seconds(project, port, process.pid, name) for name in FILES}
        finally:
            process.terminate()
    rows["all"] = [value for times in rows.values() for value in times]
    print("| saved | median ms | min | max | of it processor, median |\n|---|---|---|---|---|")
    for name, times in rows.items():
        clock, own = ([1000 * value for value in values] for values in zip(*times, strict=True))
        middle = statistics.median
        print(f"| {name} | {middle(clock):.0f} | {min(clock):.0f} | {max(clock):.0f} | {middle(own):.0f} |")


if __name__ == "__main__":
    main()
