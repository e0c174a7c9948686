"""From a save to the changed page, as a browser would get it, on today's site or one of so many documents: `make bench-preview`,

    python -m bench.preview 100

A copy of the content is served by ``build.py serve``; a word is put into a file and taken out again, by turns in each of the
files; the clock runs from the save until the page that shows it is served anew. It counts everything: noticing, building,
serving. Times of a machine that does other work say little; compare them within one run only.
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
#: What is saved, in the last year that has a report: the words after which another is put, and the page on which it is seen.
FILES = {
    "content/{year}/report.md": ("发展", "{year}/report/"),
    "content/{year}/explainer.md": ("发展", "{year}/explainer/"),
    "glossary.yml": ("definition: ", "glossary/"),
}
#: The last file of the first index.
INDEX = "/zh-hant/pagefind/pages.json"
#: Seconds that a preview may take until it has its first index.
PATIENCE = 600
WORD = "试写"


def asked(port: int, path: str) -> tuple[int, bytes]:
    """What the preview answers: status and content."""
    connection = HTTPConnection(HOST, port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    status, content = answer.status, answer.read()
    connection.close()
    return status, content


def ask(port: int, path: str) -> bytes:
    """What the preview answers."""
    return asked(port, path)[1]


def listening(port: int) -> socket.socket:
    """A page that waits for news on livereload's socket, as its script does: to ask again and again would hold up the build."""
    page = socket.create_connection((HOST, port), timeout=60)
    fields = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    page.sendall(f"GET /livereload HTTP/1.1\r\nHost: {HOST}:{port}\r\n{fields}\r\n\r\n".encode())
    assert page.recv(4096).startswith(b"HTTP/1.1 101")
    hello = json.dumps({"command": "info", "url": f"http://{HOST}:{port}/"}).encode()
    page.sendall(bytes((0x81, 0x80 | len(hello), 0, 0, 0, 0)) + hello)  # a text, its mask of zeros
    return page


def worked(process: int) -> float:
    """The seconds for which a process had a processor, where the system tells: other work on the machine does not count."""
    told = Path(f"/proc/{process}/stat")
    ticks = told.read_text().rpartition(")")[2].split()[11:13] if told.is_file() else ["0", "0"]
    return sum(map(int, ticks)) / 100


def seconds(project: Path, port: int, process: int, name: str, seen_at: tuple[str, str]) -> list[tuple[float, float]]:
    """The times of the saves of one file: by the clock, and of the processor."""
    after, page = seen_at
    text = (project / name).read_text("utf-8")
    spot = text.index(after, len(text) // 3) + len(after)
    times = []
    with listening(port) as news:
        for save in range(SAVES):
            written = text[:spot] + WORD + text[spot:] if save % 2 == 0 else text
            (project / name).write_text(written, "utf-8")
            started, before = time.perf_counter(), worked(process)
            while b"reload" not in news.recv(4096):
                pass
            shown = WORD in ask(port, f"/zh-hans/{page}").decode()
            times.append((time.perf_counter() - started, worked(process) - before))
            assert shown == (save % 2 == 0), f"{name}: the page is not the one that was saved"
    return times


def measured(project: Path) -> dict[str, list[float]]:
    """Of the saves of each file, and of all: median, least and most by the clock, and the processor's median, in ms.

    :class:`RuntimeError` where the preview does not come up."""
    year = max(path.parent.name for path in project.glob("content/*/report.md"))
    files = {name.format(year=year): (after, page.format(year=year)) for name, (after, page) in FILES.items()}
    command = [sys.executable, str(ROOT / "build.py"), "serve", "--content", str(project / "content"), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
    ) as process:
        try:
            assert process.stdout
            told = next((line for line in process.stdout if line.startswith("预览")), "")
            if "127.0.0.1:" not in told:
                raise RuntimeError(told or "the preview ended")
            port = int(told.split("127.0.0.1:")[1].split("/")[0])
            until = time.monotonic() + PATIENCE
            while asked(port, INDEX)[0] != 200:
                if time.monotonic() > until:
                    message = "no index came"
                    raise RuntimeError(message)
                time.sleep(0.2)
            rows = {name: seconds(project, port, process.pid, name, at) for name, at in files.items()}
        finally:
            process.terminate()
    rows["all"] = [value for times in rows.values() for value in times]
    return {name: _told(times) for name, times in rows.items()}


def _told(times: list[tuple[float, float]]) -> list[float]:
    clock, own = ([1000 * value for value in values] for values in zip(*times, strict=True))
    return [statistics.median(clock), min(clock), max(clock), statistics.median(own)]


def main(documents: int) -> None:
    """Print a table for today's site (0) or so many invented documents."""
    with tempfile.TemporaryDirectory() as folder:
        corpora.take(Path(folder), documents)
        rows = measured(Path(folder))
    told = ((name, *(f"{ms:.0f}" for ms in row)) for name, row in rows.items())
    print(table("saved|median ms|min|max|of it processor, median", told))


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 0)
