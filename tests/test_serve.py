"""The live preview without a browser: what it builds equals a clean build, what it serves, and that it may run all day."""

from __future__ import annotations

import gc
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from random import Random
from typing import Any

import pytest

from gazette import progress
from gazette.conversion.converter import fold
from gazette.pipeline import Options, build, record
from gazette.preview import file_watcher
from gazette.preview.file_watcher import watch_saves
from gazette.preview.preview import MemorySite, Preview
from gazette.preview.server import HOST, PreviewState, Server
from gazette.search.index import index_records
from tests import commands, mini_site
from tests.test_problems import CONVERSION, EXPLAINER, GLOSSARY, HANT, INDICATORS, REPORT, SITE, put

ROOT = Path(__file__).resolve().parent.parent
LOCK = "content/conversions.yml"


@dataclass
class Desk:
    """A preview of a copy of a publication, and its server."""

    project: Path
    shown: PreviewState
    preview: Preview
    port: int

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
        connection = HTTPConnection(HOST, self.port, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=named)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        return response, content


@contextmanager
def desk_of(project: Path, *, index: bool = False) -> Iterator[Desk]:
    shown = PreviewState()
    server = Server(shown, 0)
    preview = Preview(Options(project / "content", None, search=index), shown)
    assert preview.rebuild().written
    try:
        yield Desk(project, shown, preview, server.port)
    finally:
        server.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The preview of the mini-site."""
    with desk_of(mini_site.copy_to(tmp_path)) as made:
        yield made


def clean(project: Path, *, index: bool = False) -> dict[str, bytes]:
    """The files of a build from nothing, as a preview asks for them."""
    site = MemorySite()
    outcome = build(Options(project / "content", project / "site", search=index, offline=False), site)
    assert outcome.written, [str(problem) for problem in outcome.problems]
    files = site.files | {file.path: file.content for file in index_records(outcome.records, site.records, fold)[0]}
    return {path: content for path, content in files.items() if path != "_redirects"}


# ---------------------------------------------------------------- as a clean build


def swapped(project: Path) -> None:
    """The same values in another order."""
    text = (project / REPORT).read_text("utf-8")
    head, matter, rest = text.split("---\n", 2)
    lines = matter.splitlines(keepends=True)
    whole = [line for line in lines if not line.startswith((" ", "source"))]
    nested = (
        lines[lines.index(next(line for line in lines if line.startswith("source"))) + 1 :]
        if "source" in matter
        else []
    )
    nested = [line for line in nested if line.startswith(" ")]
    ends = ["source:\n", *reversed(nested)] if nested else []
    (project / REPORT).write_text("---\n".join((head, "".join((*whole, *ends)), rest)), "utf-8")


def without(path: str) -> Callable[[Path], None]:
    return lambda project: (project / path).unlink()


def recorded(project: Path) -> None:
    """The anchors in the ledger."""
    assert not record(Options(project / "content", None)).stopped


def doubled(project: Path) -> None:
    """A document in a new year."""
    shutil.copytree(project / "content" / "2031" / "images", project / "content" / "2033" / "images")
    text = (
        (project / REPORT)
        .read_text("utf-8")
        .replace("plans: 2031", "plans: 2033")
        .replace("reviews: 2030", "reviews: 2032")
        .replace("(explainer.md", "(../2031/explainer.md")
    )
    (project / "content" / "2033" / "report.md").write_text(text, "utf-8")


def edited(path: str, *, nth: int = 3, word: str = "改") -> Callable[[Path], None]:
    """A word put into the ``nth`` line of plain text."""

    def change(project: Path) -> None:
        lines = (project / path).read_text("utf-8").split("\n")
        plain = [
            n for n, line in enumerate(lines) if len(line) > 8 and "\u4e00" <= line[0] <= "\u9fff" and "{" not in line
        ]
        n = plain[nth % len(plain)]
        lines[n] = lines[n][:4] + word + lines[n][4:]
        (project / path).write_text("\n".join(lines), "utf-8")

    return change


EDITS = [
    edited(REPORT), edited(REPORT, nth=1, word="百分之三十，"), edited(EXPLAINER, nth=-1), put(HANT, "里程碑落成", "里程碑今年發展落成"), swapped,
    put("content/2031/images/pier.svg", "40公里", "41公里"), put(SITE, "title: ", "title: 新"), mini_site.sign, without(LOCK), recorded, without("content/anchors.yml"), doubled, without("content/2033/report.md"),
]  # fmt: skip


def test_after_each_save_it_is_what_a_clean_build_makes(desk: Desk) -> None:
    for change in EDITS:
        old = desk.shown.site.files
        change(desk.project)
        assert desk.preview.rebuild().written, [str(problem) for problem in desk.shown.problems]
        assert desk.shown.site.files == clean(desk.project)
        if change in EDITS[:4]:
            assert desk.shown.site.files != old


@pytest.mark.parametrize("path", [GLOSSARY, INDICATORS, CONVERSION])
def test_files_beside_the_documents_count_as_well(desk: Desk, path: str) -> None:
    text = (desk.project / path).read_text("utf-8")
    swaps = {
        GLOSSARY: ("definition: ", "definition: 就是"),
        INDICATORS: ("name: ", "name: 新"),
        CONVERSION: ("phrases:", "phrases:\n  - {hans: 云汐, hant: 雲夕, reason: 试}"),
    }
    changed = text.replace(*swaps[path], 1)
    assert changed != text
    (desk.project / path).write_text(changed, "utf-8")
    old = desk.shown.site.files
    assert desk.preview.rebuild().written
    assert desk.shown.site.files == clean(desk.project) != old


def test_any_saves_of_the_real_content_give_a_clean_builds_pages(tmp_path: Path) -> None:
    """Words, numbers, paragraphs, terms and whole documents come and go; what is kept of the others never tells."""
    project = tmp_path / "project"
    shutil.copytree(ROOT / "content", project / "content")
    for name in (GLOSSARY, CONVERSION):
        shutil.copy(ROOT / name, project)
    chance, texts = Random(2), {p: p.read_text("utf-8") for p in (*project.rglob("*.md"), project / GLOSSARY)}
    with desk_of(project) as desk:
        written = 0
        while written < 3:
            path = chance.choice(sorted(texts))
            path.write_text(_saved(texts[path], chance), "utf-8")
            if chance.random() < 0.1 and path.suffix == ".md":
                path.unlink()
            if desk.preview.rebuild().written:
                written += 1
                assert desk.shown.site.files == clean(project)
            else:  # no number of an indicator's unit is left, or the like
                path.write_text(texts[path], "utf-8")


def _saved(text: str, chance: Random) -> str:
    """A text with a word more, another number, a paragraph more, or one less."""
    lines = text.split("\n")
    at = chance.choice([n for n, line in enumerate(lines) if len(line) > 20])
    line = lines[at]
    number = re.search(r"\d+(?=[个家公万%])", line)
    match chance.randrange(4):
        case 0:
            lines[at] = line[:9] + chance.choice(["新", "“三争”行动", "发展"]) + line[9:]
        case 1 if number:
            lines[at] = f"{line[: number.start()]}{int(number[0]) + 1}{line[number.end() :]}"
        case 2:
            lines[at:at] = ["全市新建公园12个，投资增长6.5%。", ""]
        case _:
            del lines[at]
    return "\n".join(lines)


def test_the_index_follows_when_there_is_time(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    with desk_of(project, index=True) as desk:
        version = desk.shown.site.version
        assert not [path for path in desk.shown.site.files if path.endswith(".pf_index")]
        desk.preview.index()
        assert desk.shown.site.files == clean(project, index=True)
        assert desk.shown.site.version == version  # no page is loaded anew for it
        edited(REPORT)(project)
        desk.preview.rebuild()
        assert [path for path in desk.shown.site.files if path.endswith(".pf_index")]  # the last one
        desk.preview.index()
        assert desk.shown.site.files == clean(project, index=True)
        desk.preview.index()
        assert not desk.preview.waiting


def test_another_way_to_save_the_same_is_no_news(desk: Desk) -> None:
    version, text = desk.shown.site.version, (desk.project / REPORT).read_bytes()
    (desk.project / REPORT).write_bytes(b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))
    assert desk.preview.rebuild().written
    assert desk.shown.site.version == version


def test_a_fault_keeps_the_last_good_pages(desk: Desk) -> None:
    site, text = desk.shown.site, (desk.project / REPORT).read_text("utf-8")
    (desk.project / REPORT).write_text("没有开头的文献", "utf-8")
    outcome = desk.preview.rebuild()
    assert outcome.stopped and desk.shown.site.files is site.files
    told = desk.shown.summary
    assert told["stopped"] and told["version"] == desk.shown.site.version != site.version
    assert [str(problem.locus) for problem in desk.shown.problems] == [row["place"] for row in told["problems"]]  # type: ignore[attr-defined]
    (desk.project / REPORT).write_text(text, "utf-8")
    assert desk.preview.rebuild().written
    assert desk.shown.site.files is site.files and not desk.shown.problems
    assert not desk.shown.stopped


def test_what_nobody_foresaw_is_told_and_passes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise ValueError(*("torn",))

    with monkeypatch.context() as patch:
        patch.setattr("gazette.pipeline.check_publication", fail)
        assert desk.preview.rebuild().stopped
    (problem,) = desk.shown.problems
    assert problem.code == "preview-failed" and "torn" in problem.message
    assert "Traceback" in capsys.readouterr().err
    assert desk.preview.rebuild().written


def test_a_broken_template_says_where(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    house = tmp_path / "house"
    for name in ("templates", "static"):
        shutil.copytree(ROOT / name, house / name)
    monkeypatch.setattr("gazette.sources.files.read_sources.__defaults__", (house,))
    template = house / "templates" / "glossary.html"
    text = template.read_text("utf-8")
    template.write_text(text.replace("{% block main %}", "{% block main %}\n{% if %}", 1), "utf-8")
    assert desk.preview.rebuild().stopped
    (problem,) = desk.shown.problems
    line = text[: text.index("{% block main %}")].count("\n") + 2
    assert (problem.locus.path, problem.locus.line) == ("templates/glossary.html", line)
    template.write_text(text.replace("{% block main %}", "{% block main %}<p>新的一行</p>", 1), "utf-8")
    assert desk.preview.rebuild().written
    assert "新的一行".encode() in desk.shown.site.files["zh-hans/glossary/index.html"]


# ---------------------------------------------------------------- what is served


def test_pages_with_their_kinds_and_without_a_cache(desk: Desk) -> None:
    paths = {path.rpartition(".")[2]: path for path in desk.shown.site.files}
    kinds = {"html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
             "json": "application/json", "svg": "image/svg+xml", "webmanifest": "application/manifest+json",
             "csv": "text/csv; charset=utf-8", "xml": "application/xml", "txt": "text/plain; charset=utf-8", "woff2": "font/woff2"}  # fmt: skip
    assert paths.keys() <= kinds.keys() and {"html", "css", "js", "json", "svg", "webmanifest"} <= paths.keys()
    for suffix, path in paths.items():
        response, content = desk.get(f"/{path}")
        assert (response.status, response.headers["Content-Type"]) == (200, kinds[suffix])
        assert (
            response.headers["Cache-Control"] == "no-store" and response.headers["X-Content-Type-Options"] == "nosniff"
        )
        own = desk.shown.site.files[path]
        assert content == own or (suffix == "html" and b"/-preview/preview.js" in content and b"-preview" not in own)
    head, nothing = desk.get("/zh-hans/", method="HEAD")
    assert head.status == 200 and int(head.headers["Content-Length"]) > 1000 and not nothing


def test_the_script_is_allowed_by_the_policy_of_every_page(desk: Desk) -> None:
    for path, content in desk.shown.site.files.items():
        if path.endswith(".html"):
            served = desk.get(f"/{path}")[1].decode()
            assert served.count("/-preview/") == 2 and served.count("/livereload.js") == 1
            assert served.find("script-src 'self'") < served.index("/-preview/preview.js") < served.index("</head>")
            assert f'data-version="{desk.shown.site.version}"' in served and len(served) > len(content.decode())
    assert desk.get("/-preview/preview.js")[0].status == 200
    assert desk.get("/-preview/preview.css")[0].headers["Content-Type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize(
    "path",
    [
        "/../content/site.yml", "/%2e%2e/content/site.yml", "/..%2fcontent/site.yml", "/zh-hans/../../glossary.yml", "//etc/passwd",
        "/etc/passwd", "/..\\content\\site.yml", "/C:/Windows/win.ini", "/zh-hans/%00", "/-preview/../../build.py", "/-preview/%2e%2e/css/base.css",
        "/-preview/", "/_redirects", "/content/site.yml", "/%ff%fe", "/" + "a" * 5000,
    ],
)  # fmt: skip
def test_nothing_outside_the_site(desk: Desk, path: str) -> None:
    (desk.project / "site").mkdir()
    (desk.project / "site" / "link.html").symlink_to(desk.project / GLOSSARY)
    for asked in (path, "/link.html"):
        response, content = desk.get(asked)
        assert response.status == 404
        assert b"root:" not in content and b"title:" not in content and b"import" not in content


def test_a_page_that_is_not_there_is_the_sites_own(desk: Desk) -> None:
    response, content = desk.get("/zh-hans/nowhere/")
    assert (response.status == 404 and "找不到" in content.decode()) or b"404" in content
    assert content.startswith(desk.shown.site.files["404.html"][:200])


def test_only_this_machine_and_only_by_its_name(desk: Desk) -> None:
    assert HOST == "127.0.0.1"
    assert desk.get("/zh-hans/", Host="evil.example")[0].status == 403
    assert desk.get("/-preview/state", Host=f"evil.example:{desk.port}")[0].status == 403
    assert desk.get("/zh-hans/", Host="localhost:9000")[0].status == 200


@pytest.mark.parametrize(
    ("asked", "headers", "leads"),
    [
        ("/", {"Accept_Language": "zh-TW,zh;q=0.9"}, "/zh-hant/"), ("/", {"Accept_Language": "zh-CN"}, "/zh-hans/"), ("/", {}, "/zh-hans/"),
        ("/", {"Accept_Language": "zh-CN", "Cookie": "a=b; nf_lang=zh-Hant"}, "/zh-hant/"), ("/", {"Cookie": "nf_lang=zh-Hans"}, "/zh-hans/"),
        ("/2031/report/", {"Accept_Language": "zh-HK"}, "/zh-hant/2031/report/"), ("/2031/report?a=1", {}, "/zh-hans/2031/report/?a=1"),
        ("/zh-hant/2031/report", {}, "/zh-hant/2031/report/"), ("/zh-hant?a=1", {}, "/zh-hant/?a=1"),
    ],
)  # fmt: skip
def test_addresses_lead_on_as_on_netlify(desk: Desk, asked: str, headers: dict[str, str], leads: str) -> None:
    response, _ = desk.get(asked, **headers)
    assert (response.status, response.headers["Location"]) == (302, leads)


def test_no_address_leads_to_another_site(desk: Desk) -> None:
    for path in ("//zh-hans", "//evil.example/zh-hans", "///zh-hant"):
        response, _ = desk.get(path)
        assert not (response.headers["Location"] or "/").startswith("//")


# ---------------------------------------------------------------- saves


def test_several_saves_at_once_are_one(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    saves = watch_saves((project / "content", project / GLOSSARY), idle=30)
    for path in (REPORT, EXPLAINER, GLOSSARY):
        (project / path).write_bytes((project / path).read_bytes() + b"\n")
    assert next(saves) is True
    quiet = watch_saves((project / "content", project / GLOSSARY), idle=0.2)
    assert next(quiet) is False

    begun = threading.Event()

    def write_slowly() -> None:
        whole = (project / REPORT).read_bytes()
        with (project / REPORT).open("wb") as file:
            begun.set()
            for part in range(0, len(whole), 400):
                file.write(whole[part : part + 400])
                file.flush()
                time.sleep(0.005)
        fresh = project / "content" / "2031" / "report.md~tmp"
        fresh.write_bytes(whole)
        fresh.replace(project / REPORT)

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert begun.wait(10)
    assert next(quiet) is True
    writer.join()
    assert sum(iter(lambda: next(quiet), False)) <= 1  # one more for the renaming, then silence


def test_drafts_of_the_editor_are_no_saves(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    saves = watch_saves((project / "content",), idle=0.15)
    for name in (".report.md.swp", "report.md~", ".#report.md"):
        (project / "content" / "2031" / name).write_text("x")
    assert next(saves) is False
    (project / REPORT).unlink()
    assert next(saves) is True


def sockets() -> int:
    """The open files of this process, where the system tells."""
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0


#: A page that waits for news on livereload's socket.
WAITS = (
    "GET /livereload HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


def connected(desk: Desk, version: str) -> socket.socket:
    """A page of this version that has loaded and says so, as livereload's script does."""
    page = socket.create_connection((HOST, desk.port), timeout=10)
    page.sendall(WAITS.encode())
    assert page.recv(1000).startswith(b"HTTP/1.1 101")
    say(page, {"command": "hello", "snipver": version})
    assert b"livereload-tornado" in page.recv(1000)
    say(page, {"command": "info", "url": "http://localhost/"})
    return page


def say(page: socket.socket, message: dict[str, str]) -> None:
    """Send on a web socket: a short text, its mask of zeros."""
    text = json.dumps(message).encode()
    page.sendall(bytes((0x81, 0x80 | len(text), 0, 0, 0, 0)) + text)


def test_what_the_desk_has_written_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project, saved = mini_site.copy_to(tmp_path), threading.Event()
    monkeypatch.setattr(file_watcher, "SETTLE_SECONDS", 30)
    monkeypatch.setattr(file_watcher, "POLL_SECONDS", 30)
    saves = watch_saves((project / "content",), idle=60, saved=saved)
    (project / REPORT).write_bytes((project / REPORT).read_bytes() + b"\n")
    saved.set()
    started = time.monotonic()
    assert next(saves) and time.monotonic() - started < 10


@pytest.mark.parametrize("change", [edited(REPORT), put(REPORT, "kind: report", "kind: raport")], ids=["page", "fault"])
def test_a_save_while_a_page_loads_is_told_when_it_connects(desk: Desk, change: Callable[[Path], None]) -> None:
    """Between the page's first bytes and its socket there is time for a save: seen on a slow machine, where it was lost."""
    loaded = desk.shown.site.version
    change(desk.project)
    desk.preview.rebuild()
    with connected(desk, loaded) as page:
        assert b'"command": "reload"' in page.recv(1000)
    with connected(desk, desk.shown.site.version) as page:
        page.settimeout(0.3)
        with pytest.raises(TimeoutError):
            page.recv(1000)


#: After so many saves, and as many again, the same must be open.
SAVES = 40


def test_many_saves_leave_nothing_behind(desk: Desk, figures: Callable[[str], None]) -> None:
    """Each save another text, and each time a page waits for the news and then goes away or loads itself anew."""
    text = (desk.project / REPORT).read_text("utf-8")
    counts: list[tuple[int, int, int, int]] = []
    for save in range(2 * SAVES):
        waiting = socket.create_connection((HOST, desk.port))
        waiting.sendall(WAITS.encode())
        assert waiting.recv(1000).startswith(b"HTTP/1.1 101")
        (desk.project / REPORT).write_text(text.replace("。\n", f"，{save}次。\n", 1), "utf-8")
        assert desk.preview.rebuild().written
        waiting.close()
        assert desk.get("/zh-hans/2031/report/")[0].status == 200
        if save in (SAVES - 1, 2 * SAVES - 1):
            time.sleep(0.3)
            gc.collect()
            counts.append(
                (len(gc.get_objects()), len(desk.preview.site.facts.files), threading.active_count(), sockets())
            )
    (objects, kept, threads, files), last = counts
    figures(
        f"preview, save {SAVES} and {2 * SAVES}: objects {objects} and {last[0]}, files {kept}, threads {threads}, open files {files}"
    )
    assert last[1:] == (kept, threads, files)
    assert last[0] - objects < SAVES * 60  # what texts were converted to and read as, which has a limit


def test_a_save_need_not_wait_for_the_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does an index that ends after the next build bring the older pages back."""
    project, shown, goes_on = mini_site.copy_to(tmp_path), PreviewState(), threading.Event()
    preview = Preview(Options(project / "content", None), shown)
    assert preview.rebuild().written

    def wait_and_index(*arguments: Any) -> Any:
        assert goes_on.wait(30)
        return index_records(*arguments)

    monkeypatch.setattr("gazette.preview.preview.search.index_records", wait_and_index)
    preview.start_indexing()
    report = project / REPORT
    report.write_text(report.read_text("utf-8").replace("各位代表：", "各位代表，早上好："), "utf-8")
    assert preview.rebuild().written
    page = "zh-hans/2031/report/index.html"
    assert "早上好" in shown.site.files[page].decode() and "zh-hans/pagefind/pages.json" not in shown.site.files
    goes_on.set()
    preview.index()
    assert "早上好" in shown.site.files[page].decode()
    assert any("早上好".encode() in file for path, file in shown.site.files.items() if "/pagefind/text/" in path)
    preview.close()
    assert not preview.site.records.exists()


def test_the_desk_learns_of_a_build_once_its_pages_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or its page of a document would show one that is not there yet."""
    shown, known = PreviewState(), list[bool]()
    preview = Preview(Options(mini_site.copy_to(tmp_path) / "content", None, search=False), shown)

    def show(*_: object, **__: object) -> None:
        known.append(shown.outcome is not None or preview.is_current())

    monkeypatch.setattr(shown, "show", show)
    assert preview.rebuild().written
    assert known == [False] and shown.outcome and preview.is_current()


# ---------------------------------------------------------------- as a person runs it


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, str(ROOT / "build.py"), *map(str, arguments)]


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server((HOST, 0)) as taken:
        done = commands.run("serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1 and "端口" in done.stderr and "--port" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_it_says_the_address_opens_it_and_ends_quietly(tmp_path: Path, end: signal.Signals) -> None:
    project = mini_site.copy_to(tmp_path)
    before = mini_site.snapshot(project)
    opened = tmp_path / "opened"
    browser = tmp_path / "browser.sh"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}\n')
    browser.chmod(0o755)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    process = subprocess.Popen(
        command("serve", "--content", project / "content", "--port", "0", "--no-search", "--open"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        env={**os.environ, "BROWSER": f"{browser} %s", "TMPDIR": str(temporary)},
    )  # fmt: skip
    assert process.stdout and process.stderr
    first, second = process.stdout.readline(), process.stdout.readline()
    assert first.startswith("更新了") and second.startswith("预览：http://127.0.0.1:")
    ends = time.monotonic() + 10
    while not (opened.is_file() and opened.read_text()) and time.monotonic() < ends:
        time.sleep(0.05)
    process.send_signal(end)
    assert process.wait(10) == 0
    assert "Traceback" not in process.stderr.read()
    assert opened.read_text().strip() in second
    assert not list(temporary.iterdir())
    after = mini_site.snapshot(project)
    assert {path: after[path] for path in before} == before and not (project / "site").exists()


def test_quiet_says_nothing_and_verbose_each_stage(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    told = {}
    for flag in ("--quiet", "--verbose", ""):
        arguments: list[str | Path] = [
            "--content",
            project / "content",
            "--out",
            project / "site",
            "--no-search",
            "--clean",
            *flag.split(),
        ]
        told[flag] = commands.run(*arguments)
        assert told[flag].returncode == 0
    assert (told["--quiet"].stdout, told["--quiet"].stderr) == ("", "")
    assert "篇文献" in told[""].stdout and told[""].stderr == ""  # no bar where nobody looks
    stages = told["--verbose"].stderr.splitlines()
    assert "篇文献" in told["--verbose"].stdout
    assert [stage.partition("（")[0].partition("：")[0] for stage in stages] == [
        "读文件", "读文献", "核对", "写网页", "查链接", "存文件",
    ]  # fmt: skip
    assert all(stage.endswith("秒") for stage in stages)
    assert commands.run("--quiet", "--verbose").returncode == 2


class Terminal(io.StringIO):
    """Somebody looks."""

    def isatty(self) -> bool:
        return True


def test_who_waits_at_a_terminal_sees_the_stage_and_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "DELAY", 0.0)
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with progress.progress_reporter() as on_progress:
        ends = time.monotonic() + 10
        while "写网页" not in screen.getvalue() and time.monotonic() < ends:
            on_progress("写网页", 3, 158)
            time.sleep(0.05)
    assert "写网页" in screen.getvalue() and "3/158" in screen.getvalue()
    for flags in ({"quiet": True}, {}):
        silent = io.StringIO() if not flags else Terminal()
        monkeypatch.setattr(sys, "stderr", silent)
        with progress.progress_reporter(**flags) as on_progress:
            on_progress("写网页", 3, 158)
            time.sleep(0.1)
        assert silent.getvalue() == ""


def test_what_is_done_at_once_shows_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with progress.progress_reporter() as on_progress:
        on_progress("读文件", 0, 0)
    assert screen.getvalue() == ""


def test_an_import_tells_its_stages_too(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    paper = Path(__file__).parent.parent / "docs" / "samples" / "2026-report.pdf"
    own = ("import", paper, "--year", "2026", "--kind", "report", "--content", project / "content", "--force")
    told = {flag: commands.run(*own, flag) for flag in ("--quiet", "--verbose")}
    assert not any(each.returncode for each in told.values())
    assert told["--quiet"].stdout == ""
    assert "写好了：content/2026/report.md" in told["--verbose"].stdout
    stages = [row for row in told["--verbose"].stderr.splitlines() if row.endswith("秒")]
    assert [stage.partition("：")[0] for stage in stages] == ["读原件（2）", "理段落", "找数值"]
