"""WebKitGTK and WPE WebKit as Debian has them, by Selenium; by hand only. Each tab is a browser of its own.

Its driver has no touch and no wheel and tells nothing of errors in scripts; WPE's window is always 1280 × 720.
"""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver

from tests.engines.tab import Tab, Unsupported

LIBRARIES = Path("/usr/lib/x86_64-linux-gnu")
GTK, WPE = LIBRARIES / "webkit2gtk-4.1" / "MiniBrowser", LIBRARIES / "wpe-webkit-1.1" / "MiniBrowser"
NAMES = {"ArrowDown": Keys.ARROW_DOWN, "ArrowUp": Keys.ARROW_UP}


class WebKitTab(Tab):
    """A browser of Selenium."""

    def __init__(self, driver: WebDriver, screen: list[subprocess.Popen[bytes]]) -> None:
        self.driver = driver
        self.screen = screen

    def open(self, address: str) -> None:
        self.driver.get(address)

    def evaluate(self, function: str, *arguments: Any) -> Any:
        return self.driver.execute_script(f"return ({function})(...arguments)", *arguments)

    def _pointer(self, x: float, y: float) -> ActionBuilder:
        actions = ActionBuilder(self.driver, duration=0)
        actions.pointer_action.move_to_location(round(x), round(y))
        return actions

    def move(self, x: float, y: float) -> None:
        self._pointer(x, y).perform()

    def click_at(self, x: float, y: float) -> None:
        actions = self._pointer(x, y)
        actions.pointer_action.click()
        actions.perform()

    def tap_at(self, x: float, y: float) -> None:  # noqa: ARG002
        what = "touch"
        raise Unsupported(what)

    def wheel(self, distance: float) -> None:
        self.evaluate(
            "distance => scrollBy(0, distance)", distance
        )  # WebKit's driver turns no wheel, or every other time

    def press(self, key: str) -> None:
        code = key if len(key) == 1 else NAMES.get(key) or getattr(Keys, key.upper())
        ActionChains(self.driver, duration=0).send_keys(code).perform()

    def type(self, text: str) -> None:
        ActionChains(self.driver, duration=0).send_keys(text).perform()

    def errors(self) -> list[str]:
        return []

    def close(self) -> None:
        self.driver.quit()
        for process in reversed(self.screen):
            process.terminate()
            process.wait()


class WebKitGTK:
    """MiniBrowser of WebKitGTK, filling a screen of its own."""

    display = ":77"

    def version(self) -> str:
        tab = self.tab(800, 600)
        found = str(tab.driver.capabilities["browserVersion"])
        tab.close()
        return found

    def tab(self, width: int, height: int, *, touch: bool = False) -> WebKitTab:  # noqa: ARG002
        screen = [subprocess.Popen(["Xvfb", self.display, "-screen", "0", f"{width}x{height}x24"])]
        os.environ["DISPLAY"] = self.display
        time.sleep(1)
        screen.append(subprocess.Popen(["matchbox-window-manager", "-use_titlebar", "no"], stderr=subprocess.DEVNULL))
        options = webdriver.WebKitGTKOptions()
        options.binary_location = str(GTK)
        for argument in ("--automation", "--full-screen"):
            options.add_argument(argument)
        service = webdriver.WebKitGTKService("/usr/bin/WebKitWebDriver")
        return WebKitTab(webdriver.WebKitGTK(options=options, service=service), screen)

    def close(self) -> None:
        """Nothing runs between tabs."""


class WPEWebKit:
    """MiniBrowser of WPE WebKit, without a screen."""

    def version(self) -> str:
        tab = self.tab(1280, 720)
        found = str(tab.driver.capabilities["browserVersion"])
        tab.close()
        return found

    def tab(self, width: int, height: int, *, touch: bool = False) -> WebKitTab:  # noqa: ARG002
        os.environ["WEBKIT_DISABLE_COMPOSITING_MODE"] = "1"
        options = webdriver.WPEWebKitOptions()
        options.binary_location = str(WPE)
        for argument in ("--automation", "--headless"):
            options.add_argument(argument)
        service = webdriver.WPEWebKitService("/usr/bin/WPEWebDriver")
        return WebKitTab(webdriver.WPEWebKit(options=options, service=service), [])

    def close(self) -> None:
        """Nothing runs between tabs."""
