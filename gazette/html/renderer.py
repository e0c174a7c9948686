"""Render pages to HTML. A template sees one ready view; nothing is looked up or converted in it.

A page is rendered once for all editions: a slot takes the place of a text with several forms, and the result is split at its
slots into the editions. A slot is a number between two private-use characters, which no source may contain
(:mod:`gazette.sources.characters`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape
from msgspec.structs import replace

from gazette.html.inline import render_run
from gazette.html.link_check import collect_links
from gazette.html.template_cache import TemplateCache
from gazette.model import Run, SiteConfig
from gazette.pages.publication import Artifact, Page, RenderedPage, Strings, all_forms
from gazette.scripts import SCRIPTS
from gazette.shown import Shown, Text, fill, in_script, join, of_forms

_SLOT = re.compile("\ue000([0-9]+)\ue001")


class Slots:
    """The slots of a page."""

    def __init__(self) -> None:
        self.forms: list[Sequence[str]] = []  #: the HTML of each script, by number of the slot
        self.known: dict[tuple[str, ...], str] = {}  #: slots by their HTML
        self.shown: dict[tuple[str, ...], Markup] = {}  #: slots by their text

    def make(self, forms: Sequence[str]) -> str:
        """Return the slot for the HTML of each script, which may itself contain slots; the HTML where all are alike."""
        if forms.count(forms[0]) == len(forms):
            return forms[0]
        whole = tuple([self.fill(form, place) for place, form in enumerate(forms)])
        slot = self.known.get(whole)
        if slot is None:
            slot = self.known[whole] = f"\ue000{len(self.forms)}\ue001"
            self.forms.append(whole)
        return slot

    def show(self, text: Text) -> Markup:
        """Return the slot for a text."""
        slot = self.shown.get(text.forms)
        if slot is None:
            slot = self.shown[text.forms] = Markup(self.make([escape(form) for form in text.forms]))
        return slot

    def fill(self, html: str, place: int) -> str:
        """Fill the slots in HTML for the script at index ``place``."""
        return _SLOT.sub(lambda slot: self.forms[int(slot[1])][place], html) if "\ue000" in html else html

    def split(self, html: str) -> Iterator[str]:
        """Yield a page's HTML in each script."""
        pieces = _SLOT.split(html)
        numbers = [int(number) for number in pieces[1::2]]
        for place in range(len(SCRIPTS)):
            pieces[1::2] = [self.forms[number][place] for number in numbers]
            yield "".join(pieces)


@dataclass(frozen=True)
class PageRenderer:
    """Renders pages."""

    templates: Mapping[str, str]  #: text by name
    assets: Mapping[str, str]  #: address of each bundle below the site's root
    site: SiteConfig
    strings: Strings

    @cached_property
    def environment(self) -> _Engine:
        """The template engine."""
        return _build_environment(self.templates, self.assets)

    @cached_property
    def wording(self) -> Mapping[str, Shown]:
        """The wording in all scripts."""
        return {key: _Words(text) if isinstance(text, str) else text for key, text in all_forms(self.strings).items()}

    def __call__(self, page: Page) -> RenderedPage:
        """Render a page."""
        order = (page.script, *(script for script in SCRIPTS if script is not page.script)) if page.script else ()
        words = {
            "t": self.strings[page.script.lang] if page.script else self.wording,
            "all_strings": self.strings,
            "lang": page.script.lang if page.script else of_forms([script.lang for script in SCRIPTS]),
            "locales": [script.locale for script in order] if order else _LOCALES,
        }
        template, page_only = self.environment.get_template(page.template), replace(page, view=None)
        self.environment.slots = slots = Slots()
        try:
            html = template.render(page=page_only, view=page.view, site=self.site, **words)
        finally:
            self.environment.clear_contexts()
        editions = zip(page.scripts, slots.split(html), strict=False)
        files = tuple(Artifact(page.file(script), text.encode()) for script, text in editions)
        return RenderedPage(page_only, files, tuple(collect_links(file, self.site.root) for file in files))


#: Open Graph's name for the language of each edition's pages, then for the others'.
_LOCALES = [
    of_forms([SCRIPTS[(place + step) % len(SCRIPTS)].locale for place in range(len(SCRIPTS))])
    for step in range(len(SCRIPTS))
]


class _Words(str):
    """A wording that is equal in all scripts; the values it is filled with may have several forms."""

    __slots__ = ()

    def format(self, *arguments: object, **values: object) -> Shown:  # type: ignore[override]
        return fill(str(self), *arguments, **values)


class _Engine(Environment):
    """The template engine. Contexts and their macros refer to each other, and garbage collection is off during a build: so
    the contexts are cleared after each page to free its view, which is large."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.context_class = _Context
        self.contexts: list[Context] = []
        self.slots = Slots()

    def clear_contexts(self) -> None:
        """Clear the contexts of the last page."""
        for context in self.contexts:
            if "page" in context.parent:  # templates imported without context are shared by all pages
                context.vars.clear()
                context.parent.clear()
        self.contexts.clear()


class _Context(Context):
    def __init__(self, environment: Environment, *rest: Any, **named: Any) -> None:
        super().__init__(environment, *rest, **named)
        if isinstance(environment, _Engine):
            environment.contexts.append(self)


def _build_environment(templates: Mapping[str, str], assets: Mapping[str, str]) -> _Engine:
    environment = _Engine(
        loader=DictLoader(dict(templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=TemplateCache(Path(__file__).read_bytes()),
    )

    def finalize(value: object) -> object:
        return environment.slots.show(value) if isinstance(value, Text) else value

    @pass_context
    def rich_filter(context: Context, run: Run) -> Markup:
        return Markup(render_run(run, str(context["page"].home), context["t"], environment.slots.make))

    @pass_context
    def asset(context: Context, name: str) -> str:
        return f"{context['page'].root}{assets[name]}"

    def where(html: Markup, text: Shown) -> Markup:
        """Return HTML that is shown only in the scripts in which a text is not empty."""
        forms = [in_script(text, place) for place in range(len(SCRIPTS))]
        return Markup(environment.slots.make([html if form else "" for form in forms]))

    def json_data(value: object) -> Markup:
        return Markup(environment.slots.make([_json_data(value, place) for place in range(len(SCRIPTS))]))

    environment.finalize = finalize
    environment.filters["rich"] = rich_filter
    environment.filters["joined"] = lambda parts, separator: join(separator, parts)
    environment.filters["where"] = where
    environment.filters["json_data"] = json_data
    environment.globals["asset"] = asset
    return environment


def _json_data(value: object, place: int) -> str:
    """Return JSON for a data block (``<script type=application/ld+json>``), which ends at ``</script`` and has no entities."""
    text = json.dumps(_in_script(value, place), ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _in_script(value: object, place: int) -> object:
    if isinstance(value, Text):
        return value.forms[place]
    if isinstance(value, Mapping):
        return {key: _in_script(each, place) for key, each in value.items()}
    return [_in_script(each, place) for each in value] if isinstance(value, list | tuple) else value
