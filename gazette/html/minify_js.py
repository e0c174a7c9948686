"""Join and minify scripts: the only module that imports rjsmin."""

from __future__ import annotations

import re
from collections.abc import Iterable

_IMPORT = re.compile(r'^import \{[^}]*\} from "\./[\w-]+\.js";\n', re.MULTILINE)


def strip_script(text: str) -> str:
    """Remove comments and needless white space."""
    from rjsmin import jsmin  # late: a build that changes no script does not need it

    return str(jsmin(text))


def join_modules(files: Iterable[str]) -> str:
    """Join modules that import only from each other, each after those that it imports from."""
    return "".join(_IMPORT.sub("", text).rstrip("\n") + "\n" for text in files)


def join_scripts(files: Iterable[str]) -> str:
    """Join classic scripts. One that throws does not stop the others; its error is reported like any uncaught one."""
    return "".join(
        f"try {{\n{text.rstrip()}\n}} catch (error) {{ setTimeout(() => {{ throw error; }}); }}\n" for text in files
    )
