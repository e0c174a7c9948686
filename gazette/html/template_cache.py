"""Cache compiled templates in ``.cache/templates`` of the program's own folder, like Python's ``__pycache__``.

They are code, so they are never stored with the content, which may come from elsewhere. A file is used only if it is whole
and was made by this Python, this Jinja and these settings; Jinja itself compares the template's source.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

FOLDER = Path(__file__).resolve().parent.parent.parent / ".cache" / "templates"


class TemplateCache(BytecodeCache):
    """Reads and writes compiled templates, ignoring failures; ``settings`` shape them besides their source."""

    def __init__(self, settings: bytes, folder: Path = FOLDER) -> None:
        self.folder = folder
        self.key = hashlib.blake2b(jinja2.__version__.encode() + settings, digest_size=20).digest()

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError, ValueError, TypeError, EOFError):
            data = (self.folder / bucket.key).read_bytes()
            if data[:20] == self._digest(data[20:]):
                bucket.bytecode_from_string(data[20:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        data = bucket.bytecode_to_string()
        new = self.folder / f"{bucket.key}.new"
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            new.write_bytes(self._digest(data) + data)
            new.replace(self.folder / bucket.key)

    def _digest(self, data: bytes) -> bytes:
        return hashlib.blake2b(data, digest_size=20, key=self.key).digest()
