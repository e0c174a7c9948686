"""A real browser on the real site, served with the headers of netlify.toml."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright, ViewportSize

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


class Server(ThreadingHTTPServer):
    """After its end it answers nobody, instead of letting browsers wait."""

    def shutdown(self) -> None:
        super().shutdown()
        self.server_close()


def serve(folder: Path, kind: type[Handler] = Handler) -> tuple[Server, str]:
    """A server of ``folder`` on a free port of loopback, and its address without a slash at the end."""
    rules = tomllib.loads((ROOT / "netlify.toml").read_text(encoding="utf-8"))["headers"]
    handler = type("Ruled", (kind,), {"rules": rules})
    server = Server(("127.0.0.1", 0), partial(handler, directory=str(folder)))
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


WINDOW: ViewportSize = {"width": 1280, "height": 900}

# Before the first page of a test has run: nothing is stored. What a page stores when it is left comes before that.
_FORGET = """try { const test = '%d'; if (sessionStorage.getItem('test') !== test) {
  localStorage.clear(); sessionStorage.clear(); sessionStorage.setItem('test', test); } } catch { /* a page without storage */ }"""

# Ends what the last page still does, and leaves an empty one. It has an address of its own: an open page is not loaded again
# for another anchor of it.
_END = """() => { stop();
  for (let timer = setTimeout(() => {}); timer; timer--) clearTimeout(timer);
  window.setTimeout = window.setInterval = () => 0;
  document.open(); document.close();
  addEventListener('unhandledrejection', event => event.preventDefault());
  history.replaceState(null, '', '/between-tests'); }"""


class Tab:
    """A tab that the tests of a process share: a page is opened in it in a third of the time that a new one takes.

    What a test adds to it is removed again: listeners, scripts, routes, what pages have stored, the window's size.
    """

    def __init__(self, browser: Browser, *, without_policy: bool = False) -> None:
        self.page = browser.new_context(viewport=WINDOW, service_workers="block", bypass_csp=without_policy).new_page()
        self.errors = _collect_errors(self.page)
        self.tests = 0
        self.listeners: list[tuple[Any, Any]] = []
        self.scripts: list[str] = []
        self.debugger = self.page.context.new_cdp_session(self.page)
        self.debugger.send("Page.enable")
        self.listen = self.page.on
        vars(self.page).update(on=self.add_listener, add_init_script=self.add_script)
        self.add_script(_FORGET % self.tests)

    def add_listener(self, event: Any, listener: Any) -> None:
        """Add a listener for the time of a test."""
        self.listen(event, listener)
        self.listeners.append((event, listener))

    def add_script(self, script: str) -> None:
        """Add a script for the time of a test; Playwright's own cannot be removed again."""
        added = self.debugger.send("Page.addScriptToEvaluateOnNewDocument", {"source": script})
        self.scripts.append(added["identifier"])

    def reset(self) -> None:
        """Make it as it was. To open an empty page would cost as much as the next one."""
        page, context = self.page, self.page.context
        with suppress(Error):  # a page that the browser has made, with nothing in it
            page.evaluate(_END)
        for other in context.pages:
            if other != page:
                other.close()
        while self.listeners:
            page.remove_listener(*self.listeners.pop())
        while self.scripts:
            self.debugger.send("Page.removeScriptToEvaluateOnNewDocument", {"identifier": self.scripts.pop()})
        self.tests += 1
        self.add_script(_FORGET % self.tests)
        page.unroute_all()
        page.emulate_media(media="screen", color_scheme="light", reduced_motion="no-preference", forced_colors="none")
        page.set_viewport_size(WINDOW)
        page.mouse.move(0, 0)
        context.set_offline(False)
        context.clear_permissions()
        context.clear_cookies()


def _collect_errors(page: Page) -> list[str]:
    """What the console calls an error and what scripts throw, from now on; a missing page is none."""
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    return errors


def _assert_none(errors: list[str]) -> None:
    unexpected = [error for error in errors if "404" not in error]
    assert not unexpected, unexpected


@pytest.fixture(scope="session")
def _tab(browser: Browser) -> Iterator[Tab]:
    tab = Tab(browser)
    yield tab
    tab.page.context.close()


@pytest.fixture
def page(_tab: Tab) -> Iterator[Page]:
    """A page of 1280 × 900 without the service worker that has stored nothing; an error in its console fails the test.

    The browser's cache may have what it asks for: what has to be fetched is measured in a `new_page`.
    """
    _tab.errors.clear()
    yield _tab.page
    errors = [*_tab.errors]
    _tab.reset()
    _assert_none(errors)


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Page]:
    """A page like `page`, but in a context of its own, with an empty cache."""
    context = browser.new_context(viewport=WINDOW, service_workers="block")
    page = context.new_page()
    errors = _collect_errors(page)
    yield page
    context.close()
    _assert_none(errors)
