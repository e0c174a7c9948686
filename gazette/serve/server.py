"""Shows a site from memory on loopback, and lets its pages wait for news.

Only what the build made can be asked for: there is no path to the disk. A page carries a script and a style sheet of
the preview, as files of the same origin, which the pages' own policy allows. The script asks for the state and is
answered when there is another than it knows, or after :data:`PATIENCE`; so no connection outlives its use.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from urllib.parse import parse_qs, unquote, urlsplit

from gazette.files import HOUSE, WINDOWS, load_text
from gazette.model import Artifact
from gazette.problems import Problem

HOST = "127.0.0.1"
#: Seconds for which a page waits for news before it asks again, and a connection for a request.
PATIENCE = 20.0
OWN = "/-preview/"
TYPES = {
    "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
    "json": "application/json", "webmanifest": "application/manifest+json", "xml": "application/xml",
    "csv": "text/csv; charset=utf-8", "txt": "text/plain; charset=utf-8", "svg": "image/svg+xml", "png": "image/png",
    "jpg": "image/jpeg", "webp": "image/webp", "avif": "image/avif",
}  # fmt: skip
#: Shown until there is a first good build.
_NOTHING = '<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>预览</title></head><body><p>还没有做好的网页。</p></body></html>'


@dataclass(frozen=True, slots=True)
class Site:
    """The files by path. A page that carries another ``version`` loads itself anew."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    redirects: Mapping[str, list[tuple[str, str]]] = field(default_factory=dict)
    version: str = ""


class Shown:
    """What is shown: the site, and the problems of the last save. Written by the build, read by the server."""

    def __init__(self) -> None:
        self.site = Site()  # replaced whole, so that a page never goes with the version of another
        self.problems: tuple[Problem, ...] = ()
        self.stopped = self.closed = False
        #: Another one for each save; who waits gives the one that he knows.
        self.state = ""
        self._news = threading.Condition()

    def show(self, artifacts: Iterable[Artifact], *, anew: bool = True) -> None:
        """Another site. Pages are loaded ``anew``, unless it is the same to the last byte."""
        files = {artifact.path: artifact.content for artifact in artifacts}
        redirects = _redirects(files.pop("_redirects", b"").decode())
        if files != self.site.files:
            self.site = Site(files, redirects, str(time.time_ns()) if anew else self.site.version)

    def tell(self, problems: tuple[Problem, ...], *, stopped: bool) -> None:
        """The build is over; whoever waits is told."""
        with self._news:
            self.problems, self.stopped, self.state = problems, stopped, str(time.time_ns())
            self._news.notify_all()

    def close(self) -> None:
        """Nobody need wait any longer."""
        with self._news:
            self.closed = True
            self._news.notify_all()

    def news(self, seen: str, patience: float) -> dict[str, object]:
        """The state, as soon as it is another than ``seen``."""
        with self._news:
            self._news.wait_for(lambda: self.state != seen or self.closed, patience)
            rows = [
                {"code": p.code, "severity": p.severity, "place": str(p.locus), "message": p.message, "fix": p.fix}
                for p in self.problems
            ]
            version = self.site.version
            return {"state": self.state, "version": version, "stopped": self.stopped, "problems": rows}


def start(shown: Shown, port: int) -> ThreadingTCPServer:
    """A server that runs beside the caller; :class:`OSError` where the port is taken."""
    handler = type("Handler", (_Handler,), {"shown": shown})
    server = _Server((HOST, port), handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
    return server


class _Server(ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64
    allow_reuse_address = not WINDOWS  # there it would let two previews have one port

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that went away is no fault."""


class _Handler(BaseHTTPRequestHandler):
    shown: Shown
    timeout = PATIENCE

    def do_GET(self) -> None:
        """A file of the site, of the preview, or where it is."""
        if urlsplit(f"//{self.headers.get('Host', '')}").hostname not in (HOST, "localhost"):
            self.answer(403, "text/plain", b"")  # another site's name that leads here
            return
        address = urlsplit(self.path)
        path = unquote(address.path)
        if path.startswith(OWN):
            self.own(path.removeprefix(OWN), parse_qs(address.query).get("seen", [""])[0])
            return
        site = self.shown.site
        name = path.removeprefix("/")
        name += "index.html" if name.endswith("/") else ""
        target = _redirected(path, site.redirects, self.language)
        if target or f"{name}/index.html" in site.files:
            self.send_response(302)
            self.send_header(
                "Location", (target or f"/{address.path.lstrip('/')}/") + (address.query and f"?{address.query}")
            )
            self.finish_head(b"")
        elif name in site.files:
            self.answer(
                200, TYPES.get(name.rpartition(".")[2], "application/octet-stream"), site.files[name], site.version
            )
        else:
            page = site.files.get("404.html")
            self.answer(404 if page else 503, TYPES["html"], page or _NOTHING.encode(), site.version)

    do_HEAD = do_GET  # noqa: N815

    def own(self, name: str, seen: str) -> None:
        """The preview's own files, and the state."""
        if name == "state":
            told = self.shown.news(seen, PATIENCE)
            self.answer(200, TYPES["json"], json.dumps(told, ensure_ascii=False).encode())
            return
        text = load_text(HOUSE / "static" / "preview" / name) if name in ("preview.js", "preview.css") else None
        self.answer(
            200 if text else 404, TYPES[name.rpartition(".")[2]] if text else "text/plain", (text or "").encode()
        )

    @property
    def language(self) -> str:
        """As Netlify takes it: the reader's choice, else the browser's first language."""
        try:
            chosen = SimpleCookie(self.headers.get("Cookie", "")).get("nf_lang")
        except CookieError:
            chosen = None
        first = self.headers.get("Accept-Language", "").split(",")[0].split(";")[0].strip()
        return chosen.value if chosen else first

    def answer(self, status: int, kind: str, content: bytes, version: str = "") -> None:
        if kind == TYPES["html"]:
            own = f'<link rel="stylesheet" href="{OWN}preview.css"><script src="{OWN}preview.js" data-version="{version}" defer></script>'
            content = content.replace(b"</head>", own.encode() + b"</head>", 1)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.finish_head(content)
        if self.command != "HEAD":
            self.wfile.write(content)

    def finish_head(self, content: bytes) -> None:
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class's name)
        """Silent."""


def _redirects(text: str) -> dict[str, list[tuple[str, str]]]:
    """Netlify's rules by address: (where to, the languages that it is for; none: for all). ``/`` goes like every page."""
    rules: dict[str, list[tuple[str, str]]] = {}
    for line in text.splitlines():
        address, target, _, *why = line.split()
        if not why or why[0].startswith("Language="):
            rules.setdefault(address, []).append((target, why[0].removeprefix("Language=") if why else ""))
    for address, rows in list(rules.items())[:1]:
        rules["/"] = [(target.removesuffix(address) + "/", languages) for target, languages in rows]
    return rules


def _redirected(path: str, rules: Mapping[str, list[tuple[str, str]]], language: str) -> str:
    """Where an address without an edition leads; empty where it does not."""
    for address in (path, f"{path}/"):
        for target, languages in rules.get(address, ()):
            if not languages or language.lower() in languages.lower().split(","):
                return target
    return ""
