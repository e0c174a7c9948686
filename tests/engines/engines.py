"""The browsers by name, and how each is started."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Playwright

from tests.browser.install import find, find_firefox
from tests.engines import install
from tests.engines.chromium import Chromium
from tests.engines.firefox import Firefox
from tests.engines.tab import Engine


@dataclass(frozen=True)
class Browser:
    """How a browser is started, and whether the suite runs it or a person does."""

    start: Callable[[Playwright], Engine]
    is_tested: bool


def _current(playwright: Playwright) -> Engine:
    path = find()
    assert path, "no Chromium: run `make browser`"
    return Chromium(playwright, Path(path))


def _old(name: str) -> Callable[[Playwright], Engine]:
    def start(playwright: Playwright) -> Engine:
        path = install.find(name)
        assert path.is_file(), f"no {name}: run `python -m tests.engines.install --by-hand`"
        return Chromium(playwright, path)

    return start


def _firefox(_: Playwright) -> Engine:
    path = find_firefox()
    assert path, "no Firefox: run `make browser`, or name one in FIREFOX"
    return Firefox(Path(path))


def _webkit(name: str) -> Callable[[Playwright], Engine]:
    def start(_: Playwright) -> Engine:
        from tests.engines import webkit  # late: Selenium is installed by hand

        engine: Engine = getattr(webkit, name)()
        return engine

    return start


#: By the name that docs/browsers.md has.
BROWSERS: dict[str, Browser] = {
    "chromium": Browser(_current, is_tested=True),
    "chromium-92": Browser(_old("chromium-92"), is_tested=True),
    "firefox": Browser(_firefox, is_tested=True),
    "chromium-86": Browser(_old("chromium-86"), is_tested=False),
    "chromium-107": Browser(_old("chromium-107"), is_tested=False),
    "webkitgtk": Browser(_webkit("WebKitGTK"), is_tested=False),
    "wpe": Browser(_webkit("WPEWebKit"), is_tested=False),
}
