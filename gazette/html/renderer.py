"""Render pages to HTML, each once for all editions (:mod:`gazette.html.slots`). A template sees one ready view; nothing is
looked up or converted in it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape
from msgspec.structs import replace

from gazette.html.inline import make_permalink, render_run
from gazette.html.link_check import collect_links
from gazette.html.slots import Slots
from gazette.html.template_cache import TemplateCache
from gazette.model import Mark, Run
from gazette.pages.publication import Artifact, Page, RenderedPage, Strings, all_forms
from gazette.scripts import SCRIPTS
from gazette.settings import SiteConfig
from gazette.shown import Shown, Text, fill, in_script, join, of_forms

#: The template of a glossary entry at the foot of a page.
ENTRY = "partials/used_entry.html"


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
        return _build_environment(tuple(self.templates.items()), tuple(self.assets.items()))

    @cached_property
    def wording(self) -> Mapping[str, Shown]:
        """The wording in all scripts."""
        texts = all_forms(self.strings).items()
        return _Wording({key: _Words(text) if isinstance(text, str) else text for key, text in texts})

    @cached_property
    def all_strings(self) -> Mapping[str, Mapping[str, Shown]]:
        """The wording in each language."""
        return {lang: _Wording(texts) for lang, texts in self.strings.items()}

    def __call__(self, page: Page) -> RenderedPage:
        """Render a page."""
        order = (page.script, *(script for script in SCRIPTS if script is not page.script)) if page.script else ()
        page_only = replace(page, view=None)
        html, slots = self.environment.render(
            page_only,
            self.all_strings[page.script.lang] if page.script else self.wording,
            all_strings=self.all_strings,
            lang=page.script.lang if page.script else of_forms([script.lang for script in SCRIPTS]),
            locales=[script.locale for script in order] if order else _LOCALES,
            view=page.view,
            site=self.site,
        )
        paths = [page.file(script) for script in page.scripts]
        files = tuple(Artifact(path, text.encode()) for path, text in zip(paths, slots.split(html), strict=False))
        return RenderedPage(page_only, files, collect_links(paths, html, slots, self.site.root))

    def render_entry(self, page: Page, entry: object) -> Iterator[str]:
        """Yield a glossary entry as it stands at the foot of a page, in each script."""
        html, slots = self.environment.render(replace(page, template=ENTRY), self.wording, entry=entry)
        return slots.split(html)


def make_template_renderer(templates: Mapping[str, str]) -> Callable[..., str]:
    """Return a function that renders a template of ``templates`` by its name with named values; for pages that are not part of a site."""
    environment = Environment(
        loader=DictLoader(dict(templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return lambda template, /, **values: environment.get_template(template).render(**values)


def replace_entry(html: str, slug: str, entry: str) -> str:
    """Return a page's HTML with another text of a glossary entry at its foot. ValueError if it is not there once."""
    start = html.index(f'<li data-entry="{slug}">')
    end = html.index("</li>\n", start) + len("</li>\n")
    if html.find(f'<li data-entry="{slug}">', end) >= 0:
        raise ValueError(slug)
    return html[:start] + entry + html[end:]


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


class _Wording(dict[str, Shown]):
    """The wording, whose keys are attributes too: ``t.search``."""

    def __init__(self, texts: Mapping[str, Shown]) -> None:
        super().__init__(texts)
        self.__dict__ = self


class _Generator(CodeGenerator):
    """Compiles templates. They output a value by one call, of :meth:`_Engine.show`, and read attributes as Python does; Jinja
    would look for each among a mapping's keys too, so these are written ``attrs['id']``."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def _output_child_pre(self, *_: object) -> None:
        self.write("environment.show(")

    def _output_child_post(self, *_: object) -> None:
        self.write(")")


class _Engine(Environment):
    """The template engine. Contexts and their macros refer to each other, and garbage collection is off during a build: so
    the contexts are cleared after each page to free its view, which is large."""

    code_generator_class = _Generator

    page: Page  #: the one that is being rendered
    wording: Mapping[str, Shown]  #: of the page
    permalink: Callable[[str], str]  #: renders the link to an id, which is escaped
    slots: Slots  #: of the page
    shown: dict[Text, str]  #: slots by text

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.context_class = _Context
        self.contexts: list[Context] = []

    def render(self, page: Page, t: Mapping[str, Shown], **values: object) -> tuple[str, Slots]:
        """Return a page's HTML and the slots in it. ``t`` is the wording, ``values`` are what else templates may use."""
        self.page, self.wording, self.slots, self.shown = page, t, Slots(), {}
        self.permalink = make_permalink(t, self.slots.make)
        try:
            return self.get_template(page.template).render(page=page, t=t, **values), self.slots
        finally:
            for context in self.contexts:
                if "page" in context.parent:  # templates imported without context are shared by all pages
                    context.vars.clear()
                    context.parent.clear()
            self.contexts.clear()

    def show(self, value: object) -> str:
        """Return the HTML of a value that a template shows: a slot for a text with several forms."""
        kind = value.__class__
        if kind is Markup:
            return value  # type: ignore[return-value]
        if kind is str:
            return _escape(value)
        if kind is int or kind is float:
            return str(value)
        if not isinstance(value, Text):
            return escape(value)
        html = self.shown.get(value)
        if html is None:
            html = self.shown[value] = self.slots.make(list(map(_escape, value.forms)))
        return html


@lru_cache(10_000)
def _escape(text: str) -> str:
    """Escape a text for HTML; addresses and words of a page are often those of others."""
    return escape(text)


class _Context(Context):
    def __init__(self, environment: Environment, *rest: Any, **named: Any) -> None:
        super().__init__(environment, *rest, **named)
        if isinstance(environment, _Engine):
            environment.contexts.append(self)

    def call(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Any:
        """Call a macro at once: Jinja first asks of each function whether it takes a context, which is slow."""
        if function.__class__ is not Macro:
            return super().call(function, *arguments, **named)
        named.pop("_loop_vars", None)
        named.pop("_block_vars", None)
        return function(*arguments, **named)


@lru_cache(maxsize=1)  # one for all renderers of a process with the same templates
def _build_environment(templates: tuple[tuple[str, str], ...], addresses: tuple[tuple[str, str], ...]) -> _Engine:
    assets = dict(addresses)
    environment = _Engine(
        loader=DictLoader(dict(templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=TemplateCache(Path(__file__).read_bytes()),
    )

    def rich(run: Run) -> Markup:
        return Markup(render_run(run, str(environment.page.home), environment.wording, environment.slots.make))

    def where(html: Markup, text: Shown) -> Markup:
        """Return HTML that is shown only in the scripts in which a text is not empty."""
        forms = [in_script(text, place) for place in range(len(SCRIPTS))]
        return Markup(environment.slots.make([html if form else "" for form in forms]))

    def json_data(value: object) -> Markup:
        return Markup(environment.slots.make([_json_data(value, place) for place in range(len(SCRIPTS))]))

    environment.filters["rich"] = rich
    environment.filters["page_break"] = lambda page: rich(Run("", (Mark("page", 0, 0, {"page": str(page)}),)))
    environment.filters["permalink"] = lambda anchor: Markup(environment.permalink(_escape(anchor)))
    environment.filters["joined"] = lambda parts, separator: join(separator, parts)
    environment.filters["where"] = where
    environment.filters["json_data"] = json_data
    environment.globals["asset"] = lambda name: f"{environment.page.root}{assets[name]}"
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
