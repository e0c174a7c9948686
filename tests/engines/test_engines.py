"""Every function of the reader in every browser that the suite runs; docs/browsers.md has the table."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engines.engines import BROWSERS
from tests.engines.functions import FUNCTIONS
from tests.engines.tab import Engine
from tests.engines.visit import Visit


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("engine", [name for name, browser in BROWSERS.items() if browser.is_tested], indirect=True)
def test_the_browser_does_what_readers_do(engine: Engine, built_site: Path, function: str) -> None:
    visit = Visit(engine, built_site)
    try:
        FUNCTIONS[function](visit)
    finally:
        errors = visit.end()
    assert not errors
