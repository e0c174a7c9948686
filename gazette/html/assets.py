"""Bundle style sheets, scripts and fonts: files joined in a fixed order, under names that change with their content."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from gazette.html.css_fallbacks import media_queries
from gazette.html.minify_css import minify_css
from gazette.html.minify_js import join_modules, join_scripts, strip_script
from gazette.pages.publication import Artifact

#: The files of each bundle, in the order on which the cascade relies; files not named here follow, sorted by name.
BUNDLES: dict[str, tuple[str, ...]] = {
    "site.css": ("css/tokens.css", "css/base.css"),
    "figures.css": ("css/chart.css", "css/targets.css", "css/topic.css"),
    "head.js": ("js/head.js",),
    "search.js": tuple(
        f"js/search/{name}.js"
        for name in (
            "text",
            "synonyms",
            "engine",
            "finder",
            "further",
            "hit",
            "hit_list",
            "highlight",
            "search_page",
            "panel",
        )
    ),
    "aloud.js": tuple(f"js/aloud/{name}.js" for name in ("text", "voice", "reader")),
    "choose.js": ("js/choose.js",),
    "targets.js": ("js/targets.js",),
    "saved.js": ("js/saved_pages.js",),
    "icon.svg": ("icon.svg",),
    "site.js": (),
}
LAST = ("css/print.css",)
#: The accent of the static files, --zhu in css/tokens.css.
ACCENT = "#b02a14"
MODULES = ("search.js", "aloud.js")
_FONT = re.compile(r"url\((?P<name>[\w-]+\.woff2)\)")


def bundle_assets(
    static: Mapping[str, str], fonts: Mapping[str, bytes]
) -> tuple[Mapping[str, str], tuple[Artifact, ...]]:
    """Return the address of each bundle and font below the site's root, and the files.

    ``static`` is text and ``fonts`` bytes by path below ``static/``. A style sheet names a font by its file's name alone
    (``url(figures.woff2)``); KeyError if there is no such font.
    """
    return _bundle(tuple(static.items()), tuple(fonts.items()))


@lru_cache(maxsize=1)  # a preview bundles the same again and again
def _bundle(
    static_items: tuple[tuple[str, str], ...], font_items: tuple[tuple[str, bytes], ...]
) -> tuple[Mapping[str, str], tuple[Artifact, ...]]:
    static, fonts = dict(static_items), dict(font_items)
    named = {path for paths in BUNDLES.values() for path in paths} | set(LAST)
    addresses: dict[str, str] = {}
    artifacts = []

    def add(name: str, content: bytes) -> None:
        stem, _, suffix = name.rpartition(".")
        addresses[name] = f"assets/{stem}.{hashlib.sha256(content).hexdigest()[:10]}.{suffix}"
        artifacts.append(Artifact(addresses[name], content))

    for path, content in fonts.items():
        add(path.rpartition("/")[2], content)
    for name, first in BUNDLES.items():
        suffix = name.rpartition(".")[2]
        paths = [path for path in first if path in static]
        if name in ("site.css", "site.js"):
            paths += sorted(path for path in static if path.startswith(f"{suffix}/") and path not in named)
            paths += [path for path in LAST if path in static and path.endswith(suffix)]
        texts = [static[path] for path in paths]
        text = "".join(text.rstrip("\n") + "\n" for text in texts)
        if suffix == "js":
            text = strip_script(join_modules(texts) if name in MODULES else join_scripts(texts))
        elif suffix == "css":
            text = _build_style_sheet(text, "".join(static[path] for path in LAST if path in paths))
            text = _FONT.sub(lambda match: f"url({addresses[match['name']].rpartition('/')[2]})", text)
        add(name, text.encode())
    return addresses, tuple(artifacts)


def with_accent(static: Mapping[str, str], light: str, dark: str) -> Mapping[str, str]:
    """Return the static files with an accent, in light and dark colours, in place of their own; unchanged if there is none.

    It follows the other style sheets by its name, and print.css by its selectors.
    """
    if not light:
        return static
    page, in_dark = ":root,.page", ":root[data-theme=dark],[data-theme=dark] .page"
    by_system = ":root:not([data-theme=light]),:root:not([data-theme=light]) .page"
    css = (
        f"{page}{{--zhu:{light}}}\n{in_dark}{{--zhu:{dark}}}\n"
        f"@media (prefers-color-scheme:dark){{{by_system}{{--zhu:{dark}}}}}\n"
        f"@media print{{:root:root:root .page,:root:root:root{{--zhu:{light}}}}}\n"
    )
    return {**static, "css/zz_accent.css": css, "icon.svg": static["icon.svg"].replace(ACCENT, light)}


def join_style_sheets(texts: Iterable[str]) -> str:
    """Return one style sheet of several, for pages that are not part of a site; it names fonts by their files."""
    rules = minify_css("".join(text.rstrip("\n") + "\n" for text in texts))
    return rules + media_queries(rules)


def _build_style_sheet(text: str, last: str) -> str:
    """Minify a style sheet, and add rules for browsers without container queries before its ``last`` part (print)."""
    rules = minify_css(text.removesuffix(last))
    return rules + media_queries(rules) + minify_css(last)
