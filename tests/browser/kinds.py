"""One page of each kind, and the ways in which people read it: what the pictures, axe and the measures go over."""

from __future__ import annotations

from pathlib import Path

EDITIONS = ("zh-hans", "zh-hant")

#: Address below an edition, by a short name. One of each template, and more where the content makes another page of it.
KINDS = {
    "home": "",
    "year": "2024/",
    "year-empty": "2025/",
    "report": "2024/report/",
    "explainer": "2024/explainer/",
    "explainer-2023": "2023/explainer/",
    "explainer-2025": "2025/explainer/",
    "congress": "2024/congress/",
    "compare": "2024/explainer/compare/",
    "targets": "2024/targets/",
    "topic": "topics/education/",
    "topics": "topics/",
    "glossary": "glossary/",
    "indicators": "indicators/",
    "indicator": "indicators/gdp-growth/",
    "search": "search/?q=低效用地",
    "data": "data/",
    "about": "about/",
    "offline": "offline.html",
}

#: Another page of a template that has its turn already.
AGAIN = {"year-empty", "explainer-2023", "explainer-2025", "congress"}

#: The pages above the editions, by their address.
ROOT_PAGES = {"choose": "", "lost": "404.html"}

#: What a reader has chosen, as settings.js keeps it.
MODES: dict[str, dict[str, str]] = {"light": {}, "dark": {"theme": "dark"}, "large": {"type": "large"}}

#: Chooses a mode on the page that is open, as its buttons do.
CHOOSE = """mode => { const { dataset } = document.documentElement;
  for (const kind of ['theme', 'type']) if (mode[kind]) dataset[kind] = mode[kind]; else delete dataset[kind]; }"""


def addresses() -> dict[str, str]:
    """Address of each kind in each edition, below the site's root, by `kind-edition`; and the pages above."""
    pages = {f"{kind}-{edition}": f"{edition}/{path}" for kind, path in KINDS.items() for edition in EDITIONS}
    return pages | ROOT_PAGES


def every_page(site: Path) -> list[str]:
    """Address of every page of a built site below its root."""
    found = (path.relative_to(site).as_posix() for path in site.rglob("*.html") if "pagefind" not in path.parts)
    return sorted(address.removesuffix("index.html") for address in found)
