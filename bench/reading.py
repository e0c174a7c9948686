"""Measure how busy a reader's browser is while the report loads and is read, and from a click to the next frame.

    python -m bench.reading

Prints the median and the minimum of some loads at a quarter of this machine's speed. Times of tasks are processor time.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from gazette.pipeline import Options, build
from tests.browser.conftest import serve
from tests.browser.install import find
from tests.browser.watch import tasks

CONTENT = Path(__file__).resolve().parent.parent / "content"
REPORT = "zh-hans/2024/report/"
#: How many times slower than this machine, as a cheap phone is.
SLOWDOWN = 4
LOADS = 5
PRESSES = (
    ("a tooltip", "a.term[data-term]", "pointerover"),
    ("large type", "button[data-set=type]", "click"),
    ("dark", "button[data-set=theme]", "click"),
)

# Total blocking time: the parts of tasks beyond 50 ms, after the first paint with content. `before` is the same until then.
WATCH = """() => { window.seen = { shift: 0, tasks: [], first: Infinity };
  const watch = (type, each) => new PerformanceObserver(list => list.getEntries().forEach(each)).observe({ type, buffered: true });
  watch('layout-shift', e => { seen.shift += e.value; });
  watch('longtask', e => { seen.tasks.push([e.startTime, e.startTime + e.duration]); });
  watch('paint', e => { if (e.name === 'first-contentful-paint') seen.first = e.startTime; });
  window.blocked = () => seen.tasks.reduce((sum, [from, to]) => sum + Math.max(0, to - Math.max(from, seen.first) - 50), 0);
  window.before = () => seen.tasks.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(to, seen.first) - from - 50), 0); }"""

# From the click to the frame that shows its effect.
PRESS = """async ([selector, type]) => { const at = document.querySelector(selector);
  const start = performance.now();
  if (type === 'click') at.click(); else at.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerType: 'mouse' }));
  await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
  return performance.now() - start; }"""


def measure_loading(browser: Browser, address: str, width: int) -> float:
    """Return for how many milliseconds the page is blocked while the report loads and is scrolled."""
    context = browser.new_context(viewport={"width": width, "height": 844}, service_workers="block")
    page = context.new_page()
    page.add_init_script(f"({WATCH})()")
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    page.goto(f"{address}/{REPORT}")
    page.wait_for_timeout(500)
    for _ in range(6):
        page.mouse.wheel(0, 700)
        page.wait_for_timeout(120)
    blocked: float = page.evaluate("blocked()")
    context.close()
    return blocked


def measure_press(browser: Browser, address: str, selector: str, kind: str, where: float) -> float:
    """Return the processor milliseconds from the first click on a fresh page until everything is painted."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, service_workers="block")
    page = context.new_page()
    page.goto(f"{address}/{REPORT}")
    page.evaluate("where => scrollTo(0, document.documentElement.scrollHeight * where)", where)
    page.wait_for_timeout(500)
    with tasks(browser, page) as busy:
        page.evaluate(PRESS, [selector, kind])
    context.close()
    return sum(busy)


def main() -> int:
    """Build the site, and print the measurements."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Path(folder) / "site"
        if not build(Options(CONTENT, site, search=False)).written:
            return 1
        server, address = serve(site)
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        for width in (390, 1280):
            times = [measure_loading(browser, address, width) for _ in range(LOADS)]
            print(
                f"blocked, {width} px, {SLOWDOWN}x slower: median {statistics.median(times):.0f} ms, least {min(times):.0f}"
            )
        for what, selector, kind in PRESSES:
            for where in (0, 0.5):
                times = [measure_press(browser, address, selector, kind, where) for _ in range(LOADS)]
                place = "middle" if where else "head"
                print(f"{what}, {place}: median {statistics.median(times):.0f} ms, least {min(times):.0f}")
        browser.close()
        server.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
