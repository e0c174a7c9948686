"""Serve a site from memory on loopback, and reload its pages when it changes, through livereload's socket.

Only files of the build can be requested, none of the disk. The preview's style sheet and script, and livereload's, are added
to each page as files of the same origin, which the pages' policy allows.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import unquote, urlsplit

from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from livereload.watcher import Watcher
from msgspec import Struct, field
from msgspec.structs import replace
from tornado import httpserver, httputil, netutil, web

from gazette.desk.access import MAX_FILE, Request, Tokens, Upload, make_tokens
from gazette.desk.desk import Desk
from gazette.desk.response import DESK, HEADERS, Response
from gazette.pages.publication import Artifact
from gazette.pipeline import BuildResult
from gazette.problems import Problem
from gazette.program_files import ROOT
from gazette.sources.files import read_text

HOST = "127.0.0.1"
OWN = "/-preview/"
#: Seconds that a page of the desk waits for the build.
MAX_BUILD_WAIT = 5.0
#: Bytes of a request to the desk: those of a file to be imported, and its form.
MAX_BODY = MAX_FILE + 1_000_000
#: Up to here a request that is too large is read all the same, and dropped: a browser shows the answer only after it has sent all.
MAX_DROPPED = 4_000_000_000
TYPES = {
    "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
    "json": "application/json", "webmanifest": "application/manifest+json", "xml": "application/xml",
    "csv": "text/csv; charset=utf-8", "txt": "text/plain; charset=utf-8", "svg": "image/svg+xml", "png": "image/png",
    "jpg": "image/jpeg", "woff2": "font/woff2", "webp": "image/webp", "avif": "image/avif",
    "pdf": "application/pdf",
}  # fmt: skip
#: Served until there is a first good build.
_NOTHING = '<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>预览</title></head><body><p>还没有做好的网页。</p></body></html>'


class Site(Struct, frozen=True):
    """The files by path. A page with another ``version``, of the files or of the problems, is reloaded."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    redirects: Mapping[str, list[tuple[str, str]]] = field(default_factory=dict)
    version: str = ""
    pictures: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)  #: drawn when they are asked for


class PreviewState:
    """What the preview shows: the site, and the problems of the last save. Written by the build, read by the server."""

    def __init__(self) -> None:
        self.site = Site()  # replaced as a whole, so that no page is served with another's version
        self.problems: tuple[Problem, ...] = ()
        self.stopped = False
        self.outcome: BuildResult | None = None
        #: Whether the last build has seen all that has been saved.
        self.is_current: Callable[[], bool] = lambda: True
        self.saved = threading.Event()  #: set when the desk has written files
        #: Called after each build that changed something, in the thread that built.
        self.listener: Callable[[], object] | None = None
        self._has_changed = False

    def show(
        self, artifacts: Iterable[Artifact], pictures: Mapping[str, Callable[[], bytes]], *, reload: bool = True
    ) -> None:
        """Replace the site; with ``reload``, open pages are reloaded when the build is over, if a byte of it changed."""
        files = {artifact.path: artifact.content for artifact in artifacts}
        redirects = _parse_redirects(files.pop("_redirects", b"").decode())
        if files != self.site.files:
            self.site = Site(files, redirects, self.site.version, pictures)
            self._has_changed = self._has_changed or reload

    def finish_build(self, problems: tuple[Problem, ...], *, stopped: bool) -> None:
        """Take the problems of a finished build; reload open pages if anything changed."""
        has_changed = self._has_changed or (problems, stopped) != (self.problems, self.stopped)
        self.problems, self.stopped, self._has_changed = problems, stopped, False
        if has_changed:
            self.site = replace(self.site, version=f"v{time.time_ns()}")
            if self.listener is not None:
                self.listener()

    @property
    def summary(self) -> dict[str, object]:
        """What a page requests when it is loaded: the problems, and whether the last good pages are still shown."""
        rows = [
            {"code": p.code, "severity": p.severity, "place": str(p.locus), "message": p.message, "fix": p.fix}
            for p in self.problems
        ]
        return {"version": self.site.version, "stopped": self.stopped, "problems": rows}


class Server:
    """Serves in a thread with its own event loop. Raises :class:`OSError` if the port is taken.

    ``make_desk`` makes the desk for the tokens of this start; without it there is none. ``lan`` is the computer's address in its
    network, if the site, and nothing else, is to be shown there as well, under the same port.
    """

    def __init__(
        self, state: PreviewState, port: int, make_desk: Callable[[Tokens], Desk] | None = None, lan: str = ""
    ) -> None:
        logging.getLogger("livereload").setLevel(logging.CRITICAL)
        logging.getLogger("tornado").setLevel(logging.CRITICAL)
        self._sockets = netutil.bind_sockets(port, HOST)
        self.port: int = self._sockets[0].getsockname()[1]
        self._lan_sockets = netutil.bind_sockets(self.port, lan) if lan else []
        self._lan = lan
        self._loop = asyncio.new_event_loop()
        self._state = state
        #: One thread for the desk and one for pictures: both take time, and neither does two things at once.
        self._workers = ThreadPoolExecutor(1), ThreadPoolExecutor(1)
        self.desk = make_desk(make_tokens(self.port)) if make_desk else None
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait()
        state.listener = lambda: self._loop.call_soon_threadsafe(LiveReloadHandler.reload_waiters, "*")

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        LiveReloadHandler.watcher, LiveReloadHandler.live_css = Watcher(), False
        worker, drawer = self._workers
        own = {"state": self._state}
        site = {**own, "drawer": drawer}
        handlers: list[Any] = [
            (r"/livereload", _Socket, own),
            (r"/livereload.js", LiveReloadJSHandler),
            (f"{OWN}state", _State, own),
            *([(f"{DESK}(.*)", _Desk, {**own, "desk": self.desk, "worker": worker})] if self.desk else []),
            (r".*", _Page, site),
        ]
        # Only the desk accepts a body, and sets its own limit.
        server = httpserver.HTTPServer(web.Application(handlers), max_header_size=65_536, max_body_size=0)
        server.add_sockets(self._sockets)
        pages = web.Application([(r".*", _PublicPage, {**site, "name": self._lan})])
        public = httpserver.HTTPServer(pages, max_body_size=0, idle_connection_timeout=60)
        public.add_sockets(self._lan_sockets)
        self._loop.call_soon(ready.set)
        self._loop.run_forever()
        for each in (server, public):
            each.stop()
            self._loop.run_until_complete(each.close_all_connections())
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    def warm_desk(self) -> None:
        """Let the desk read what has been saved, so that its next page need not wait for that."""
        if self.desk:
            self._workers[0].submit(self.desk.reader.read)

    def close(self) -> None:
        """Stop serving."""
        self._state.listener = None
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        for worker in self._workers:
            worker.shutdown(cancel_futures=True)
        if self.desk:
            self.desk.close()


def _host_name(address: str) -> str:
    """Return the name in ``name:port``, or in an origin; empty if it cannot be read."""
    try:
        return urlsplit(address if "://" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""


class _Local(web.RequestHandler):
    """Answers only to names of this machine, against DNS rebinding; nothing is cached."""

    state: PreviewState

    def initialize(self, state: PreviewState) -> None:
        self.state = state

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")

    def prepare(self) -> None:
        if _host_name(self.request.host) not in (HOST, "localhost"):
            self.set_status(403)
            self.finish()

    def compute_etag(self) -> None:
        """Send no ETag: a preview is requested each time."""

    def answer(self, status: int, kind: str, content: bytes, version: str = "") -> None:
        if kind == TYPES["html"]:
            script = '<script src="{}" defer{}></script>'
            own = (
                f'<link rel="stylesheet" href="{OWN}preview.css">'
                + script.format(f"{OWN}preview.js", f' data-version="{version}"')
                + script.format(f"/livereload.js?snipver={version}", "")
            )
            content = content.replace(b"</head>", own.encode() + b"</head>", 1)
        self.set_status(status)
        self.set_header("Content-Type", kind)
        self.finish(content)


class _Socket(LiveReloadHandler):  # type: ignore[misc]  # livereload has no types
    def initialize(self, state: PreviewState) -> None:
        self.state, self.version = state, ""

    def check_origin(self, origin: str) -> bool:
        """Allow only pages of this machine."""
        return _host_name(origin) in (HOST, "localhost")

    def on_message(self, message: str | bytes) -> None:
        """Take the version of a page (``snipver`` in the address of its script), and reload it if that is not the current one: a
        build may have ended while the page was loading, and the preview may have been restarted."""
        super().on_message(message)
        sent = json.loads(message)
        self.version = str(sent.get("snipver", self.version))
        if sent.get("command") == "info" and self.version not in ("", self.state.site.version):
            self.send_message({"command": "reload", "path": "*", "liveCSS": False})


class _State(_Local):
    def get(self) -> None:
        """Return the problems."""
        self.answer(200, TYPES["json"], json.dumps(self.state.summary, ensure_ascii=False).encode())


@web.stream_request_body
class _Desk(web.RequestHandler):
    """Passes requests to the desk, which decides itself whom it answers."""

    def initialize(self, state: PreviewState, desk: Desk, worker: ThreadPoolExecutor) -> None:
        self.state, self.desk, self.worker = state, desk, worker
        self.body, self.size = bytearray(), 0

    def prepare(self) -> None:
        """Allow a large body."""
        self.request.connection.set_max_body_size(MAX_DROPPED)  # type: ignore[union-attr]

    def data_received(self, chunk: bytes) -> None:
        """Take a part of the body; of one that is too large nothing is kept."""
        self.size += len(chunk)
        if self.size <= MAX_BODY:
            self.body += chunk
        else:
            self.body.clear()

    def read_form(self) -> None:
        """Read the fields and the file of the body; one that cannot be read has none."""
        kind, body, own = self.request.headers.get("Content-Type", ""), bytes(self.body), self.request
        with suppress(httputil.HTTPInputError):
            httputil.parse_body_arguments(kind, body, own.body_arguments, own.files, own.headers)
        self.body.clear()

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def compute_etag(self) -> None:
        """Send no ETag."""

    async def answer(self, path: str) -> None:
        """Answer any request; one for results of the build waits until that has seen all saves."""
        sent = self.request.headers
        self.read_form()
        request = Request(
            method=self.request.method or "", path=path, host=self.request.host, origin=sent.get("Origin"),
            site=sent.get("Sec-Fetch-Site", ""),
            query={name: self.get_query_argument(name, strip=False) for name in self.request.query_arguments},
            form={name: self.get_body_argument(name, strip=False) for name in self.request.body_arguments},
            upload=next((Upload(f.filename, f.body) for f in self.request.files.get("file", ()) if f.filename), None),
            cookies={name: each.value for name, each in self.request.cookies.items()}, is_too_large=self.size > MAX_BODY,
        )  # fmt: skip
        deadline = time.monotonic() + MAX_BUILD_WAIT
        while self.desk.needs_build(path) and not self.state.is_current() and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        answer = await asyncio.get_running_loop().run_in_executor(self.worker, self.desk.answer, request)
        if request.method == "POST" and answer.location:
            self.state.saved.set()
        self.send(answer)

    get = head = post = put = delete = patch = options = answer

    def send(self, answer: Response) -> None:
        self.set_status(answer.status)
        self.set_header("Content-Type", answer.kind)
        if answer.location:
            self.set_header("Location", answer.location)
        if answer.sets_cookie:
            tokens = self.desk.tokens
            self.set_cookie(tokens.cookie_name, tokens.cookie, path=DESK, httponly=True, samesite="Strict")
        self.finish(answer.content)


class _Page(_Local):
    def initialize(self, state: PreviewState, drawer: ThreadPoolExecutor) -> None:  # type: ignore[override]
        self.state, self.drawer = state, drawer

    async def get(self) -> None:
        """Return a file of the site or of the preview, or a redirect to it."""
        path = unquote(self.request.path)
        if path.startswith(OWN):
            self.send_own_file(path.removeprefix(OWN))
            return
        site = self.state.site
        name = path.removeprefix("/")
        name += "index.html" if name.endswith("/") else ""
        target = _find_redirect(path, site.redirects, self.language)
        if target or f"{name}/index.html" in site.files:
            query = self.request.query and f"?{self.request.query}"
            self.set_status(302)
            self.set_header("Location", (target or f"/{self.request.path.strip('/')}/") + query)
            self.finish()
        elif name in site.files or name in site.pictures:
            kind = TYPES.get(name.rpartition(".")[2], "application/octet-stream")
            content = site.files.get(name)
            if content is None:
                content = await asyncio.get_running_loop().run_in_executor(self.drawer, site.pictures[name])
            self.answer(200, kind, content, site.version)
        else:
            page = site.files.get("404.html")
            self.answer(404 if page else 503, TYPES["html"], page or _NOTHING.encode(), site.version)

    head = get

    def send_own_file(self, name: str) -> None:
        """Return one of the preview's own files."""
        text = read_text(ROOT / "static" / "preview" / name) if name in ("preview.js", "preview.css") else None
        kind = TYPES[name.rpartition(".")[2]] if text else "text/plain"
        self.answer(200 if text else 404, kind, (text or "").encode())

    @property
    def language(self) -> str:
        """The language by Netlify's rule: the reader's choice, else the browser's first language."""
        try:
            chosen = SimpleCookie(self.request.headers.get("Cookie", "")).get("nf_lang")
        except CookieError:
            chosen = None
        first = self.request.headers.get("Accept-Language", "").split(",")[0].split(";")[0].strip()
        return chosen.value if chosen else first


class _PublicPage(_Page):
    """Serves the site alone to others in the network: no problems, no scripts of the preview, no desk."""

    def initialize(self, state: PreviewState, drawer: ThreadPoolExecutor, name: str) -> None:  # type: ignore[override]
        self.state, self.drawer, self.name = state, drawer, name

    def prepare(self) -> None:
        if _host_name(self.request.host) != self.name or self.request.method not in ("GET", "HEAD"):
            self.set_status(403)
            self.finish()

    def answer(self, status: int, kind: str, content: bytes, version: str = "") -> None:  # noqa: ARG002
        self.set_status(status)
        self.set_header("Content-Type", kind)
        self.finish(content)

    def send_own_file(self, name: str) -> None:  # noqa: ARG002
        """Return none of the preview's own files."""
        self.answer(404, "text/plain", b"")


def _parse_redirects(text: str) -> dict[str, list[tuple[str, str]]]:
    """Parse Netlify's rules, by address: (target, the languages for which it holds; none: all). ``/`` is redirected like every page."""
    rules: dict[str, list[tuple[str, str]]] = {}
    for line in text.splitlines():
        address, target, _, *why = line.split()
        if not why or why[0].startswith("Language="):
            rules.setdefault(address, []).append((target, why[0].removeprefix("Language=") if why else ""))
    for address, rows in list(rules.items())[:1]:
        rules["/"] = [(target.removesuffix(address) + "/", languages) for target, languages in rows]
    return rules


def _find_redirect(path: str, rules: Mapping[str, list[tuple[str, str]]], language: str) -> str:
    """Return where an address without an edition leads, or an empty string."""
    for address in (path, f"{path}/"):
        for target, languages in rules.get(address, ()):
            if not languages or language.lower() in languages.lower().split(","):
                return target
    return ""
