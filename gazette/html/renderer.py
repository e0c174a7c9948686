"""Render pages to HTML, each once for all editions (:mod:`gazette.html.slots`). A template sees one ready view; nothing is
looked up or converted in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from msgspec.structs import replace

from gazette.html.inline import render_run
from gazette.html.link_check import collect_links
from gazette.html.slots import Slots
from gazette.html.template_cache import TemplateCache
from gazette.model import Run, SiteConfig
from gazette.pages.publication import Artifact, Page, RenderedPage, Strings, all_forms
from gazette.scripts import SCRIPTS
from gazette.shown import Shown, Text, fill, in_script, join, of_forms


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
        paths = [page.file(script) for script in page.scripts]
        files = tuple(Artifact(path, text.encode()) for path, text in zip(paths, slots.split(html), strict=False))
        return RenderedPage(page_only, files, collect_links(paths, html, slots, self.site.root))


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
