"""Templates compiled by an earlier build, in ``.cache/templates`` of the program's own folder, as Python keeps ``__pycache__``.

It is code, so it is never kept beside the content, which may be somebody else's. A file is used only if it is whole and
was made by this Python, this Jinja and this program's own settings for it; Jinja itself compares the template's source.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

FOLDER = Path(__file__).resolve().parent.parent.parent / ".cache" / "templates"


class Compiled(BytecodeCache):
    """The compiled templates; that one cannot be read or written is no problem. ``settings``: what shapes them beside their source."""

    def __init__(self, settings: bytes, folder: Path = FOLDER) -> None:
        self.folder = folder
        self.made_by = hashlib.blake2b(jinja2.__version__.encode() + settings, digest_size=20).digest()

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError, ValueError, TypeError, EOFError):
            data = (self.folder / bucket.key).read_bytes()
            if data[:20] == self._seal(data[20:]):
                bucket.bytecode_from_string(data[20:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        data = bucket.bytecode_to_string()
        fresh = self.folder / f"{bucket.key}.new"
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(self._seal(data) + data)
            fresh.replace(self.folder / bucket.key)

    def _seal(self, data: bytes) -> bytes:
        return hashlib.blake2b(data, digest_size=20, key=self.made_by).digest()
