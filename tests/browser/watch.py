"""How long a page's main thread is busy, and how long a search takes until it is painted."""

from __future__ import annotations

from playwright.sync_api import Page

# The long tasks of a page, from its beginning.
WATCH = """window.long = [];
new PerformanceObserver((list) => long.push(...list.getEntries().map((e) => e.duration))).observe({ type: "longtask", buffered: true });"""

BUSY = """() => new Promise((resolve) => setTimeout(() => {
  for (const end = performance.now() + 80; performance.now() < end; );
  setTimeout(resolve, 100);
}))"""

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
    """Milliseconds from the query typed to its results painted."""
    taken: float = page.evaluate(TYPED, query)
    return taken


def longest_task(page: Page) -> float:
    """Milliseconds of the page's longest task so far, 0 where none was over 50; the page was opened with :data:`WATCH`.

    A task of 80 ms is put in at the end and must be seen: a watch that sees nothing proves nothing.
    """
    seen: list[float] = page.evaluate("() => window.long")
    page.evaluate(BUSY)
    assert len(page.evaluate("() => window.long")) == len(seen) + 1
    return max(seen, default=0)
