"""Live preview: build on each save, serve the site from memory on loopback, and reload the browser (livereload).

Nothing is written: a site in ``site/`` stays as it was built. A faulty save leaves the last good pages, with the problems
above them. What did not change is not made again (:mod:`gazette.memo`); the search is indexed when nothing else is to do.
"""

from __future__ import annotations

import gc
import sys
import traceback
import webbrowser
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from gazette.memo import Kept, Memo
from gazette.pages.publication import Artifact, Publication
from gazette.pipeline import BuildResult, BuildServices, Options, build
from gazette.preview.file_watcher import changes
from gazette.preview.server import HOST, PreviewState, Server
from gazette.problems import Locus, Problem
from gazette.progress import ProgressCallback, ignore_progress
from gazette.search import index as search
from gazette.sources.files import PROJECT_ROOT

#: Seconds without a save before the search is indexed again.
IDLE = 1.0

Report = Callable[[BuildResult], None]


class Preview:
    """The site in memory, brought up to date by :meth:`rebuild` after a save and :meth:`index` when there is time."""

    def __init__(self, options: Options, state: PreviewState, on_progress: ProgressCallback = ignore_progress) -> None:
        # What a reader's browser keeps would hide what was just saved; ``out`` says only that pages are wanted.
        self.options = replace(options, offline=False, out=options.content.parent / "site")
        self.state = state
        self.memo = Memo()
        self.waiting: tuple[Publication, search.Fold] | None = None
        self._services = BuildServices(self.memo, on_progress, self._defer_indexing, _no_images, self._show)
        self._files: tuple[Artifact, ...] = ()
        self._index: tuple[Artifact, ...] = ()

    def rebuild(self) -> BuildResult:
        """Build, and show what came of it. Whatever goes wrong, the preview goes on."""
        first = not self.memo
        try:
            outcome = build(self.options, self._services)
        except Exception as error:
            traceback.print_exc()
            outcome = BuildResult((_failure(error),), written=False, stopped=True)
        self._services.on_progress("", 0, 0)
        if outcome.written:
            self.memo.forget()
        self.state.finish_build(outcome.problems, stopped=not outcome.written)
        if first:  # most of this stays; to look through it for garbage takes longer than a small save
            gc.collect()
            gc.freeze()
        return outcome

    def index(self) -> None:
        """Index the pages that are shown, if that is still to do. A failed index is reported like any problem."""
        if self.waiting is None:
            return
        (publication, fold), self.waiting = self.waiting, None
        made, problems = search.build_indexes(publication, fold)
        if problems:
            self.state.finish_build(problems, stopped=False)
            return
        old = set(self._index)
        self._index = made
        self.state.show((*(file for file in self._files if file not in old), *made), reload=False)

    def _defer_indexing(
        self, publication: Publication, fold: search.Fold, _kept: Kept
    ) -> tuple[tuple[Artifact, ...], tuple[Problem, ...]]:
        """The last index in place of one of these pages."""
        self.waiting = (publication, fold)
        return self._index, ()

    def _show(self, artifacts: tuple[Artifact, ...], _out: Path) -> tuple[Problem, ...]:
        self._files = artifacts
        self.state.show(artifacts)
        return ()


def run(
    options: Options,
    port: int,
    report: Report,
    *,
    open_page: bool = False,
    on_progress: ProgressCallback = ignore_progress,
) -> int:
    """Serve until Ctrl+C; ``report`` prints the result of each build. Returns 1 where the port is taken."""
    state = PreviewState()
    try:
        server = Server(state, port)
    except OSError:
        message = f"预览没有开成：端口 {port} 用不了（多半已有一个预览开着）。请关掉它，或用 --port 换一个。"
        print(message, file=sys.stderr)
        return 1
    preview = Preview(options, state, on_progress)
    root = options.content.parent
    watched = (
        options.content,
        root / "glossary.yml",
        root / "conversion.yml",
        PROJECT_ROOT / "templates",
        PROJECT_ROOT / "static",
    )
    try:
        saves = changes(watched, IDLE)
        report(preview.rebuild())
        address = f"http://{HOST}:{server.port}/"
        print(f"预览：{address} （保存后自动更新；按 Ctrl+C 结束）", flush=True)
        if open_page:
            webbrowser.open(address)
        for saved in saves:
            if saved:
                report(preview.rebuild())
            else:
                preview.index()
    except KeyboardInterrupt:
        print()
    finally:
        server.close()
    return 0


def _no_images(_publication: Publication, _kept: Kept) -> tuple[tuple[Artifact, ...], tuple[Problem, ...]]:
    """No share images: nobody shares a preview."""
    return (), ()


def _failure(error: Exception) -> Problem:
    """What nobody foresaw; for a template the engine says where."""
    name, line = getattr(error, "name", None), getattr(error, "lineno", None)
    place = Locus(f"templates/{name}", line) if name and line else Locus("gazette")
    message = f"网页没有做成：{type(error).__name__}: {error}"
    fix = "刚改过模板的，请检查这一处；没有改过的，请把命令行里的原话转给维护程序的人。"
    return Problem("preview-failed", place, message, fix)
