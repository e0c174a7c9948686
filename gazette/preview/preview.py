"""Live preview: build on each save, serve the site from memory on loopback, and reload the browser (livereload).

Nothing is written: a site in ``site/`` remains as it was built. After a faulty save the last good pages are shown, with the problems
above them. Only what changed is built; the search is indexed when there is nothing else to do.
"""

from __future__ import annotations

import gc
import sys
import threading
import traceback
import webbrowser
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from msgspec.structs import replace

from gazette.conversion.converter import fold
from gazette.desk.desk import Desk
from gazette.desk.response import DESK
from gazette.destination import Writer
from gazette.facts import EMPTY, SiteFacts
from gazette.pages.publication import Artifact, Buffer, FileRecord, record_file
from gazette.pipeline import BuildResult, Options, build
from gazette.preview.file_watcher import watch_saves
from gazette.preview.lan import draw_qr_code, find_lan_address
from gazette.preview.server import HOST, PreviewState, Server
from gazette.problems import Locus, Problem
from gazette.program_files import ROOT
from gazette.progress import ProgressCallback, ignore_progress
from gazette.search import index as search
from gazette.sources.files import file_stamps

#: Seconds without a save before the search is indexed again.
IDLE = 1.0

Report = Callable[[BuildResult], None]


class MemorySite:
    """The site in memory, and the facts of it. Nothing is written but the search records, to a temporary folder."""

    defers_search = True
    builder: Any = None

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.facts = EMPTY
        self.pictures: dict[str, Callable[[], bytes]] = {}  #: drawn when somebody asks for one
        self._next: dict[str, bytes] = {}
        self._next_pictures: dict[str, Callable[[], bytes]] = {}
        self._folder = TemporaryDirectory(prefix="gazette-preview-")
        self.records = Path(self._folder.name)

    def remove_folder(self) -> None:
        """Remove the temporary folder; the command ends without running what Python runs at its end."""
        self._folder.cleanup()

    @property
    def writer(self) -> Writer:
        """Writes files of the next site."""
        return self

    def write(self, path: str, *parts: Buffer) -> FileRecord:
        """Store a file until the site is complete."""
        self._next[path] = content = b"".join(parts)
        return record_file(path, content)

    def write_late(self, path: str, make: Callable[[], bytes]) -> FileRecord:
        """Remember how to make a file, whose name changes with its content."""
        self._next_pictures[path] = cache(make)
        return record_file(path, path.encode())

    def last_facts(self) -> SiteFacts:
        """Return the facts of the site that is shown."""
        return self.facts

    def open(self) -> tuple[Problem, ...]:
        """Begin the next site."""
        return ()

    def stands(self, facts: SiteFacts) -> bool:
        """Return whether the site is the one with these facts."""
        return facts is self.facts

    def read_last(self, path: str) -> bytes:
        """Return a file of the site that is shown."""
        return self.files[path]

    def commit(self, files: Sequence[FileRecord], last: Mapping[str, FileRecord]) -> tuple[Problem, ...]:  # noqa: ARG002
        """Replace the site."""
        late = self.pictures | self._next_pictures
        self.pictures = {file.path: late[file.path] for file in files if file.path in late}
        self.files = {
            file.path: self._next[file.path] if file.path in self._next else self.files[file.path]
            for file in files
            if file.path not in late
        }
        return ()

    def save(self, facts: SiteFacts) -> None:
        """Store the facts of the site."""
        self.facts = facts

    def close(self) -> None:
        """Drop what was not committed."""
        self._next, self._next_pictures = {}, {}


class Preview:
    """The site, brought up to date by :meth:`rebuild` after a save and :meth:`index` when there is time."""

    def __init__(self, options: Options, state: PreviewState, on_progress: ProgressCallback = ignore_progress) -> None:
        # What a reader's browser has cached would hide what was just saved; ``out`` only makes the build write pages.
        root = options.content.parent
        self.options = replace(options, offline=False, out=root / "site", record_anchors=True)
        self.sources = (options.content, root / "glossary.yml", root / "conversion.yml")
        self._stamps: dict[str, tuple[int, ...]] = {}  #: of the sources, before the last build read them
        self.state, self.on_progress = state, on_progress
        self.site = MemorySite()
        self.waiting: Mapping[str, tuple[str, ...]] = {}  #: the search records that are still to be indexed
        self._indexed: Mapping[str, tuple[str, ...]] = {}
        self._index: tuple[Artifact, ...] = ()
        self._indexing = threading.Lock()
        self._changing = threading.Lock()  #: of what is shown, by the end of a build or of an index
        self._thread: threading.Thread | None = None

    def rebuild(self) -> BuildResult:
        """Build, and show the result. An unexpected error is shown like a problem, and the preview goes on."""
        first = not self.site.files
        stamps = file_stamps(self.sources)
        gc.disable()  # nothing is garbage before the build is over
        try:
            outcome = build(self.options, self.site, on_progress=self.on_progress)
        except Exception as error:
            traceback.print_exc()
            outcome = BuildResult((_report_failure(error),), written=False, stopped=True)
        finally:
            gc.enable()
        self.on_progress("", 0, 0)
        with self._changing:
            if outcome.written:
                self.waiting = outcome.records
                self._show(reload=True)
            self.state.outcome, self._stamps = outcome, stamps  # once its pages are there: the desk shows them
            self.state.finish_build(outcome.problems, stopped=not outcome.written)
        if first:  # most of it lives on; collecting it each time takes longer than a small build
            gc.collect()
            gc.freeze()
        return outcome

    def is_current(self) -> bool:
        """Return whether the last build has read all that has been saved."""
        return self._stamps == file_stamps(self.sources)

    def start_indexing(self) -> None:
        """Call :meth:`index` in a thread: the next save need not wait for it."""
        self._thread = threading.Thread(target=self.index, daemon=True)
        self._thread.start()

    def index(self) -> None:
        """Index the pages that are shown, if that is still to do. A failed index is reported with the problems of the last build."""
        with self._indexing:
            records, self.waiting = self.waiting, {}
            if not records or records == self._indexed:
                return
            artifacts, problems = search.index_records(records, self.site.records, fold)
            with self._changing:  # or pages that are older than those of a build that ends now would replace them
                if problems:
                    self.state.finish_build((*self.state.problems, *problems), stopped=self.state.stopped)
                    return
                self._index, self._indexed = artifacts, records
                self._show(reload=False)

    def close(self) -> None:
        """Remove the temporary folder; an index that is under way is waited for, but not for long."""
        if self._thread:
            self._thread.join(2)
        self.site.remove_folder()

    def _show(self, *, reload: bool) -> None:
        files = (Artifact(path, content) for path, content in self.site.files.items())
        self.state.show((*files, *self._index), self.site.pictures, reload=reload)


def run(
    options: Options,
    port: int,
    report: Report,
    *,
    open_page: bool = False,
    lan: bool = False,
    on_progress: ProgressCallback = ignore_progress,
) -> int:
    """Serve until Ctrl+C; ``report`` prints the result of each build. Returns 1 where the port is taken, or the computer is in no
    network in which the site could be shown (``lan``)."""
    state = PreviewState()
    lan_address = find_lan_address() if lan else ""
    if lan and not lan_address:
        print("预览没有开成：这台电脑没有连着局域网。请连上和手机相同的无线网络，或去掉 --lan。", file=sys.stderr)
        return 1
    try:
        server = Server(
            state, port, lan=lan_address, make_desk=lambda tokens: Desk(options.content, tokens, lambda: state.outcome)
        )
    except OSError:
        message = f"预览没有打开：端口 {port} 用不了（多半已有一个预览开着）。请关掉它，或用 --port 换一个。"
        print(message, file=sys.stderr)
        return 1
    preview = Preview(options, state, on_progress)
    state.is_current = preview.is_current
    watched = (*preview.sources, ROOT / "templates", ROOT / "static")
    try:
        saves = watch_saves(watched, IDLE, state.saved)
        report(preview.rebuild())
        address = f"http://{HOST}:{server.port}/"
        print(f"预览：{address} （保存后自动更新；按 Ctrl+C 结束）", flush=True)
        if lan:
            phones = f"http://{lan_address}:{server.port}/"
            print(f"手机：{phones} （连着同一个网络的都能看到网站，看不到编辑台）\n{draw_qr_code(phones)}", flush=True)
        print(f"编辑台：{address.rstrip('/')}{DESK}", flush=True)
        if open_page:
            webbrowser.open(address)
        for saved in saves:
            if saved:
                report(preview.rebuild())
            else:
                preview.start_indexing()
                server.warm_desk()
    except KeyboardInterrupt:
        print()
    finally:
        server.close()
        preview.close()
    return 0


def _report_failure(error: Exception) -> Problem:
    """Describe an unexpected error; an error in a template has a place."""
    name, line = getattr(error, "name", None), getattr(error, "lineno", None)
    place = Locus(f"templates/{name}", line) if name and line else Locus("gazette")
    message = f"网页没有做成：{type(error).__name__}: {error}"
    fix = "刚改过模板的，请检查这一处；没有改过的，请把命令行里的原话转给维护程序的人。"
    return Problem("preview-failed", place, message, fix)
