"""Read the settings of a publication (``content/site.yml``) and the wording of its interface (``templates/strings*.yml``)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, cast

from msgspec.structs import replace

from gazette import VERSION
from gazette.model import Source
from gazette.problems import Locus, Problem
from gazette.scripts import HANT, SCRIPTS
from gazette.settings import Correction, SiteConfig
from gazette.sources import colours, versions
from gazette.sources.topics import read_topics
from gazette.sources.yaml_fields import Fields, YamlNode, iterate_rows, read_yaml
from gazette.text import SITE_ADDRESS, to_corner_quotes

KEYS = (
    "made_with",
    "title",
    "place",
    "short",
    "assembly",
    "newspaper",
    "edition",
    "tagline",
    "publisher",
    "contact",
    "corrections",
    "base_url",
    "first",
    "regions",
    "terms",
    "examples",
    "mottos",
    "topics",
    "quotes",
    "official",
    "offline",
    "accent",
    "accent_dark",
)
CORRECTION_KEYS = ("date", "text", "place")
#: A mail address, or the address of a page.
CONTACT = re.compile(r"[^\s@<>\"':/?&]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+|https?://[^\s<>\"']+")
TERMS = ("section", "page", "all")
QUOTES = ("curly", "corner")
#: Regions whose readers get Traditional first, if the settings name none.
REGIONS = ("TW", "HK", "MO")
REGION = re.compile("[A-Z]{2}")
FOLDERS = tuple(script.folder for script in SCRIPTS)
BOOLEANS = ("true", "false")
EMPTY_SETTINGS = SiteConfig("", "", "", "", "", "", "", "zh-hans", "section", (), {})


def read_site(text: str, path: str, base_url: str = "") -> tuple[SiteConfig, tuple[Problem, ...]]:
    """Read the settings; empty ones where the file cannot be used. ``base_url`` wins over the file's."""
    node, problems = read_yaml(text, path)
    if node is None:
        return EMPTY_SETTINGS, problems or (
            Problem("key-missing", Locus(path, 1), "这个文件是空的。", "至少写上 title: …"),
        )
    fields = Fields(node, path, KEYS)
    _check_version(fields)
    base_url = (base_url or fields.text("base_url", required=True)).rstrip("/")
    if base_url and not SITE_ADDRESS.fullmatch(base_url):
        fix = "写成 https://example.org"
        fields.report("value-url", "base_url", f"「{base_url}」不是网址。", fix)
    contact = fields.text("contact")
    if not contact and node.mapping and not fields.has_misspelling_of("contact"):
        fields.report(
            "contact-missing", "contact", "还没有写联系方式，读者发现错误时找不到编者。",
            "在 contact 后面写邮箱或网址，如 contact: editors@example.org。", "warning",
        )  # fmt: skip
    elif contact and not CONTACT.fullmatch(contact):
        fields.report(
            "value-contact", "contact", f"「{contact}」不是邮箱，也不是网址。",
            "写成 editors@example.org 或 https://example.org/contact；还没有的先空着。",
        )  # fmt: skip
    corrections, correction_problems = _read_corrections(fields.get("corrections"), path)
    topics, topic_problems = read_topics(fields.get("topics"), path)
    mottos = {}
    for year, motto in fields.pairs("mottos").items():
        if re.fullmatch(r"(19|20)\d{2}", year):
            mottos[int(year)] = motto
        else:
            fix = "写成 2024: 文字。"
            fields.report("value-number", "mottos", f"mottos 里的「{year}」不是年份。", fix)
    place = fields.text("place", required=True)
    regions = fields.texts("regions") if fields.get("regions") else REGIONS
    if wrong := [region for region in regions if not REGION.fullmatch(region)]:
        fix = "写成两个大写字母，如 [TW, HK, MO, PH]。"
        fields.report("value-region", "regions", f"「{wrong[0]}」不是国家和地区的代码。", fix)
    accent, accent_dark = _read_accent(fields)
    config = SiteConfig(
        title=fields.text("title", required=True),
        place=place,
        short=fields.text("short") or place,
        assembly=fields.text("assembly") or (f"{place}人民代表大会" if place else ""),
        newspaper=fields.text("newspaper"),
        edition=fields.text("edition"),
        regions=regions,
        accent=accent,
        accent_dark=accent_dark,
        tagline=fields.text("tagline"),
        publisher=fields.text("publisher"),
        contact=contact,
        base_url=base_url,
        first=fields.choice("first", FOLDERS, FOLDERS[0]),
        terms=cast(Literal["section", "page", "all"], fields.choice("terms", TERMS, TERMS[0])),
        examples=fields.texts("examples"),
        mottos=mottos,
        official=fields.choice("official", BOOLEANS, "false") == "true",
        offline=fields.choice("offline", BOOLEANS, "true") == "true",
        quotes=cast(Literal["curly", "corner"], fields.choice("quotes", QUOTES, QUOTES[0])),
        corrections=corrections,
        topics=topics,
        lines={key: fields.line(key) for key in KEYS if fields.get(key)},
    )
    return config, problems + tuple(fields.problems) + correction_problems + topic_problems


def _check_version(fields: Fields) -> None:
    """Report that the publication is written by the rules of a newer program, or must be changed for this one."""
    written = fields.text("made_with")
    made_with = versions.parse_version(written)
    if written and made_with is None:
        fields.report("value-number", "made_with", f"「{written}」不是版本。", f"写成 made_with: {VERSION}。")
    elif made_with and versions.is_newer(made_with):
        message = f"这个刊物是照 {written} 版写的，程序还是 {VERSION} 版。"
        fields.report("version-new", "made_with", message, "请换新版本的程序。")
    elif made_with and (changes := versions.list_migrations(made_with)):
        message = f"这个刊物是照 {written} 版写的，程序已经是 {VERSION} 版，有{len(changes)}处要改。"
        fix = f"{'；'.join(changes)}。改好后写 made_with: {VERSION}。"
        fields.report("version-old", "made_with", message, fix)


def _read_accent(fields: Fields) -> tuple[str, str]:
    """Read the accent, in light and in dark colours; the second is made from the first if it is not given."""
    light = _read_colour(fields, "accent", colours.LIGHT_GROUNDS, colours.LIGHT_RESULT)
    dark = _read_colour(fields, "accent_dark", colours.DARK_GROUNDS, colours.DARK_RESULT)
    return light, dark or (colours.make_readable(light, colours.DARK_GROUNDS) if light else "")


def _read_colour(fields: Fields, key: str, grounds: tuple[str, ...], result: str) -> str:
    """Read a colour that is to be readable on the ``grounds`` and unlike that of results; empty if it is not set, or is wrong."""
    written = fields.text(key)
    if not written:
        return ""
    colour = f"#{written.removeprefix('#').lower()}"
    if not colours.COLOUR.fullmatch(colour):
        fields.report("value-colour", key, f"「{written}」不是颜色。", f"写成六位的 {key}: b02a14，不写 #。")
    elif not colours.is_readable(colour, grounds):
        ratio, ground = colours.find_contrast(colour, grounds)
        better = colours.make_readable(colour, grounds).removeprefix("#")
        message = f"这个颜色的字在底色 {ground} 上看不清（对比度 {ratio:.1f}，至少要 4.5）。"
        fields.report("value-colour", key, message, f"可以写 {key}: {better}，或换一种颜色。")
    elif colours.are_alike(colour, result):
        message = f"这个颜色与“完成”的 {result} 太像，目标和完成分不清。"
        fields.report("value-colour", key, message, "请换一种颜色。")
    else:
        return colour
    return ""


def with_command_line_options(settings: SiteConfig, offline: bool, preview: bool) -> SiteConfig:
    """Return the settings with the options of the command line."""
    return replace(settings, offline=offline, preview=preview)


def _read_corrections(node: YamlNode | None, path: str) -> tuple[tuple[Correction, ...], tuple[Problem, ...]]:
    """Read the list of what was corrected after it was published."""
    problems: list[Problem] = []
    found = []
    for row in iterate_rows(node, path, CORRECTION_KEYS, problems):
        date, line = row.text("date", required=True), row.line("date")
        if date and not _is_day(date):
            row.report("value-date", "date", f"日期「{date}」的写法不对。", "请写成 2026-11-21。")
        found.append(Correction(date, row.text("text", required=True), row.text("place"), path, line))
    return tuple(found), tuple(problems)


def _is_day(date: str) -> bool:
    try:
        return datetime.date.fromisoformat(date).isoformat() == date
    except ValueError:
        return False


def read_strings(sources: tuple[Source, ...]) -> tuple[Mapping[str, Mapping[str, str]], tuple[Problem, ...]]:
    """Read the wording by language and key. Every key needs every language, and may be in one file only."""
    return _read_strings(sources)


@lru_cache(maxsize=2)  # the same for every build of a process
def _read_strings(sources: tuple[Source, ...]) -> tuple[Mapping[str, Mapping[str, str]], tuple[Problem, ...]]:
    problems: list[Problem] = []
    wording: dict[str, dict[str, str]] = {script.lang: {} for script in SCRIPTS}
    languages = tuple(wording)
    for source in sources:
        node, found = read_yaml(source.text, source.path)
        problems.extend(found)
        for key, value in ((node.mapping or {}) if node else {}).items():
            row = Fields(value, source.path, languages)
            for language in languages:
                if key in wording[language]:
                    row.report("name-duplicate", value, f"界面用语「{key}」写了两次。", "请只留一处。")
                wording[language][key] = row.text(language, required=True)
            problems.extend(row.problems)
    return wording, tuple(problems)


def with_corner_quotes(wording: Mapping[str, Mapping[str, str]], site: SiteConfig) -> Mapping[str, Mapping[str, str]]:
    """Return the wording, with corner brackets as the Traditional edition's quotation marks where the settings ask for them."""
    if site.quotes != "corner":
        return wording
    traditional = {script.lang for script in SCRIPTS if script.base == HANT.code}
    return {
        lang: {key: to_corner_quotes(words) for key, words in own.items()} if lang in traditional else own
        for lang, own in wording.items()
    }
