"""Runs the reader's functions in one browser by hand: ``python -m tests.engines.run chromium-86 [FUNCTION …]``.

Prints a line for each function and exits with 1 where one failed. With ``--record`` all are run and docs/browsers.md says what
was found. Needs a built site (``make``).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from playwright.sync_api import sync_playwright

from tests.conftest import ROOT
from tests.engines import table
from tests.engines.engines import BROWSERS
from tests.engines.functions import FUNCTIONS
from tests.engines.tab import Engine, Unsupported
from tests.engines.visit import Visit


def run(engine: Engine, name: str) -> tuple[str, str]:
    """Whether a function works, as the table says it; and why not."""
    visit = Visit(engine, ROOT / "site")
    word, reason = table.WORKS, ""
    try:
        FUNCTIONS[name](visit)
    except Unsupported as error:
        word, reason = table.NOT_RUN, f"the driver has no {error}"
    except Exception as error:  # whatever the browser's driver raises is a function that does not work
        word, reason = table.FAILS, f"{type(error).__name__}: {error}"
    errors = visit.end()
    if errors and word == table.WORKS:
        word, reason = table.FAILS, "; ".join(errors)
    return word, reason


def main(arguments: Sequence[str] | None = None) -> int:
    """The program; see the module."""
    parser = argparse.ArgumentParser(prog="python -m tests.engines.run", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("browser", choices=BROWSERS)
    parser.add_argument("functions", nargs="*", metavar="FUNCTION", help=f"of: {', '.join(FUNCTIONS)}")
    parser.add_argument("--record", action="store_true", help="run all and write docs/browsers.md")
    chosen = parser.parse_args(arguments)
    names = list(FUNCTIONS) if chosen.record or not chosen.functions else chosen.functions
    found = {}
    with sync_playwright() as playwright:
        engine = BROWSERS[chosen.browser].start(playwright)
        version = engine.version()
        print(f"{chosen.browser} {version}")
        for name in names:
            begin = time.monotonic()
            found[name], reason = run(engine, name)
            print(f"{found[name]:10}{name:22}{time.monotonic() - begin:5.1f} s  {reason}", flush=True)
        engine.close()
    if chosen.record:
        today = datetime.now(UTC).date().isoformat()
        table.record(chosen.browser, {table.VERSION: version, table.DATE: today, **found})
    return 1 if table.FAILS in found.values() else 0


if __name__ == "__main__":
    sys.exit(main())
