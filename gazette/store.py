"""What pure functions gave in earlier builds, kept under ``.cache/`` beside the content, for builds that are processes of their own.

A result is found again by a print of the function, the program's own code and libraries, and the arguments' whole values: so
it equals a fresh one, whatever was edited, branched or taken back in between. A file that is torn, old or foreign is no use
and does no harm: what is read can make values of this program only.
"""

from __future__ import annotations

import hashlib
import io
import pickle
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import is_dataclass
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar

T = TypeVar("T")

FOLDER = Path(".cache") / "kept"
_PLAIN = {("builtins", "frozenset"), ("decimal", "Decimal")}


class Store:
    """A :class:`~gazette.memo.Kept` on the disk. ``worth`` are the functions that cost more than to read what they gave;
    all others are called. ``code`` is a print of what decides their results besides their arguments."""

    def __init__(self, folder: Path, code: str, worth: Collection[Callable[..., Any]], *, clean: bool = False) -> None:
        self.folder = folder
        self.worth = frozenset(worth)
        self.code = code.encode()
        self.used: set[str] = set()
        self._prints: dict[int, tuple[object, bytes]] = {}
        if clean:
            self.forget()

    def __call__(self, function: Callable[..., T], *args: object, at: str = "") -> T:  # noqa: ARG002  (values tell calls apart)
        if function not in self.worth:
            return function(*args)
        digest = hashlib.blake2b(self.code, digest_size=20)
        for part in (function, *args):
            digest.update(self._print(part))
        name = digest.hexdigest()
        self.used.add(name)
        found: tuple[T] | None = self._read(name)
        if found is not None:
            return found[0]
        made = function(*args)
        self._write(name, (made,))
        return made

    def forget(self) -> None:
        """Drop what this build did not ask for."""
        with suppress(OSError):
            for path in self.folder.iterdir():
                if path.name not in self.used:
                    path.unlink()

    def _print(self, value: object) -> bytes:
        """A print of a value; what many calls share is looked at once. A frozen value tells all of itself in its repr."""
        known = self._prints.get(id(value))
        if known is None:
            told = f"{value.__module__}.{value.__qualname__}" if isinstance(value, FunctionType) else repr(value)
            print_ = hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=20).digest()
            known = self._prints[id(value)] = (value, print_)  # kept with it, so that no other value gets its id
        return known[1]

    def _read(self, name: str) -> tuple[Any] | None:
        """A row of one result; ``None`` where there is none that is whole."""
        try:
            data = (self.folder / name).read_bytes()
            found = _Values(io.BytesIO(data[20:])).load() if data[:20] == _seal(data[20:]) else None
        except Exception:  # a torn pickle may raise anything
            return None
        return found if isinstance(found, tuple) and len(found) == 1 else None

    def _write(self, name: str, result: object) -> None:
        with suppress(OSError):
            data = pickle.dumps(result, protocol=5)
            self.folder.mkdir(parents=True, exist_ok=True)
            fresh = self.folder / f"{name}.new"
            fresh.write_bytes(_seal(data) + data)
            fresh.replace(self.folder / name)


class _Values(pickle.Unpickler):
    """Makes this program's frozen values and plain ones; it calls nothing else, whatever a file asks for."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _PLAIN and not module.startswith("gazette."):
            raise pickle.UnpicklingError(module)
        found = super().find_class(module, name)
        if isinstance(found, type) and (is_dataclass(found) or (module, name) in _PLAIN):
            return found
        raise pickle.UnpicklingError(name)


def _seal(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=20).digest()
