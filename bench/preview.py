"""Measure the time from a save to the changed page in the live preview, of today's site or a generated one.

    python -m bench.preview 100      or `make bench-preview`

``build.py serve`` serves a copy of the content; a word is inserted into each of some files and removed again, several times.
The time is from the save until the changed page is served: noticing, building and serving. Other work on the
machine affects it; compare within one run only.
"""

from __future__ import annotations

import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

from bench import corpora
from bench.results import table

ROOT = corpora.ROOT
SAVES = 12
HOST = "127.0.0.1"
#: The files that are saved, of the last year that has a report: the text after which a word is inserted, and the page that shows it.
FILES = {
    "content/{year}/report.md": ("发展", "{year}/report/"),
    "content/{year}/explainer.md": ("发展", "{year}/explainer/"),
    "glossary.yml": ("definition: ", "glossary/"),
}
#: The last file of the first search index.
INDEX = "/zh-hant/pagefind/pages.json"
#: How many seconds a preview may take until it has its first index.
START_TIMEOUT = 600
WORD = "试写"


def fetch(port: int, path: str) -> tuple[int, bytes]:
    """Request a page of the preview; return status and content."""
    connection = HTTPConnection(HOST, port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    status, content = answer.status, answer.read()
    connection.close()
    return status, content


def fetch_content(port: int, path: str) -> bytes:
    """Return the content of a page of the preview."""
    return fetch(port, path)[1]


def open_livereload(port: int) -> socket.socket:
    """Connect to livereload's socket, as its script does: polling would slow the build down."""
    page = socket.create_connection((HOST, port), timeout=60)
    fields = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    page.sendall(f"GET /livereload HTTP/1.1\r\nHost: {HOST}:{port}\r\n{fields}\r\n\r\n".encode())
    assert page.recv(4096).startswith(b"HTTP/1.1 101")
    hello = json.dumps({"command": "info", "url": f"http://{HOST}:{port}/"}).encode()
    page.sendall(bytes((0x81, 0x80 | len(hello), 0, 0, 0, 0)) + hello)  # a text frame, masked with zeros
    return page


def cpu_seconds(process: int) -> float:
    """Return the processor seconds of a process, 0 where the system does not provide them: other work does not count."""
    stat = Path(f"/proc/{process}/stat")
    ticks = stat.read_text().rpartition(")")[2].split()[11:13] if stat.is_file() else ["0", "0"]
    return sum(map(int, ticks)) / 100


def measure_saves(
    project: Path, port: int, process: int, name: str, seen_at: tuple[str, str]
) -> list[tuple[float, float]]:
    """Save one file several times; return the wall and processor seconds of each save."""
    after, page = seen_at
    text = (project / name).read_text("utf-8")
    spot = text.index(after, len(text) // 3) + len(after)
    times = []
    with open_livereload(port) as news:
        for save in range(SAVES):
            written = text[:spot] + WORD + text[spot:] if save % 2 == 0 else text
            (project / name).write_text(written, "utf-8")
            started, before = time.perf_counter(), cpu_seconds(process)
            while b"reload" not in news.recv(4096):
                pass
            shown = WORD in fetch_content(port, f"/zh-hans/{page}").decode()
            times.append((time.perf_counter() - started, cpu_seconds(process) - before))
            assert shown == (save % 2 == 0), f"{name}: the page is not the one that was saved"
    return times


def measure_preview(project: Path) -> dict[str, list[float]]:
    """Return for each file, and for all: median, minimum and maximum of the wall time, and median of the processor time, in ms.

    Raises :class:`RuntimeError` if the preview does not start."""
    year = max(path.parent.name for path in project.glob("content/*/report.md"))
    files = {name.format(year=year): (after, page.format(year=year)) for name, (after, page) in FILES.items()}
    command = [sys.executable, str(ROOT / "build.py"), "serve", "--content", str(project / "content"), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
    ) as process:
        try:
            assert process.stdout
            address = next((line for line in process.stdout if line.startswith("预览")), "")
            if "127.0.0.1:" not in address:
                raise RuntimeError(address or "the preview ended")
            port = int(address.split("127.0.0.1:")[1].split("/")[0])
            deadline = time.monotonic() + START_TIMEOUT
            while fetch(port, INDEX)[0] != 200:
                if time.monotonic() > deadline:
                    message = "the preview has no search index"
                    raise RuntimeError(message)
                time.sleep(0.2)
            rows = {name: measure_saves(project, port, process.pid, name, at) for name, at in files.items()}
        finally:
            process.terminate()
    rows["all"] = [value for times in rows.values() for value in times]
    return {name: _summarize(times) for name, times in rows.items()}


def _summarize(times: list[tuple[float, float]]) -> list[float]:
    clock, own = ([1000 * value for value in values] for values in zip(*times, strict=True))
    return [statistics.median(clock), min(clock), max(clock), statistics.median(own)]


def main(documents: int) -> None:
    """Print a table for today's site (0) or for that many generated documents."""
    with tempfile.TemporaryDirectory() as folder:
        corpora.write_project(Path(folder), documents)
        rows = measure_preview(Path(folder))
    cells = ((name, *(f"{ms:.0f}" for ms in row)) for name, row in rows.items())
    print(table("saved|median ms|min|max|processor, median", cells))


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 0)
