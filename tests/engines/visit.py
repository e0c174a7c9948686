"""A reader's visit: a browser, and the site on a server of its own."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from tests.browser.conftest import Handler, serve
from tests.engines.tab import Engine, Tab


class Line(Handler):
    """What connects a browser with the site; a cut one answers nothing, on connections that are open already too."""

    is_cut = False

    def handle(self) -> None:
        with suppress(ConnectionError):  # a page that is left breaks off what it was fetching
            super().handle()

    def do_GET(self) -> None:  # noqa: N802  (the base class's name)
        if self.is_cut:
            self.close_connection = True
        else:
            super().do_GET()


class Visit:
    """The site on a port of its own, so that the browser has stored nothing of it yet; the network can go."""

    def __init__(self, engine: Engine, site: Path) -> None:
        self.engine = engine
        self.line: type[Line] = type("OwnLine", (Line,), {})
        self.server, self.address = serve(site, self.line)
        self.tabs: list[Tab] = []

    def tab(self, path: str, width: int = 1280, height: int = 900, *, touch: bool = False) -> Tab:
        """A fresh tab with the page at ``path``."""
        tab = self.engine.tab(width, height, touch=touch)
        self.tabs.append(tab)
        self.go(tab, path)
        return tab

    def go(self, tab: Tab, path: str) -> None:
        tab.open(f"{self.address}/{path}")

    @property
    def is_online(self) -> bool:
        return not self.line.is_cut

    def go_offline(self) -> None:
        """Take the site off the network."""
        if self.is_online:
            self.line.is_cut = True
            self.server.shutdown()

    def end(self) -> list[str]:
        """Close all; the errors of the site's scripts."""
        errors = []
        for tab in self.tabs:
            errors += tab.errors()
            tab.close()
        self.go_offline()
        return errors
