"""Live preview: builds on each save and serves the last good site on loopback, reloading the page in the browser."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from gazette.files import HOUSE
from gazette.pipeline import Options, Outcome, build

Report = Callable[[Outcome, Path | None], int]


def run(options: Options, port: int, report: Report) -> int:
    """Build, then watch and serve until Ctrl+C. ``report`` prints an outcome; a faulty save leaves the last good site."""
    from livereload import Server

    logging.getLogger("livereload").setLevel(logging.WARNING)
    options = replace(options, offline=False)  # what is kept would hide what was just saved
    assert options.out is not None
    first = report(build(options), options.out)
    if first and not options.out.is_dir():
        return first
    server = Server()

    def rebuild() -> None:
        report(build(options), options.out)

    watched = [options.content, options.content.parent / "glossary.yml", options.content.parent / "conversion.yml"]
    for path in (*watched, HOUSE / "templates", HOUSE / "static"):
        server.watch(str(path), rebuild)
    print(f"预览：http://127.0.0.1:{port}/ （保存后自动更新；按 Ctrl+C 结束）")
    try:
        server.serve(port=port, host="127.0.0.1", root=str(options.out), open_url_delay=None)
    except OSError:
        print(
            f"预览没有开成：端口 {port} 用不了（多半已有一个预览开着）。请关掉它，或用 --port 换一个。", file=sys.stderr
        )
        return 1
    return 0
