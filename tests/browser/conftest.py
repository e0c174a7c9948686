"""A real browser on the real site, served with the headers of netlify.toml."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.browser.flags import FLAGS
from tests.browser.install import find

ROOT = Path(__file__).resolve().parents[2]
#: Where the server has the faces of ``gazette/faces`` for tests; below assets/, so a browser asks for each once.
FACES_PATH = "/assets/test-faces/"


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder as Netlify would: its headers, its 404 page."""

    rules: list[dict[str, object]]

    def end_headers(self) -> None:
        policies: dict[str, str] = {}
        for rule in self.rules:
            pattern, values = str(rule["for"]), rule["values"]
            assert isinstance(values, dict)
            if _matches(pattern, self.path.partition("?")[0]):
                policies.update(values)
        for name, value in policies.items():
            if name != "Strict-Transport-Security":
                self.send_header(name, value)
        super().end_headers()

    def translate_path(self, path: str) -> str:
        name = path.removeprefix(FACES_PATH)
        return super().translate_path(path) if name == path else str(ROOT / "gazette" / "faces" / Path(name).name)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class's name)
        """Silent."""


def _matches(pattern: str, path: str) -> bool:
    parts, words = pattern.strip("/").split("/"), path.strip("/").split("/")
    for position, part in enumerate(parts):
        if part == "*":
            return True
        if position >= len(words) or not (part.startswith(":") or part == words[position]):
            return False
    return len(parts) == len(words)


def serve(folder: Path, kind: type[Handler] = Handler) -> tuple[ThreadingHTTPServer, str]:
    """A server of ``folder`` on a free port of loopback, and its address without a slash at the end."""
    rules = tomllib.loads((ROOT / "netlify.toml").read_text(encoding="utf-8"))["headers"]
    handler = type("Ruled", (kind,), {"rules": rules})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_address[1]}"


@pytest.fixture(scope="session")
def site_url(built_site: Path) -> Iterator[str]:
    """The address of the built site of the real publication."""
    server, address = serve(built_site)
    yield address
    server.shutdown()


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for the whole session. No browser: an error, never a skip."""
    path = find()
    assert path, "no browser: run `make browser`"
    chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
    yield chromium
    chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page of 1280 × 900 without the service worker; anything that the console calls an error fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, service_workers="block")
    fresh = context.new_page()
    errors: list[str] = []
    fresh.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    fresh.on("pageerror", lambda error: errors.append(str(error)))
    yield fresh
    context.close()
    unexpected = [error for error in errors if "404" not in error]
    assert not unexpected, unexpected
