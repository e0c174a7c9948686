"""Pages → HTML: the only door to Jinja. A template sees one ready view; nothing is looked up or converted in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from gazette.html.inline import rich
from gazette.html.link_check import read
from gazette.html.template_cache import Compiled
from gazette.model import Run, SiteConfig
from gazette.pages.publication import Artifact, Page, Printed
from gazette.scripts import SCRIPTS


@dataclass(frozen=True)
class Press:
    """Prints pages. ``templates`` is text by name; ``assets`` the address of each bundle below the site's root; ``strings`` the
    wording by language."""

    templates: Mapping[str, str]
    assets: Mapping[str, str]
    site: SiteConfig
    strings: Mapping[str, Mapping[str, str]]

    @cached_property
    def environment(self) -> _Engine:
        """The template engine."""
        return _environment(self.templates, self.assets)

    def __call__(self, page: Page) -> Printed:
        """The page as a file."""
        words = {"t": self.strings[page.lang], "all_strings": self.strings}
        template, told = self.environment.get_template(page.template), replace(page, view=None)
        try:
            text = template.render(page=told, view=page.view, site=self.site, **words)
        finally:
            self.environment.let_go()
        path = page.path if page.path.endswith(".html") else f"{page.path}index.html"
        file = Artifact(path, text.encode())
        return Printed(told, file, read(file, self.site.root))


class _Engine(Environment):
    """The template engine. Its contexts hold their macros, and these the contexts: so a page's view, which is large, would stay until
    somebody looked for such circles. The contexts are emptied when the page is printed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.context_class = _Context
        self.contexts: list[Context] = []

    def let_go(self) -> None:
        """Empty the contexts of the page that was printed last."""
        for context in self.contexts:
            if "page" in context.parent:  # what is imported without it is the engine's, for the next page as well
                context.vars.clear()
                context.parent.clear()
        self.contexts.clear()


class _Context(Context):
    def __init__(self, environment: Environment, *rest: Any, **named: Any) -> None:
        super().__init__(environment, *rest, **named)
        if isinstance(environment, _Engine):
            environment.contexts.append(self)


def _environment(templates: Mapping[str, str], assets: Mapping[str, str]) -> _Engine:
    environment = _Engine(
        loader=DictLoader(dict(templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=Compiled(Path(__file__).read_bytes()),
    )

    @pass_context
    def rich_filter(context: Context, run: Run) -> Markup:
        return Markup(rich(run, context["page"].home, context["t"]))

    @pass_context
    def asset(context: Context, name: str) -> str:
        return f"{context['page'].root}{assets[name]}"

    environment.filters["rich"] = rich_filter
    environment.filters["json_data"] = _json_data
    environment.globals["asset"] = asset
    environment.globals["locales"] = tuple((script.lang, script.locale) for script in SCRIPTS)
    return environment


def _json_data(value: object) -> Markup:
    """JSON for a data block (``<script type=application/ld+json>``), which ends at ``</script`` and knows no entities."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
