"""What pure functions gave last time, for a process that builds again and again.

A result is used again only where every argument is the same in value, type and order, so it equals a fresh one byte for
byte. The very same object needs no look inside: a part that was kept makes what follows from it cheap to compare.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Kept(Protocol):
    """Calls a pure function, or gives what it gave. ``at`` tells calls of one function apart: a path."""

    def __call__(self, function: Callable[..., T], *args: object, at: str = "") -> T: ...


def fresh(function: Callable[..., T], *args: object, at: str = "") -> T:  # noqa: ARG001  (nothing is kept)
    """Calls the function: a build that is the only one of its process."""
    return function(*args)


class Memo:
    """Keeps the last result of each function at each place; see :class:`Kept`."""

    def __init__(self) -> None:
        self._last: dict[Hashable, tuple[tuple[object, ...], Any]] = {}
        self._used: set[Hashable] = set()

    def __call__(self, function: Callable[..., T], *args: object, at: str = "") -> T:
        place = (function, at)
        self._used.add(place)
        last = self._last.get(place)
        if last is None or not same(last[0], args):
            last = self._last[place] = (args, function(*args))
        result: T = last[1]
        return result

    def forget(self) -> None:
        """Drop what was not asked for since the last time: pages and documents that are gone."""
        self._last = {place: last for place, last in self._last.items() if place in self._used}
        self._used.clear()

    def __len__(self) -> int:
        return len(self._last)


_NAMES: dict[type, tuple[str, ...]] = {}


def same(a: object, b: object) -> bool:
    """Whether nothing could tell the two apart: stricter than ``==``, for which 1.0 is 1.00 and dicts have no order."""
    if a is b:
        return True
    kind = type(a)
    if kind is not type(b):
        return False
    if kind in (str, int, bytes):
        return a == b
    if kind is tuple or kind is list:
        return len(a) == len(b) and all(map(same, a, b))  # type: ignore[arg-type,call-overload]
    if kind is dict:
        return list(a) == list(b) and all(map(same, a.values(), b.values()))  # type: ignore[call-overload,attr-defined]
    names = _NAMES.get(kind)
    if names is None:
        if not is_dataclass(kind):
            return a == b and repr(a) == repr(b)
        names = _NAMES[kind] = tuple(field.name for field in fields(kind))
    return all(same(getattr(a, name), getattr(b, name)) for name in names)
