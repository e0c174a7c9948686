"""Text that is shown in every script: one value with its form in each, in the order of :data:`gazette.scripts.SCRIPTS`.

Where all forms are alike the value is a plain string; :class:`Text` stands only where they differ. So ``Shown`` is what views hold:
a page is made once, and the renderer cuts what it printed into the editions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

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
        """Whether it has words; an error where it has in some scripts only."""
        if all(self.forms) or not any(self.forms):
            return bool(self.forms[0])
        msg = f"empty in some scripts only: {self.forms}"
        raise ValueError(msg)

    def __getitem__(self, place: int | slice) -> Shown:
        """The characters at a place, or at some."""
        return of_forms([form[place] for form in self.forms])

    def format(self, *arguments: object, **values: object) -> Shown:
        """The text with its placeholders filled, as of ``str.format``; values may have several forms."""
        return fill(self, *arguments, **values)


Shown = str | Text


def of_forms(forms: Sequence[str]) -> Shown:
    """The value that has these forms, one for each script."""
    first = forms[0]
    return first if forms.count(first) == len(forms) else Text(tuple(forms))


def in_script(text: Shown, place: int) -> str:
    """The form of a text in the script at ``place`` of the scripts."""
    return text if isinstance(text, str) else text.forms[place]


def map_forms(text: Shown, function: Callable[[str], str]) -> Shown:
    """The text whose forms are those of ``text``, each changed by a function."""
    return function(text) if isinstance(text, str) else of_forms(tuple(map(function, text.forms)))


def concat(*parts: Shown) -> Shown:
    """The parts one after the other."""
    return join("", parts)


def join(separator: Shown, parts: Iterable[Shown]) -> Shown:
    """The parts with a separator between them."""
    parts = tuple(parts)
    for text in (separator, *parts):
        if text.__class__ is Text:
            places = range(len(text.forms))
            return of_forms([in_script(separator, k).join([in_script(part, k) for part in parts]) for k in places])
    return separator.join(parts)  # type: ignore[union-attr,arg-type]


def fill(template: Shown, *arguments: object, **values: object) -> Shown:
    """A template with its placeholders filled, as of ``str.format``; values may have several forms."""
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
    """The text without any of these characters at its end."""
    return map_forms(text, lambda form: form.rstrip(characters))


def first_form(text: Shown) -> str:
    """A form of a text, where any will do: to measure it, or to ask for what no conversion changes."""
    return text if isinstance(text, str) else text.forms[0]
