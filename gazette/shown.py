"""Text that is shown in every script: one value with its form in each, in the order of :data:`gazette.scripts.SCRIPTS`.

If all forms are alike the value is a plain string, otherwise a :class:`Text`. Views contain values of the type ``Shown``: a page is built
once, and the renderer cuts the rendered page into the editions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct


class Text(Struct, frozen=True, array_like=True):
    """A text whose forms differ. It has no single string: use :func:`in_script`, :func:`concat` and :func:`map_forms`."""

    forms: tuple[str, ...]

    def __str__(self) -> str:
        msg = f"a text of several forms is no string: {self.forms}"
        raise TypeError(msg)

    def __format__(self, spec: str) -> str:
        msg = f"a text of several forms cannot be formatted: {self.forms}"
        raise TypeError(msg)

    def __bool__(self) -> bool:
        """Whether it has words; raises an error if it has in some scripts only."""
        if all(self.forms) or not any(self.forms):
            return bool(self.forms[0])
        msg = f"empty in some scripts only: {self.forms}"
        raise ValueError(msg)

    def __getitem__(self, place: int | slice) -> Shown:
        """Return a character, or a slice of all forms."""
        return of_forms([form[place] for form in self.forms])

    def format(self, *arguments: object, **values: object) -> Shown:
        """Return the text with its placeholders filled, as by ``str.format``; values may have several forms."""
        return fill(self, *arguments, **values)


Shown = str | Text


def of_forms(forms: Sequence[str]) -> Shown:
    """Return the value that has these forms, one for each script."""
    first = forms[0]
    return first if forms.count(first) == len(forms) else Text(tuple(forms))


def in_script(text: Shown, place: int) -> str:
    """Return the form of a text in the script at ``place`` of the scripts."""
    return text if isinstance(text, str) else text.forms[place]


def map_forms(text: Shown, function: Callable[[str], str]) -> Shown:
    """Return the text whose forms are those of ``text``, each changed by a function."""
    return function(text) if isinstance(text, str) else of_forms(tuple(map(function, text.forms)))


def concat(*parts: Shown) -> Shown:
    """Join the parts without a separator."""
    return join("", parts)


def join(separator: Shown, parts: Iterable[Shown]) -> Shown:
    """Join the parts with a separator."""
    parts = tuple(parts)
    for text in (separator, *parts):
        if text.__class__ is Text:
            places = range(len(text.forms))
            return of_forms([in_script(separator, k).join([in_script(part, k) for part in parts]) for k in places])
    return separator.join(parts)  # type: ignore[union-attr,arg-type]


def fill(template: Shown, *arguments: object, **values: object) -> Shown:
    """Fill the placeholders of a template, as by ``str.format``; values may have several forms."""
    for text in (template, *arguments, *values.values()):
        if text.__class__ is Text:
            places = range(len(text.forms))
            return of_forms([_fill_form(template, k, arguments, values) for k in places])
    return str(template).format(*arguments, **values)


def _fill_form(template: Shown, k: int, arguments: Sequence[object], values: Mapping[str, object]) -> str:
    own = [value.forms[k] if isinstance(value, Text) else value for value in arguments]
    named = {name: value.forms[k] if isinstance(value, Text) else value for name, value in values.items()}
    return in_script(template, k).format(*own, **named)


def strip_end(text: Shown, characters: str) -> Shown:
    """Return the text without any of these characters at its end."""
    return map_forms(text, lambda form: form.rstrip(characters))


def select_script(value: Any, place: int) -> Any:
    """Return a value with each text in it, also in tuples and structs, in the script at ``place``."""
    if isinstance(value, Text):
        return value.forms[place]
    if isinstance(value, tuple):
        return tuple(select_script(each, place) for each in value)
    if isinstance(value, Struct):
        fields = (getattr(value, name) for name in value.__struct_fields__)
        return value.__class__(*(select_script(each, place) for each in fields))
    return value


def first_form(text: Shown) -> str:
    """Return any form of a text: to measure it, or to test something that conversion does not change."""
    return text if isinstance(text, str) else text.forms[0]
