"""What a test does with a browser, whichever it is: one tab with a pointer, a finger and a keyboard."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import Any, Protocol

WAIT = 15.0  # seconds until a condition that does not come true is a failure; nothing waits so long where all is well
PAUSE = 0.03

#: Brings an element to the middle of the window; where its first line is then, after the page has come to rest.
PLACE = """async selector => { const element = document.querySelector(selector);
  if (!element) return null;
  element.scrollIntoView({ block: 'center', behavior: 'instant' });
  for (let same = 0, last = null; same < 2;) {
    await new Promise(resolve => setTimeout(resolve, 30));
    const now = JSON.stringify(element.getClientRects()[0] || null);
    same = now === last ? same + 1 : 0; last = now; }
  const box = element.getClientRects()[0];
  return box && [box.left + Math.min(box.width / 2, 30), box.top + box.height / 2]; }"""


class OnTheWay(Exception):  # noqa: N818  (nothing is wrong)
    """The page was left while it was asked."""


class Unsupported(Exception):  # noqa: N818  (says nothing of the site)
    """The browser's driver has no such thing."""


class Tab(ABC):
    """A tab of a browser. Places are in CSS pixels of the window; keys have the names of the DOM."""

    @abstractmethod
    def open(self, address: str) -> None:
        """Go to a page and wait until it has loaded."""

    @abstractmethod
    def evaluate(self, function: str, *arguments: Any) -> Any:
        """The value of a JavaScript function, or of the promise it returns."""

    @abstractmethod
    def move(self, x: float, y: float) -> None:
        """Move the mouse."""

    @abstractmethod
    def click_at(self, x: float, y: float) -> None:
        """Press the mouse's first button."""

    @abstractmethod
    def tap_at(self, x: float, y: float) -> None:
        """Touch with a finger."""

    @abstractmethod
    def wheel(self, distance: float) -> None:
        """Turn the mouse's wheel over the middle of the window."""

    @abstractmethod
    def press(self, key: str) -> None:
        """Press a key: ``Tab``, ``Enter``, ``Escape`` …"""

    @abstractmethod
    def type(self, text: str) -> None:
        """Type text into what has the focus."""

    @abstractmethod
    def errors(self) -> list[str]:
        """Uncaught errors of the site's scripts and broken policies since the tab was opened."""

    @abstractmethod
    def close(self) -> None:
        """Close the tab."""

    def until(self, condition: str, *arguments: Any, what: str = "") -> Any:
        """The first true value of a JavaScript function; fails after ``WAIT`` seconds."""
        end, value = time.monotonic() + WAIT, None
        while True:
            with suppress(OnTheWay):
                value = self.evaluate(condition, *arguments)
            if value:
                return value
            assert time.monotonic() < end, f"never came true: {what or condition} {arguments}"
            time.sleep(PAUSE)

    def place(self, selector: str) -> tuple[float, float]:
        """Scroll to an element; a point of its first line."""
        point = self.evaluate(PLACE, selector)
        assert point, f"not on the page, or not shown: {selector}"
        return point[0], point[1]

    def hover(self, selector: str) -> None:
        self.move(*self.place(selector))

    def click(self, selector: str) -> None:
        self.click_at(*self.place(selector))

    def tap(self, selector: str) -> None:
        self.tap_at(*self.place(selector))

    def text(self, selector: str) -> str:
        """The text of the first element that fits."""
        found = self.evaluate("s => { const e = document.querySelector(s); return e && e.textContent; }", selector)
        assert isinstance(found, str), f"not on the page: {selector}"
        return found


class Engine(Protocol):
    """A browser that runs."""

    def version(self) -> str:
        """What the browser calls its version."""

    def tab(self, width: int, height: int, *, touch: bool = False) -> Tab:
        """A fresh tab with a window of that size."""

    def close(self) -> None:
        """End the browser."""
