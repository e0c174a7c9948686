"""Firefox as Debian has it, by Mozilla's own driver (Marionette)."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import Any

from marionette_driver.keys import Keys
from marionette_driver.marionette import ActionSequence, Marionette

from tests.engines.tab import Tab

#: Quiet at the start, and steady: nothing fetched, nothing animated.
PREFERENCES = {
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.autoDisableScopes": 0,
    "general.smoothScroll": False,
    "intl.accept_languages": "zh-CN, zh",
    "layout.css.devPixelsPerPx": "1.0",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "ui.systemUsesDarkTheme": 0,
}
#: The window is never narrower than 500 px; what stands in it can be.
RESIZE = """const [width, height, touch] = arguments, browser = gBrowser.selectedBrowser;
for (const side of ['', 'min-', 'max-']) {
  browser.style.setProperty(side + 'width', width + 'px', 'important');
  browser.style.setProperty(side + 'height', height + 'px', 'important'); }
browser.browsingContext.touchEventsOverride = touch ? 'enabled' : 'none';
Services.console.reset(); Services.cookies.removeAll();"""
ERRORS = """return Services.console.getMessageArray().filter(message => message instanceof Ci.nsIScriptError
  && !(message.flags & Ci.nsIScriptError.warningFlag) && /^(content javascript|CSP)/i.test(message.category)
  && message.sourceName.startsWith('http') && !/default-src/.test(message.errorMessage)).map(message => message.errorMessage + ' ' + message.sourceName + ':' + message.lineNumber)"""


class FirefoxTab(Tab):
    """A tab of Marionette."""

    def __init__(self, marionette: Marionette) -> None:
        self.marionette = marionette

    def open(self, address: str) -> None:
        self.marionette.navigate(address)

    def evaluate(self, function: str, *arguments: Any) -> Any:
        script = f"return ({function})(...arguments)"
        return self.marionette.execute_script(script, script_args=arguments, sandbox=None)

    def _pointer(self, kind: str) -> ActionSequence:
        return self.marionette.actions.sequence("pointer", kind, {"pointerType": kind})

    def move(self, x: float, y: float) -> None:
        self._pointer("mouse").pointer_move(round(x), round(y)).perform()

    def click_at(self, x: float, y: float) -> None:
        self._pointer("mouse").pointer_move(round(x), round(y)).pointer_down().pointer_up().perform()

    def tap_at(self, x: float, y: float) -> None:
        self._pointer("touch").pointer_move(round(x), round(y)).pointer_down().pointer_up().perform()

    def wheel(self, distance: float) -> None:
        x, y = self.evaluate("() => [innerWidth / 2, innerHeight / 2]")
        self.marionette.actions.sequence("wheel", "wheel").scroll(round(x), round(y), 0, round(distance)).perform()

    def press(self, key: str) -> None:
        name = {"ArrowDown": "ARROW_DOWN", "ArrowUp": "ARROW_UP", "PageDown": "PAGE_DOWN"}.get(key, key.upper())
        code = key if len(key) == 1 else getattr(Keys, name)
        self.marionette.actions.sequence("key", "keyboard").key_down(code).key_up(code).perform()

    def type(self, text: str) -> None:
        self.marionette.actions.sequence("key", "keyboard").send_keys(text).perform()

    def errors(self) -> list[str]:
        with self.marionette.using_context("chrome"):
            found: list[str] = self.marionette.execute_script(ERRORS)
        return found

    def close(self) -> None:
        handle = self.marionette.current_window_handle
        left = [other for other in self.marionette.window_handles if other != handle]
        self.marionette.close()
        self.marionette.switch_to_window(left[0])


class Firefox:
    """A Firefox that runs without a window."""

    def __init__(self, path: Path) -> None:
        self.marionette = Marionette(
            app="fxdesktop", bin=str(path), headless=True, port=0, prefs=PREFERENCES, gecko_log=os.devnull
        )
        self.marionette.start_session()

    def version(self) -> str:
        return str(self.marionette.session_capabilities["browserVersion"])

    def tab(self, width: int, height: int, *, touch: bool = False) -> FirefoxTab:
        opened = self.marionette.open(type="tab", focus=True)
        self.marionette.switch_to_window(opened["handle"])
        with self.marionette.using_context("chrome"):
            self.marionette.execute_script(RESIZE, script_args=(width, height, touch))
        return FirefoxTab(self.marionette)

    def close(self) -> None:
        self.marionette.quit()
        self.marionette.cleanup()
        del self.marionette
        gc.collect()  # profiles are removed by their finalizers, which cannot import any more when the interpreter ends
