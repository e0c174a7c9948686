"""Find the files that the program reads besides its modules: templates, static files, what a new publication starts with."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
#: The folder of ``templates/`` and ``static/``. An installed program has them in its package (pyproject.toml), a checkout beside it.
ROOT = _PACKAGE if (_PACKAGE / "templates").is_dir() else _PACKAGE.parent
#: What a new publication starts with.
STARTER = _PACKAGE / "starter"
