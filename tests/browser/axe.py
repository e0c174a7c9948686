"""axe-core on a page: every rule, best practices too.

    from tests.browser.axe import assert_accessible
    assert_accessible(page)

The script comes with the package axe-playwright-python and is evaluated by the browser's debugger, which no policy of the
page binds: nothing of the site is loosened for it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from playwright.sync_api import Page

# `resultTypes` spares axe the details of what passes. Rules that are off by default (experimental, AAA) stay off.
RUN = "() => axe.run(document, {resultTypes: ['violations']}).then((found) => found.violations)"


@cache
def _script() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands: a line for each element, with the rule and what to do."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_script())
    return [
        f"{found['id']} ({found['impact']}): {' '.join(map(str, node['target']))}: {found['help']}"
        for found in page.evaluate(RUN)
        for node in found["nodes"]
    ]


def assert_accessible(page: Page) -> None:
    """Fails with one line for each element that breaks a rule."""
    found = violations(page)
    assert not found, "\n".join([f"{page.url}: {len(found)} violations", *found])
