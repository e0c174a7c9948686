"""Runs the reader's functions in one browser by hand: ``python -m tests.engines.run chromium-86 [FUNCTION …]``.

Prints a line for each function and exits with 1 where one failed. Needs a built site (``make``).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

from playwright.sync_api import sync_playwright

from tests.conftest import ROOT
from tests.engines.engines import BROWSERS
from tests.engines.functions import FUNCTIONS
from tests.engines.tab import Engine, Unsupported
from tests.engines.visit import Visit


def run(engine: Engine, functions: Sequence[str]) -> int:
    """How many functions failed."""
    failures = 0
    for name in functions:
        begin, fault, is_run = time.monotonic(), "", True
        visit = Visit(engine, ROOT / "site")
        try:
            FUNCTIONS[name](visit)
        except Unsupported as error:
            fault, is_run = f"its driver has no {error}", False
        except Exception as error:  # whatever the browser's driver raises is a function that does not work
            fault = f"{type(error).__name__}: {error}"
        errors = visit.end()
        fault = fault or "; ".join(errors)
        failures += is_run and bool(fault)
        word = ("failed" if fault else "works") if is_run else "not run"
        print(f"{word:8}{name:22}{time.monotonic() - begin:5.1f} s  {fault}", flush=True)
    return failures


def main(arguments: Sequence[str] | None = None) -> int:
    """The program; see the module."""
    parser = argparse.ArgumentParser(prog="python -m tests.engines.run", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("browser", choices=BROWSERS)
    parser.add_argument("functions", nargs="*", metavar="FUNCTION", help=f"of: {', '.join(FUNCTIONS)}")
    chosen = parser.parse_args(arguments)
    with sync_playwright() as playwright:
        engine = BROWSERS[chosen.browser].start(playwright)
        print(f"{chosen.browser} {engine.version()}")
        failures = run(engine, chosen.functions or list(FUNCTIONS))
        engine.close()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
