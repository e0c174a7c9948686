"""A figure as it is shown large."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure as it is shown large: 预计 ``before``, ``number`` 7, ``unit`` %, ``after`` 以上; ``href`` its sentence."""

    before: str
    number: str
    unit: str
    after: str
    href: str
    label: str

    @property
    def whole(self) -> str:
        """All of it in a row, as in 预计7%以上."""
        return f"{self.before}{self.number}{self.unit}{self.after}"
