"""Scripts as they are sent: files put together, without comments and needless white space. The only door to rjsmin."""

from __future__ import annotations

import re
from collections.abc import Iterable

_IMPORT = re.compile(r'^import \{[^}]*\} from "\./[\w-]+\.js";\n', re.MULTILINE)


def strip_script(text: str) -> str:
    """``text`` without comments and needless white space."""
    from rjsmin import jsmin  # late: a build that changes no script does not need it

    return str(jsmin(text))


def join_modules(files: Iterable[str]) -> str:
    """One module made of modules that import only from each other, each after those that it imports from."""
    return "".join(_IMPORT.sub("", text).rstrip("\n") + "\n" for text in files)


def join_scripts(files: Iterable[str]) -> str:
    """One classic script. A file that throws stops none of the others; its error is reported like any that nobody catches."""
    return "".join(
        f"try {{\n{text.rstrip()}\n}} catch (error) {{ setTimeout(() => {{ throw error; }}); }}\n" for text in files
    )
