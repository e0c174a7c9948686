"""Pages → HTML: the only door to Jinja. A template sees one ready view; nothing is looked up or converted in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from jinja2 import DictLoader, Environment, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from gazette.model import Run, SiteConfig
from gazette.outputs.compiled import Compiled
from gazette.outputs.linkcheck import read
from gazette.outputs.rich import rich
from gazette.publication import Artifact, Page, Printed
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
    def environment(self) -> Environment:
        """The template engine."""
        return _environment(self.templates, self.assets)

    def __call__(self, page: Page) -> Printed:
        """The page as a file."""
        words = {"t": self.strings[page.lang], "all_strings": self.strings}
        template = self.environment.get_template(page.template)
        text = template.render(page=page, view=page.view, site=self.site, **words)
        path = page.path if page.path.endswith(".html") else f"{page.path}index.html"
        file = Artifact(path, text.encode())
        return Printed(replace(page, view=None), file, read(file, self.site.root))


def _environment(templates: Mapping[str, str], assets: Mapping[str, str]) -> Environment:
    environment = Environment(
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
