"""docs/browsers.md says of each browser and function what was found, of those that exist and no others."""

from __future__ import annotations

from tests.engines import table
from tests.engines.engines import BROWSERS
from tests.engines.functions import FUNCTIONS


def test_the_table_has_the_browsers_and_functions_that_exist() -> None:
    page = table.PAGE.read_text(encoding="utf-8")
    assert page == table.replace(page, table.read(page)), "run `python -m tests.engines.run BROWSER --record`"


def test_what_the_suite_runs_works_and_the_rest_was_run() -> None:
    records = table.read(table.PAGE.read_text(encoding="utf-8"))
    for name, browser in BROWSERS.items():
        found = records[name]
        assert found[table.VERSION] != table.NOT_RUN, name
        assert not browser.is_tested or {found[function] for function in FUNCTIONS} == {table.WORKS}, name
