"""How long a page's main thread is busy, and how long a search takes until it is painted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

# Types a query at one go; gives the milliseconds until its results are painted.
TYPED = """async (query) => {
  const form = document.querySelector("form[data-bundle]");
  const done = new Promise((resolve) => form.addEventListener("found", resolve, { once: true }));
  const start = performance.now();
  form.elements.q.value = query;
  form.elements.q.dispatchEvent(new InputEvent("input", { bubbles: true }));
  await done;
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return performance.now() - start;
}"""


def typed(page: Page, query: str) -> float:
    """Milliseconds from the query typed (another than before) to its results painted."""
    taken: float = page.evaluate(TYPED, query)
    return taken


@contextmanager
def tasks(browser: Browser, page: Page) -> Iterator[list[float]]:
    """Milliseconds of each task of the pages' main threads meanwhile, put into the list at the end.

    The processor's time, not the clock's, so that what else the machine does is not counted.
    """
    found: list[float] = []
    browser.start_tracing(page=page, categories=["disabled-by-default-devtools.timeline", "toplevel"])
    try:
        yield found
    finally:
        events = json.loads(browser.stop_tracing())["traceEvents"]
        names = {(e["pid"], e["tid"]): e["args"]["name"] for e in events if e["name"] == "thread_name"}
        found += [
            event["tdur"] / 1000
            for event in events
            if event["name"].endswith(":RunTask")
            and "tdur" in event
            and names.get((event["pid"], event["tid"])) == "CrRendererMain"
        ]
        assert found


@contextmanager
def watched(browser: Browser, page: Page) -> Iterator[list[float]]:
    """Milliseconds of the longest task meanwhile, put into the list at the end."""
    found: list[float] = []
    try:
        with tasks(browser, page) as each:
            yield found
    finally:
        found.append(max(each))
