"""Chromium from 86 on, by Playwright."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page, Playwright, ViewportSize

from tests.browser.flags import FLAGS
from tests.engines.tab import OnTheWay, Tab


class ChromiumTab(Tab):
    """A page of Playwright in a context of its own."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: list[str] = []
        page.on("pageerror", lambda error: self.found.append(str(error)))
        page.on("console", lambda message: self._hear(message.type, message.text))

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" and text.startswith("Refused to") and "prefetch" not in text:
            self.found.append(text)

    def open(self, address: str) -> None:
        self.page.goto(address)

    def evaluate(self, function: str, *arguments: Any) -> Any:
        try:
            return self.page.evaluate(f"list => ({function})(...list)", list(arguments))
        except Error as error:
            if "context was destroyed" in error.message:
                raise OnTheWay(error.message) from error
            raise

    def move(self, x: float, y: float) -> None:
        self.page.mouse.move(x, y)

    def click_at(self, x: float, y: float) -> None:
        self.page.mouse.click(x, y)

    def tap_at(self, x: float, y: float) -> None:
        self.page.touchscreen.tap(x, y)

    def wheel(self, distance: float) -> None:
        self.page.mouse.wheel(0, distance)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def errors(self) -> list[str]:
        return self.found

    def close(self) -> None:
        self.page.context.close()


class Chromium:
    """A Chromium that runs without a window."""

    def __init__(self, playwright: Playwright, path: Path) -> None:
        self.browser = playwright.chromium.launch(executable_path=path, args=FLAGS)

    def version(self) -> str:
        return self.browser.version

    def tab(self, width: int, height: int, *, touch: bool = False) -> ChromiumTab:
        viewport: ViewportSize = {"width": width, "height": height}
        return ChromiumTab(self.browser.new_context(viewport=viewport, has_touch=touch, is_mobile=touch).new_page())

    def close(self) -> None:
        self.browser.close()
