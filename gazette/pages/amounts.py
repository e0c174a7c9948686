"""A figure as it is shown large."""

from __future__ import annotations

from dataclasses import dataclass

from gazette.shown import Shown, concat


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure as it is shown large: 预计 ``before``, ``number`` 7, ``unit`` %, ``after`` 以上; ``href`` its sentence."""

    before: Shown
    number: Shown
    unit: Shown
    after: Shown
    href: str
    label: Shown

    @property
    def whole(self) -> Shown:
        """All of it in a row, as in 预计7%以上."""
        return concat(self.before, self.number, self.unit, self.after)
