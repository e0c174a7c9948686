"""Imported by the process from which :mod:`tests.commands` forks: loads what commands use by building the mini-site once."""

import gc
import tempfile
from pathlib import Path

from gazette.pipeline import Options, build
from gazette.site_folder import SiteFolder
from tests import mini_site

with tempfile.TemporaryDirectory() as folder:
    out = Path(folder) / "site"
    outcome = build(Options(mini_site.HERE / "content", out, search=False), SiteFolder(out))
assert outcome.written, [str(problem) for problem in outcome.problems]
gc.freeze()
