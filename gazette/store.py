"""What pure functions gave in earlier builds, kept under ``.cache/`` beside the content, for builds that are processes of their own.

A result is found again by a print of the function, the program's own code and libraries, and the arguments' whole values: so
it equals a fresh one, whatever was edited, branched or taken back in between. A file that is torn, old or foreign is no use
and does no harm: what is read can make values of this program only.
"""

from __future__ import annotations

import hashlib
import io
import pickle
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import is_dataclass
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar

from msgspec import Struct

from gazette.jobs import Jobs, Row
from gazette.memo import Composed, Kept, parts_of

T = TypeVar("T")

FOLDER = Path(".cache") / "kept"
#: So many calls are soon looked up.
FEW = 200
#: Length of a print, in bytes.
SEAL = 20
_PLAIN = {("builtins", "frozenset"), ("decimal", "Decimal")}


class Store(Kept):
    """A :class:`~gazette.memo.Kept` on the disk. ``worth`` are the functions that cost more than to read what they gave;
    all others are called. ``code`` is a print of what decides their results besides their arguments."""

    def __init__(
        self,
        folder: Path,
        code: str,
        worth: Collection[Callable[..., Any]],
        jobs: Jobs | None = None,
        *,
        clean: bool = False,
    ) -> None:
        super().__init__(jobs)
        self.folder = folder
        self.worth = frozenset(worth)
        self.code = code.encode()
        self.used: set[str] = set()
        self._prints: dict[tuple[int, bool], tuple[object, bytes]] = {}
        if clean:
            self.forget()

    def __call__(self, function: Callable[..., T], *args: object, at: str = "") -> T:  # noqa: ARG002  (values tell calls apart)
        if function not in self.worth:
            return function(*args)
        name = self._name(function, args)
        self.used.add(name)
        found: tuple[T] | None = _value(self._read(name))
        if found is not None:
            return found[0]
        made = function(*args)
        self._write(name, pickle.dumps((made,), protocol=5))
        return made

    def each(self, function: Callable[..., T], rows: Mapping[str, Row]) -> Iterator[T]:
        """The results in their order. Of a few what is kept is found here, and the jobs make the rest; to find that of many takes
        its time too, and is left to the jobs."""
        calls = [(function, *args) for args in rows.values()]
        if self.jobs.alone(len(calls)):
            yield from (self(function, *args) for args in rows.values())
        elif function in self.worth:
            known = [self._kept(function, args) if len(calls) <= FEW else ("", b"") for args in rows.values()]
            found = self.jobs.each(
                self._found, [call for call, (_, data) in zip(calls, known, strict=True) if not data]
            )
            for args, here in zip(rows.values(), known, strict=True):
                name, data = here if here[1] else next(found)
                self.used.add(name)
                value: tuple[T] | None = _value(data)
                yield value[0] if value is not None else self(function, *args)
        else:
            every: Iterator[tuple[T, set[str]]] = self.jobs.each(self._called, calls)
            for made, used in every:
                self.used |= used
                yield made

    @contextmanager
    def beside(self, function: Callable[..., T], *args: object) -> Iterator[Callable[[], T]]:
        """What the call keeps is kept."""
        with self.jobs.beside(self._called, function, *args) as called:

            def given() -> T:
                made: T
                made, used = called()
                self.used |= used
                return made

            yield given

    def _called(self, function: Callable[..., T], *args: object) -> tuple[T, set[str]]:
        """What a function gives that asks here for results itself, and their names."""
        before = set(self.used)
        return function(*args), self.used - before

    def _kept(self, function: Callable[..., object], args: Row) -> tuple[str, bytes]:
        """The name and the data of a result; no data where none is kept."""
        name = self._name(function, args)
        return name, self._read(name)

    def _found(self, function: Callable[..., object], *args: object) -> tuple[str, bytes]:
        """The name and the data of a result, kept from now on at the latest."""
        name, data = self._kept(function, args)
        if not data:
            data = pickle.dumps((function(*args),), protocol=5)
            self._write(name, data)
        return name, data

    def forget(self) -> None:
        """Drop what this build did not ask for."""
        with suppress(OSError):
            for path in self.folder.iterdir():
                if path.name not in self.used:
                    path.unlink()

    def _print(self, value: object, *, apart: bool = False) -> bytes:
        """A print of a value; what many calls share is looked at once. A frozen value tells all of itself in its repr.
        ``apart``: of a mapping each value by itself."""
        known = self._prints.get((id(value), apart))
        if known is None:
            if isinstance(value, Composed):
                parts = [self._print(part, apart=isinstance(part, dict)) for part in parts_of(value)]
                told = _digest(type(value).__qualname__.encode(), *parts)
            elif apart and isinstance(value, dict):
                told = _digest(_bytes(repr(tuple(value))), *map(self._print, value.values()))
            elif isinstance(value, FunctionType):
                told = _digest(f"{value.__module__}.{value.__qualname__}".encode())
            else:
                told = _digest(_bytes(repr(value)))
            # kept with it, so that no other value gets its id
            known = self._prints[id(value), apart] = (value, told)
        return known[1]

    def _name(self, function: Callable[..., object], args: Iterable[object]) -> str:
        """What the result of a call is found by."""
        return _digest(self.code, *map(self._print, (function, *args))).hex()

    def _read(self, name: str) -> bytes:
        """The data of a result; empty where there is none that is whole."""
        with suppress(OSError):
            data = (self.folder / name).read_bytes()
            if data[:SEAL] == _digest(data[SEAL:]):
                return data[SEAL:]
        return b""

    def _write(self, name: str, data: bytes) -> None:
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            fresh = self.folder / f"{name}.new"
            fresh.write_bytes(_digest(data) + data)
            fresh.replace(self.folder / name)


class _Values(pickle.Unpickler):
    """Makes this program's frozen values and plain ones; it calls nothing else, whatever a file asks for."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _PLAIN and not module.startswith("gazette."):
            raise pickle.UnpicklingError(module)
        found = super().find_class(module, name)
        if isinstance(found, type) and (issubclass(found, Struct) or is_dataclass(found) or (module, name) in _PLAIN):
            return found
        raise pickle.UnpicklingError(name)


def _value(data: bytes) -> tuple[Any] | None:
    """A row of one result; ``None`` where the data is none of ours."""
    try:
        found = _Values(io.BytesIO(data)).load()
    except Exception:  # a torn pickle may raise anything
        return None
    return found if isinstance(found, tuple) and len(found) == 1 else None


def _bytes(told: str) -> bytes:
    return told.encode("utf-8", "surrogatepass")


def _digest(*parts: bytes) -> bytes:
    """A print of some bytes; all but the first have the length of a print."""
    return hashlib.blake2b(b"".join(parts), digest_size=SEAL).digest()
