"""A browser for each engine, started when its first test runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright

from tests.engines.engines import BROWSERS
from tests.engines.tab import Engine


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest, playwright: Playwright) -> Iterator[Engine]:
    """The browser that the test's parameter names. One that cannot be started is an error, never a skip."""
    started = BROWSERS[request.param].start(playwright)
    yield started
    started.close()
