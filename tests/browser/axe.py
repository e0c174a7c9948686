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
# Contrast takes three quarters of the time; of a part alone that is new on a page which axe knows, it takes next to none.
RUN = """async part => {
  const rules = part ? {'color-contrast': {enabled: false}} : {}, resultTypes = ['violations'];
  const {violations} = await axe.run(document, {resultTypes, rules});
  if (!part) return violations;
  return [...violations, ...(await axe.run(part, {resultTypes, runOnly: ['color-contrast']})).violations]; }"""


@cache
def _script() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, part: str = "") -> list[str]:
    """What axe finds on the page as it stands: a line for each element, with the rule and what to do.

    With ``part``, a selector, contrast is only measured in that.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_script())
    return [
        f"{found['id']} ({found['impact']}): {' '.join(map(str, node['target']))}: {found['help']}"
        for found in page.evaluate(RUN, part)
        for node in found["nodes"]
    ]


def assert_accessible(page: Page, part: str = "") -> None:
    """Fails with one line for each element that breaks a rule."""
    found = violations(page, part)
    assert not found, "\n".join([f"{page.url}: {len(found)} violations", *found])
