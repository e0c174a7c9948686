"""Every problem that the generator can tell of: brought about by a small fault in the mini-site, told with code, file, line
and severity, with nothing written and the old site left as it was; and ``docs/problems.md``, which explains each to editors.

A case is a fault and the place where it is told: the line on which ``at`` stands in the file as changed, and the column of
``column`` where one is told. A code's first case is the one that docs/problems.md shows.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from gazette.library import glossary
from gazette.model import Source
from gazette.pipeline import Options, build, record
from gazette.problems import Problem
from gazette.sources import characters, markdown
from gazette.sources.document import parse_document
from tests import commands, mini_site

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs" / "problems.md"
SITE, INDICATORS = "content/site.yml", "content/indicators.yml"
GLOSSARY, CONVERSION = "glossary.yml", "conversion.yml"
SYNONYMS = "content/synonyms.yml"
LEDGER, LOCK = "content/anchors.yml", "content/conversions.yml"
REPORT, EXPLAINER, HANT = "content/2031/report.md", "content/2031/explainer.md", "content/2032/explainer.md"

PICTURE = "content/2031/images/pier.svg"
SVG = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'/>"

Change = Callable[[Path], None]


@dataclass(frozen=True)
class Case:
    """A fault. ``path`` and ``at`` say where it is told (``at`` empty: no line); ``also`` are codes that it brings along."""

    code: str
    title: str
    change: Change
    path: str
    at: str = ""
    column: str = ""
    also: tuple[str, ...] = ()
    severity: str = "error"
    times: int = 1
    out: str = "site"

    def __str__(self) -> str:
        return f"{self.code}: {self.title}"


# ---------------------------------------------------------------- faults


def put(path: str, old: str, new: str) -> Change:
    """Write ``new`` for the one ``old``."""

    def change(project: Path) -> None:
        text = (project / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"“{old}” stands {text.count(old)} times in {path}"
        (project / path).write_text(text.replace(old, new), encoding="utf-8")

    return change


def write(path: str, content: str | bytes) -> Change:
    """Write a file."""

    def change(project: Path) -> None:
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_bytes(content if isinstance(content, bytes) else content.encode())

    return change


def write_more(path: str, text: str) -> Change:
    """Write behind the end of a file."""

    def change(project: Path) -> None:
        (project / path).write_text((project / path).read_text(encoding="utf-8") + text, encoding="utf-8")

    return change


#: Of half a year by its label; the last three numbers are of whole years by their words, their year and their indicator's name.
HALF_YEAR = """---
kind: report
script: Hans
title: 政府工作情况的报告
label: 上半年
---

# 政府工作情况的报告

## 一、工作回顾 {#s1 role=result year=2031}

[全市生产总值增长**6.3%**]{indicator=gdp-growth}，全年可望[增长**6.1%**]{indicator=gdp-growth}，[新建**9个**口袋公园]{indicator=parks year=2031}。
"""


def guarded(project: Path) -> None:
    """Write down the report's words as an import would have done."""
    document, _ = parse_document(Source(REPORT, (project / REPORT).read_text(encoding="utf-8")))
    entries, _ = glossary.read_entries(
        (project / GLOSSARY).read_text(encoding="utf-8"), GLOSSARY, markdown.parse_inline
    )
    assert document is not None
    lines = [block.run.text for block in document.walk() if block.run and block.kind != "picture"]
    lines += [f"（P{e.source.page}）{e.term}：{e.definition.text}" for e in entries if e.source.document == document.id]
    (project / REPORT).with_name("report.original.txt").write_text("\n".join(lines), encoding="utf-8")


def located() -> bytes:
    """A photograph that tells where it was taken."""
    image, file = Image.new("RGB", (9, 9)), io.BytesIO()
    about = image.getexif()
    about.get_ifd(0x8825)[1] = "N"
    image.save(file, "JPEG", exif=about)
    return file.getvalue()


def remove(path: str) -> Change:
    """Remove a file or a folder."""

    def change(project: Path) -> None:
        if (project / path).is_dir():
            shutil.rmtree(project / path)
        else:
            (project / path).unlink()

    return change


def reencode(path: str, encoding: str) -> Change:
    """Save a file in another encoding."""

    def change(project: Path) -> None:
        (project / path).write_bytes((project / path).read_text(encoding="utf-8").encode(encoding))

    return change


def link(path: str, target: str) -> Change:
    """Put a symbolic link."""
    return lambda project: (project / path).symlink_to(target)


def folder(path: str) -> Change:
    """Make a folder."""
    return lambda project: (project / path).mkdir(parents=True)


def cut(path: str, line: str) -> Change:
    """Remove a line, and the empty one after it where there is one."""

    def change(project: Path) -> None:
        text = (project / path).read_text(encoding="utf-8")
        assert text.count(f"{line}\n") == 1, f"“{line}” stands {text.count(line)} times in {path}"
        (project / path).write_text(text.replace(f"{line}\n\n", "").replace(f"{line}\n", ""), encoding="utf-8")

    return change


def again(path: str, other: str) -> Change:
    """Copy a file."""

    def change(project: Path) -> None:
        shutil.copy(project / path, project / other)

    return change


def amend(word: str, old: str, new: str) -> Change:
    """Write ``new`` for ``old`` in the answer for a word."""

    def change(project: Path) -> None:
        before, asked, after = (project / LOCK).read_text(encoding="utf-8").partition(f"- word: {word}\n")
        (project / LOCK).write_text(before + asked + after.replace(old, new, 1), encoding="utf-8")

    return change


def doubled(project: Path) -> None:
    """Copy the last question and its lines."""
    text = (project / LOCK).read_text(encoding="utf-8")
    (project / LOCK).write_text(text + text[text.rindex("\n- word") :], encoding="utf-8")


def several(*changes: Change) -> Change:
    """One change after the other."""

    def change(project: Path) -> None:
        for single in changes:
            single(project)

    return change


EMPTY = "---\nkind: coverage\nscript: Hans\ntitle: 题\n---\n\n::: masthead\n\n# 题\n\n:::\n"
KEEP = "{#as-printed script=keep}"
SLIP = '{sic=高新企业 note="应作“高新企业”"}'

# One line a case reads best.
# fmt: off
CASES = [
    # ---- files
    Case("content-missing", "no folder of documents", remove("content"), "content"),
    Case("content-missing", "no document at all", several(remove("content/2031"), remove("content/2032")), "content"),
    Case("file-missing", "no glossary.yml", remove(GLOSSARY), GLOSSARY),
    Case("path-outside", "a link to a file elsewhere", link("content/2031/notes.md", "../../../elsewhere.md"), "content/2031/notes.md"),
    Case("file-unreadable", "a folder with a document's name", folder("content/2031/notes.md"), "content/2031/notes.md"),
    Case("file-unreadable", "a link to itself", link("content/2031/notes.md", "notes.md"), "content/2031/notes.md"),
    Case("file-unreadable", "a link to nothing", link("content/2031/notes.md", "nothing.md"), "content/2031/notes.md"),
    Case("encoding", "GB18030", reencode(HANT, "gb18030"), HANT, "4"),
    Case("encoding", "UTF-16 with a mark", reencode(HANT, "utf-16"), HANT, "1"),
    Case("encoding", "UTF-16 without a mark", reencode(HANT, "utf-16-le"), HANT, "4"),
    Case("encoding", "Big5", reencode(HANT, "big5"), HANT, "4"),
    Case("encoding", "an empty character", put(HANT, "里程碑", "里程\0碑"), HANT, "里程\0碑"),
    Case("encoding", "GB18030 in YAML", reencode(CONVERSION, "gb18030"), CONVERSION, "2"),
    Case("path-form", "a document outside a year", write("content/草稿.md", "草稿\n"), "content/草稿.md"),
    Case("path-form", "a Chinese name", write("content/2031/报告.md", "---\n"), "content/2031/报告.md"),
    Case("path-form", "a folder that is no year", write("content/drafts/report.md", "---\n"), "content/drafts/report.md"),
    Case("path-form", "too deep", write("content/2031/old/report.md", "---\n"), "content/2031/old/report.md"),
    Case("path-form", "a name whose end Windows hides", write("content/2031/congress.md.txt", "---\n"), "content/2031/congress.md.txt"),
    Case("path-form", "capitals", write("content/2031/Congress.MD", "---\n"), "content/2031/Congress.MD"),
    Case("path-form", "a copy that Windows made", again(REPORT, "content/2031/report - 副本.md"), "content/2031/report - 副本.md"),
    Case("path-form", "a second download", again(REPORT, "content/2031/report(1).md"), "content/2031/report(1).md"),
    Case("out-not-ours", "a folder with other things", write("public/me.txt", "mine"), "public", out="public"),
    Case("out-not-ours", "a file", write("public", "mine"), "public", out="public"),
    Case("out-foreign", "notes in the site", several(write("site/.gazette", ""), write("site/my-notes.txt", "mine")), "site", severity="warning"),
    Case("static-name", "a file that the site has", write("content/static/Robots.txt", "User-agent: *"), "content/static/Robots.txt"),
    Case("static-name", "a Chinese name", write("content/static/files/验证.txt", "abc"), "content/static/files/验证.txt"),
    Case("write-failed", "a file where a folder should be", write("public", "mine"), "site", out="public/site"),
    # ---- YAML
    Case("yaml-tab", "in front", put(SITE, "tagline:", "\ttagline:"), SITE, "\ttagline", "\t"),
    Case("yaml-tab", "under a key", put(SITE, "  2031: 向海图强", "\t2031: 向海图强"), SITE, "\t2031", "\t"),
    Case("yaml-tab", "in front matter", put(REPORT, "  medium: 6页样稿", "\tmedium: 6页样稿"), REPORT, "\tmedium", "\t"),
    Case("yaml-tab", "in the glossary", put(GLOSSARY, "  definition: 东湾与", "\tdefinition: 东湾与"), GLOSSARY, "\tdefinition", "\t"),
    Case("yaml-syntax", "a colon inside", put(SITE, "tagline: 原文·解读·数字", "tagline: 原文: 解读"), SITE, "原文: 解读", ": 解读"),
    Case("yaml-syntax", "a quotation mark that is not closed", put(CONVERSION, "reason: 准许进入", 'reason: "准许进入'), CONVERSION, '"准许进入', '"准许'),
    Case("yaml-syntax", "no space behind the colon", put(SITE, "tagline: 原文", "tagline:原文"), SITE, "tagline:原文", ":原文"),
    Case("yaml-syntax", "a sign that begins no text", put(SITE, "tagline: 原文", "tagline: @原文"), SITE, "@原文", "@原文"),
    Case("yaml-syntax", "words that would be a comment", put(SITE, "tagline: 原文", "tagline: 原文 #解读"), SITE, "#解读", "#解读"),
    Case("yaml-sign", "a full-width colon", put(HANT, "kind: explainer", "kind：explainer"), HANT, "kind：", "："),
    Case("yaml-sign", "a full-width colon in the glossary, whose notes are linked", put(GLOSSARY, "  term: 双湾联动", "  term：双湾联动"), GLOSSARY, "term：双湾", "："),
    Case("yaml-sign", "a full-width space before a key", put(SITE, "tagline:", "\u3000tagline:"), SITE, "\u3000tagline", "\u3000"),
    Case("yaml-sign", "a full-width comma in a list", put(EXPLAINER, "[date, publisher]", "[date，publisher]"), EXPLAINER, "date，", "，"),
    Case("yaml-sign", "full-width brackets", put(EXPLAINER, "[date, publisher]", "［date, publisher］"), EXPLAINER, "［date", "［"),
    Case("character", "an invisible one in a document", put(REPORT, "各位代表：", "各位\u200b代表："), REPORT, "各位\u200b", "\u200b"),
    Case("character", "a mark of byte order inside", put(REPORT, "## 一、", "\ufeff## 一、"), REPORT, "\ufeff## 一、", "\ufeff"),
    Case("character", "a control character", put(SITE, "云汐读本", "云汐\a读本"), SITE, "云汐\a读本", "\a"),
    Case("character", "a line separator from a word processor", put(SITE, "tagline: 原文·", "tagline: “原文\u2028"), SITE, "“原文", "\u2028"),
    Case("character", "the end of a line of an old computer", lambda p: write(SITE, (p / SITE).read_text("utf-8") + "\x85")(p), SITE, "\x85", "\x85"),
    Case("character", "a sign of a font of its own", put(REPORT, "各位代表：", "\uf0b7各位代表："), REPORT, "\uf0b7", "\uf0b7"),
    Case("character", "a broken one", put(GLOSSARY, "term: 数智云脑", "term: 数\ufffd云脑"), GLOSSARY, "数\ufffd", "\ufffd"),
    Case("character", "one that turns the direction of words", put(GLOSSARY, "东湾与西湾", "东湾\u202e与西湾"), GLOSSARY, "\u202e", "\u202e"),
    Case("character-alike", "a radical in place of a character", put(REPORT, "各位代表：", "各位代表，⽂明："), REPORT, "⽂明", "⽂", severity="warning"),
    Case("character-alike", "a space of a web page", put(REPORT, "各位代表：", "各位\xa0代表："), REPORT, "\xa0", "\xa0", severity="warning"),
    Case("yaml-depth", "too many brackets", put(SITE, "[双湾联动, “三生”融合]", "[" * 25 + "]" * 25), SITE, "[[[["),
    Case("yaml-alias", "& and *", put(SITE, "contact: editors@example.org", "contact: &c a@b.cn\ntagline2: *c"), SITE, "&c", "&c"),
    Case("yaml-alias", "an exclamation mark", put(SITE, "tagline: 原文", "tagline: !yuanwen 原文"), SITE, "!yuanwen", "!yuanwen"),
    Case("yaml-duplicate", "in the settings", put(SITE, "publisher: 云", "tagline: 数字\npublisher: 云"), SITE, "tagline: 数字", "tagline"),
    Case("yaml-duplicate", "in front matter", put(HANT, "issue: 第88期", "issue: 第88期\nissue: 第88期"), HANT, "LAST issue", "issue"),
    Case("yaml-shape", "a line where keys should be", put(SITE, "mottos:\n  2031: 向海图强", "mottos: 向海图强"), SITE, "mottos: 向海图强", "向海图强"),
    Case("yaml-shape", "a list where a line should be", put(HANT, "issue: 第88期", "issue: [第88期]"), HANT, "[第88期]", "[第88期]"),
    Case("yaml-shape", "keys where a list should be", put(SITE, "[双湾联动, “三生”融合]", "{一: 双湾联动}"), SITE, "{一:", "{一"),
    Case("yaml-shape", "a list in a list", put(SITE, "[双湾联动, “三生”融合]", "[[双湾联动]]"), SITE, "[[双湾", "[双湾"),
    Case("yaml-shape", "keys below keys", put(INDICATORS, "units: {处: 1}", "units: {处: {个: 1}}"), INDICATORS, "{个: 1}", "{个", also=("value-number",)),
    Case("yaml-shape", "a glossary without bullets", write(GLOSSARY, "slug: a\nterm: 双湾\n"), GLOSSARY, "slug"),
    Case("yaml-shape", "an entry that is a line", put(GLOSSARY, "- slug: shuangwan\n", "- 双湾\n- slug: shuangwan\n"), GLOSSARY, "- 双湾", "双湾"),
    Case("yaml-shape", "settings that are a list", write(SITE, "- title: 云汐\n"), SITE, "- title", "- title", also=("key-missing",)),
    # ---- keys and values
    Case("key-unknown", "in front matter", put(REPORT, "speaker:", "speeker:"), REPORT, "speeker:", "speeker"),
    Case("key-unknown", "of a glossary entry", put(GLOSSARY, "hant: 數智雲腦", "hunt: 數智雲腦"), GLOSSARY, "hunt:", "hunt"),
    Case("key-unknown", "of an indicator", put(INDICATORS, "note: 只计", "notes: 只计"), INDICATORS, "notes: ", "notes"),
    Case("key-unknown", "with a block under it", put(SITE, "mottos:", "motto:"), SITE, "motto:", "motto"),
    Case("key-unknown", "of a group of synonyms", write(SYNONYMS, "- {say: [绿地], finds: [口袋公园]}\n"), SYNONYMS, "finds", "finds"),
    Case("key-unknown", "in inferred", put(EXPLAINER, "[date, publisher]", "[date, publishr]"), EXPLAINER, "publishr", "[date"),
    Case("key-unknown", "in a source", put(GLOSSARY, "page: 3, printed_on: 6", "page: 3, printed: 6"), GLOSSARY, "printed: 6", "printed"),
    Case("key-missing", "no title", cut(SITE, "title: 云汐市政府工作报告"), SITE, "place", "place"),
    Case("key-missing", "an empty value", put(HANT, "kind: explainer", "kind:"), HANT, "kind:"),
    Case("key-missing", "an empty file", write(SITE, ""), SITE, "1"),
    Case("key-missing", "an entry without a source", put(GLOSSARY, "  source: editor\n  hant", "  hant"), GLOSSARY, "- slug: shuzhi", "slug"),
    Case("key-missing", "a note without its page", put(GLOSSARY, "{document: 2031/report, page: 2}", "{document: 2031/report}"), GLOSSARY, "- slug: sansheng-ronghe"),
    Case("key-missing", "a conversion without a reason", put(CONVERSION, ", reason: 准许进入", ""), CONVERSION, "市場准入", "{hans: 市场准入"),
    Case("key-missing", "an indicator without a unit", put(INDICATORS, "unit: 个, ", ""), INDICATORS, "parks", "{id"),
    Case("key-missing", "a group of synonyms without readers' words", write(SYNONYMS, "- {find: [口袋公园]}\n"), SYNONYMS, "find", "{find"),
    Case("key-missing", "a group of synonyms without the documents' words", write(SYNONYMS, "- {say: [绿地]}\n"), SYNONYMS, "say", "{say"),
    Case("value-unknown", "a kind", put(HANT, "kind: explainer", "kind: explanation"), HANT, "kind:", "explanation"),
    Case("value-unknown", "which edition is first", put(SITE, "first: zh-hans", "first: zh-Hans"), SITE, "first:", "zh-Hans"),
    Case("value-unknown", "a role", put(EXPLAINER, "{#y2030 role=result", "{#y2030 role=results"), EXPLAINER, "role=results"),
    Case("value-unknown", "script= on a span", put(REPORT, "{script=keep}一期", "{script=kept}一期"), REPORT, "script=kept"),
    Case("value-unknown", "figure= on a span", put(REPORT, "{figure=none}", "{figure=no}"), REPORT, "figure=no}"),
    Case("value-unknown", "a source in one word", put(GLOSSARY, "source: editor\n  hant", "source: 编者\n  hant"), GLOSSARY, "source: 编者", "编者"),
    Case("value-unknown", "a headline that is neither yes nor no", put(INDICATORS, "parks, name: 新建口袋公园,", "parks, name: 新建口袋公园, headline: true,"), INDICATORS, "true", "true"),
    Case("value-number", "a year in words", put(HANT, "plans: 2032", "plans: 二〇三二"), HANT, "plans:", "二〇三二"),
    Case("value-number", "a heading's year", put(EXPLAINER, "role=result year=2030", "role=result year=二〇三〇"), EXPLAINER, "year=二〇三〇"),
    Case("value-number", "a paragraph's year that looks like a digit", put(REPORT, KEEP, "{year=²}"), REPORT, "year=²"),
    Case("value-number", "an entry's year", put(GLOSSARY, "hant: 數智雲腦", "years: [明年]"), GLOSSARY, "- slug: shuzhi-yunnao", "slug"),
    Case("value-number", "a note's page", put(GLOSSARY, "page: 2}", "page: 二}"), GLOSSARY, "page: 二", "二"),
    Case("value-number", "a unit's factor", put(INDICATORS, "units: {处: 1}", "units: {处: 一}"), INDICATORS, "units: {处: 一}", "{处"),
    Case("value-number", "a unit's factor that is no number", put(INDICATORS, "units: {处: 1}", "units: {处: NaN}"), INDICATORS, "NaN", "{处"),
    Case("value-number", "a unit's factor that makes nothing", put(INDICATORS, "units: {处: 1}", "units: {处: 0}"), INDICATORS, "units: {处: 0}", "{处"),
    Case("value-number", "a motto's year", put(SITE, "  2031: 向海图强", "  今年: 向海图强"), SITE, "今年"),
    Case("contact-missing", "an empty value", put(SITE, "contact: editors@example.org", "contact: ''"), SITE, "contact:", "''", severity="warning"),
    Case("value-contact", "words in place of an address", put(SITE, "contact: editors@example.org", "contact: 请找编辑部"), SITE, "请找编辑部", "请找"),
    Case("value-region", "a name", put(SITE, "[PH, TW,", "[PH, 台湾,"), SITE, "regions", "[PH"),
    Case("value-colour", "too light for the ground", put(SITE, "tagline:", "accent: ffcc00\ntagline:"), SITE, "accent", "ffcc00"),
    Case("value-colour", "too dark for the dark ground", put(SITE, "tagline:", "accent: 7a1f5c\naccent_dark: 7a1f5c\ntagline:"), SITE, "accent_dark", "7a1f5c"),
    Case("value-colour", "like results", put(SITE, "tagline:", "accent: 0b5a50\ntagline:"), SITE, "accent", "0b5a50"),
    Case("value-colour", "a name", put(SITE, "tagline:", "accent: red\ntagline:"), SITE, "accent", "red"),
    Case("version-old", "of the first version", put(SITE, "tagline:", "made_with: 0.1.0\ntagline:"), SITE, "made_with", "0.1.0"),
    Case("version-new", "of a later version", put(SITE, "tagline:", "made_with: 9.0.0\ntagline:"), SITE, "made_with", "9.0.0"),
    Case("value-number", "a version", put(SITE, "tagline:", "made_with: 新版\ntagline:"), SITE, "made_with", "新版"),
    Case("value-url", "no https", put(SITE, "https://example.org/yunxi", "example.org/yunxi"), SITE, "base_url", "example.org"),
    Case("value-date", "the wrong way round", put(HANT, "date: 2032-01-05", "date: 05/01/2032"), HANT, "05/01/2032", "05/01"),
    Case("value-date", "no such day", put(HANT, "date: 2032-01-05", "date: 2032-02-30"), HANT, "2032-02-30", "2032-02-30"),
    Case("name-duplicate", "an entry's address", put(GLOSSARY, "slug: shuzhi-yunnao", "slug: shuangwan"), GLOSSARY, "LAST slug: shuangwan"),
    Case("name-duplicate", "a term", put(GLOSSARY, "term: 数智云脑", "term: 双湾联动"), GLOSSARY, "- slug: shuzhi-yunnao"),
    Case("name-duplicate", "a term whose scopes overlap", put(GLOSSARY, "  years: [2032]\n", "  years: [2031, 2032]\n"), GLOSSARY, "- slug: liangxiang-shidian-2032"),
    Case("name-duplicate", "another form that is a term of its own", put(GLOSSARY, "also: [“三生融合”]", "also: [双湾联动]"), GLOSSARY, "- slug: shuangwan"),
    Case("name-duplicate", "a conversion twice", put(CONVERSION, "reason: 准许进入}", "reason: 准许进入}\n  - {hans: 新征程, hant: 新徵程, reason: 又来}"), CONVERSION, "又来"),
    Case("name-duplicate", "an indicator", put(INDICATORS, "id: parks", "id: gdp-growth"), INDICATORS, "新建口袋公园"),
    Case("name-duplicate", "a reader's word in two groups", write(SYNONYMS, "- {say: [绿地], find: [口袋公园]}\n- {say: [花园, 绿地], find: [口袋公园]}\n"), SYNONYMS, "花园"),
    Case("name-duplicate", "a reader's word in two groups, in other characters", write(SYNONYMS, "- {say: [绿地, gdp], find: [口袋公园]}\n- {say: [GDP], find: [口袋公园]}\n"), SYNONYMS, "[GDP]"),
    Case("name-duplicate", "an indicator twice in a topic", put(SITE, "indicators: [parks, ", "indicators: [parks, parks, "), SITE, "name: 民生", "[parks"),
    Case("name-duplicate", "two topics of one name", put(SITE, "name: 港湾", "name: 民生"), SITE, "id: harbour"),
    Case("value-contact", "a mail address as a link", put(SITE, "contact: editors@example.org", "contact: mailto:editors@example.org"), SITE, "mailto:"),
    Case("yaml-shape", "synonyms that are no list", write(SYNONYMS, "say: [绿地]\n"), SYNONYMS, "say"),
    Case("synonym-form", "a space", write(SYNONYMS, "- say: [绿地, 街心 花园]\n  find: [口袋公园]\n"), SYNONYMS, "街心 花园", "[绿地"),
    Case("synonym-form", "a space in a topic's word", put(SITE, "words: [港, 湾]", "words: [港, 海 湾]"), SITE, "海 湾", "[港"),
    Case("synonym-form", "a space in an indicator's other name", put(INDICATORS, "[小公园, ", "[小 公园, "), INDICATORS, "小 公园", "[小"),
    Case("synonym-unfounded", "what no document says", write(SYNONYMS, "- say: [绿地]\n  find: [口袋花园]\n"), SYNONYMS, "口袋花园", severity="warning"),
    Case("synonym-unfounded", "a word to offer", write(SYNONYMS, "- say: [绿地]\n  find: [口袋公园]\n  near: [植物园]\n"), SYNONYMS, "植物园", severity="warning"),
    # ---- front matter
    Case("front-matter-missing", "no first line", lambda p: write(HANT, (p / HANT).read_text("utf-8").removeprefix("---\n"))(p), HANT, "1"),
    Case("front-matter-missing", "an empty document", write("content/2032/report.md", ""), "content/2032/report.md", "1"),
    Case("front-matter-text", "an issue that is not printed", put(HANT, "issue: 第88期", "issue: 第89期"), HANT, "第89期"),
    Case("front-matter-text", "a title that is not printed", put(HANT, "title: 雲汐啟航！", "title: 雲汐起航！"), HANT, "雲汐起航"),
    Case("year-folder", "a year that is not the folder's", put(HANT, "plans: 2032", "plans: 2033"), HANT, "plans: 2033"),
    Case("year-folder", "a document copied into another year", again(REPORT, "content/2032/report.md"), "content/2032/report.md", "plans: 2031", also=("link-broken", "picture-missing")),
    Case("title-missing", "no headline", put(HANT, "# 雲汐啟航！", "雲汐啟航！"), HANT, "1"),
    Case("document-empty", "a head and no words", write("content/2032/congress.md", EMPTY), "content/2032/congress.md", "1", severity="warning"),
    Case("document-unknown", "explains a document under a wrong name", put(EXPLAINER, "explains: 2031/report", "explains: 2031/reports"), EXPLAINER, "2031/reports"),
    Case("document-unknown", "explains no address", put(HANT, "explains: 2032/report", "explains: 政府工作报告"), HANT, "explains:"),
    Case("document-unknown", "a note's document", put(GLOSSARY, "{document: 2031/report, page: 2}", "{document: 2031/reprot, page: 2}"), GLOSSARY, "- slug: sansheng-ronghe"),
    # ---- near misses: one of each kind; the others are in tests/cases/near_misses.md
    Case("near-miss", "a heading without its space", put(REPORT, "## 一、", "##一、"), REPORT, "##一、"),
    Case("near-miss", "a full-width container", put(EXPLAINER, "::: gap\n此处原有照片一幅，已缺失。\n:::", "：：： gap\n\n此处原有照片一幅，已缺失。\n\n:::"), EXPLAINER, "：：： gap"),
    Case("near-miss", "full-width brackets around a figure", put(REPORT, "[新建**9个**]{indicator=parks}", "［新建**9个**］｛indicator=parks｝"), REPORT, "［新建"),
    Case("near-miss", "the line around front matter", lambda p: write(HANT, "－－－" + (p / HANT).read_text("utf-8").removeprefix("---"))(p), HANT, "1"),
    Case("quotes-straight", "beside Han characters", put(REPORT, "各位代表：", '各位"代表"：'), REPORT, '各位"代表"', severity="warning"),
    Case("line-joined", "two printed bullets", put(REPORT, "各位代表：", "●各位\n●代表："), REPORT, "●代表"),
    Case("line-joined", "a paragraph without an empty line before it", put(REPORT, "各位代表：", "各位好。\n各位代表："), REPORT, "各位代表：", severity="warning"),
    # ---- Markdown
    Case("comment-form", "a comment beside words", put(REPORT, f"本段照原样。 {KEEP}", f"本段照原样。<!-- 核对过 --> {KEEP}"), REPORT, KEEP),
    Case("comment-form", "a comment without an end", put(REPORT, f"本段照原样。 {KEEP}", f"<!-- 核对过\n\n本段照原样。 {KEEP}"), REPORT, "<!-- 核对过"),
    Case("attribute-syntax", "no space before the brace", put(REPORT, f" {KEEP}", KEEP), REPORT, KEEP),
    Case("attribute-syntax", "something in the brace that makes no sense", put(REPORT, KEEP, "{#as-printed =keep}"), REPORT, "{#as-printed =keep}"),
    Case("attribute-syntax", "on a line of its own", put(REPORT, f" {KEEP}", f"\n{KEEP}"), REPORT, KEEP),
    Case("attribute-syntax", "a brace that is not closed", put(REPORT, SLIP, SLIP[:-2] + "}"), REPORT, "认定[高薪"),
    Case("attribute-syntax", "two braces", put(REPORT, SLIP, f"{SLIP}{{.supplied}}"), REPORT, "{.supplied}"),
    Case("attribute-syntax", "a page without brackets", put(REPORT, "“三[]{page=2}生”", "“三{page=2}生”"), REPORT, "三{page=2}"),
    Case("attribute-syntax", "behind a container", put(REPORT, "::: goals", "::: goals 六项目标"), REPORT, "六项目标"),
    Case("attribute-unknown", "a key", put(REPORT, "{figure=none}", "{figures=none}"), REPORT, "figures=none"),
    Case("attribute-unknown", "a class", put(REPORT, "{#s1-1 .run-in}", "{#s1-1 .runin}"), REPORT, ".runin"),
    Case("attribute-unknown", "of a container", put(REPORT, "::: goals", "::: goals {kind=six}"), REPORT, "kind=six"),
    Case("attribute-unknown", "on a span what is a paragraph's", put(REPORT, "{figure=none}", "{see=none}"), REPORT, "{see=none}"),
    Case("attribute-idle", "two marks in one", put(REPORT, "[数智云脑]{script=keep}", "[数智云脑]{.supplied script=keep}"), REPORT, "{.supplied script=keep}"),
    Case("attribute-idle", "a form for words that are supplied", put(EXPLAINER, "[01以港兴市]{.supplied}", "[01以港兴市]{.supplied hant=01以港興市}"), EXPLAINER, "hant=01"),
    Case("attribute-idle", "a note and nothing that it explains", put(REPORT, "{figure=none}", "{note=旧线}"), REPORT, "{note=旧线}"),
    Case("attribute-idle", "a page with a role", put(REPORT, "“三[]{page=2}生”", "“三[]{page=2 role=target}生”"), REPORT, "role=target}生"),
    Case("attribute-idle", "see= in a document that explains nothing", put(REPORT, "长度力争达40公里", "长度力争达40公里 {see=report#p3-7}"), REPORT, "{see=report#p3-7}"),
    Case("html-unsupported", "a tag", put(REPORT, "各位代表：", "各位<br>代表："), REPORT, "<br>", severity="warning"),
    Case("html-unsupported", "a picture's", put(REPORT, "各位代表：", '各位代表：<img src="hui.png">'), REPORT, "<img", severity="warning"),
    Case("table-form", "no line under the head", put(REPORT, "各位代表：", "| 指标 | 目标 |\n| 海湾 | 40公里 |\n\n各位代表："), REPORT, "| 指标 | 目标 |"),
    Case("table-form", "a line of fewer cells under the head", put(REPORT, "各位代表：", "指标 | 目标\n--- |\n海湾 | 40公里\n\n各位代表："), REPORT, "指标 | 目标"),
    Case("table-form", "bars of a Chinese keyboard", put(REPORT, "各位代表：", "｜ 海湾 ｜ 40公里 ｜\n\n各位代表："), REPORT, "｜ 海湾"),
    Case("table-form", "pasted from a spreadsheet", put(REPORT, "各位代表：", "海湾\t40公里\n岸线\t8处\n\n各位代表："), REPORT, "海湾\t40"),
    Case("table-row", "a cell too many", put(REPORT, "各位代表：", "| 指标 | 目标 |\n| --- | --- |\n| 海湾 | 40公里 | 步道 |\n\n各位代表："), REPORT, "| 步道 |"),
    Case("table-row", "a cell missing", put(REPORT, "|            | 40公里 ", "| 40公里 "), REPORT, "岸线"),
    Case("table-row", "a paragraph without an empty line before it", put(REPORT, "| 40公里                        |\n", "| 40公里                        |\n步道续建。\n"), REPORT, "步道续建。"),
    Case("table-caption", "a full-width colon", put(REPORT, "各位代表：", "：主要指标\n\n| 指标 | 目标 |\n| --- | --- |\n\n各位代表："), REPORT, "：主要指标"),
    Case("table-caption", "no table below", put(REPORT, "各位代表：", ": 主要指标\n\n各位代表："), REPORT, ": 主要指标"),
    Case("code-open", "no end", put(REPORT, '"双湾"\n```', '"双湾"'), REPORT, "```"),
    Case("code-open", "an end that is another sign", put(REPORT, '"双湾"\n```', '"双湾"\n~~~'), REPORT, "```"),
    Case("anchor-form", "begins with a digit", put(REPORT, "{#as-printed", "{#1-as-printed"), REPORT, "#1-as-printed"),
    Case("anchor-form", "an entry's address", put(GLOSSARY, "slug: shuzhi-yunnao", "slug: shuzhi yunnao"), GLOSSARY, "shuzhi yunnao", "slug"),
    Case("anchor-form", "an entry's address in Han characters", put(GLOSSARY, "slug: shuzhi-yunnao", "slug: 数智云脑"), GLOSSARY, "slug: 数智", "slug"),
    Case("anchor-form", "an indicator's id", put(INDICATORS, "id: parks", "id: ../parks"), INDICATORS, "../parks"),
    Case("anchor-duplicate", "an editor's twice", put(REPORT, "{#as-printed", "{#s1"), REPORT, "{#s1 script"),
    Case("anchor-duplicate", "the one of a page", put(REPORT, "{#as-printed", "{#page-3"), REPORT, "{#page-3 script"),
    Case("anchor-missing", "a section without one", put(EXPLAINER, "## 一句话 {#words}", "## 一句话"), EXPLAINER, "## 一句话"),
    Case("page-number", "in words", put(REPORT, "“三[]{page=2}生”", "“三[]{page=二}生”"), REPORT, "page=二"),
    Case("page-number", "at the beginning of a paragraph", put(REPORT, "各位代表：", "[]{page=next}各位代表："), REPORT, "page=next"),
    Case("page-number", "one that only looks like a digit", put(REPORT, "“三[]{page=2}生”", "“三[]{page=²}生”"), REPORT, "page=²"),
    Case("page-order", "out of order", put(REPORT, "本段照原样", "[]{page=3}本段照原样"), REPORT, "[]{page=3}本", also=("anchor-duplicate",)),
    Case("container-unknown", "a name mistyped", put(REPORT, "::: goals", "::: goal"), REPORT, "::: goal"),
    Case("nesting-depth", "a list sixty levels deep", lambda p: write(REPORT, (p / REPORT).read_text("utf-8") + "\n" + "\n".join("  " * n + f"- 第{n}层" for n in range(60)) + "\n\n丢了的话\n")(p), REPORT, "- 第48层"),
    Case("container-open", "no end", put(EXPLAINER, "已缺失。\n:::", "已缺失。"), EXPLAINER, "::: gap", also=("differs-unfounded",)),
    Case("run-in-alone", "nothing after it", put(EXPLAINER, "## 以城带乡02 {#e02}", "### 办实事。 {#x .run-in}\n\n## 以城带乡02 {#e02}"), EXPLAINER, "{#x .run-in}"),
    Case("picture-place", "in a sentence", put(REPORT, "各位代表：", "各位代表：![徽](images/pier.svg)"), REPORT, "各位代表：![徽]"),
    Case("picture-place", "in the head of the document", put(REPORT, "文件（七）\n#", "文件（七）\n\n![徽](images/pier.svg)\n\n#"), REPORT, "![徽]"),
    Case("picture-alt", "nothing in the brackets", put(REPORT, "![双湾步道长度的柱形图：2031年40公里]", "![]"), REPORT, "![](images"),
    Case("picture-alt", "as an import writes it", put(REPORT, "![双湾步道长度的柱形图：2031年40公里]", "![待写：图里是什么]"), REPORT, "![待写", severity="warning"),
    Case("picture-path", "another site", put(REPORT, "(images/pier.svg", "(https://example.org/pier.svg"), REPORT, "example.org/pier"),
    Case("picture-path", "outside the folder", put(REPORT, "(images/pier.svg", "(../2032/pier.svg"), REPORT, "../2032"),
    Case("picture-missing", "another case", put(REPORT, "(images/pier.svg", "(images/Pier.svg"), REPORT, "images/Pier"),
    Case("picture-missing", "a name mistyped", put(REPORT, "(images/pier.svg", "(images/peir.svg"), REPORT, "images/peir"),
    Case("picture-broken", "cut off", write(PICTURE, "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><g>"), PICTURE),
    Case("picture-broken", "the name of another kind", several(write("content/2031/images/pier.png", SVG), put(REPORT, "(images/pier.svg", "(images/pier.png"), remove(PICTURE)), "content/2031/images/pier.png"),
    Case("picture-broken", "no size", write(PICTURE, "<svg xmlns='http://www.w3.org/2000/svg'/>"), PICTURE),
    Case("picture-unsafe", "a script", write(PICTURE, SVG.replace("/>", "><script>alert(1)</script></svg>")), PICTURE),
    Case("picture-unsafe", "a document type", write(PICTURE, "<!DOCTYPE svg>" + SVG), PICTURE),
    Case("picture-large", "many bytes", write(PICTURE, SVG + " " * 1_200_000), PICTURE, severity="warning"),
    Case("picture-private", "a place", several(write("content/2031/images/pier.jpg", located()), put(REPORT, "(images/pier.svg", "(images/pier.jpg"), remove(PICTURE)), "content/2031/images/pier.jpg", severity="warning"),
    Case("picture-unused", "a picture that nothing shows", write("content/2031/images/hui.svg", SVG), "content/2031/images/hui.svg", severity="warning"),
    Case("figure-column", "a figure of another column", put(REPORT, "|       5.8% |", "| [**5.8%**]{indicator=gdp-growth} |"), REPORT, "[**5.8%**]{"),
    Case("link-form", "no https", put(REPORT, "(https://example.org/a?b=1&c=2)", "(www.example.org)"), REPORT, "(www.example.org)"),
    Case("link-form", "a program", put(REPORT, "(https://example.org/a?b=1&c=2)", "(javascript:alert(1))"), REPORT, "javascript:"),
    Case("link-broken", "an anchor", put(REPORT, "explainer.md#e02", "explainer.md#e002"), REPORT, "explainer.md#e002"),
    Case("link-broken", "see= leads nowhere", put(EXPLAINER, "see=report#p3-7", "see=report#p3-77"), EXPLAINER, "see=report#p3-77"),
    Case("link-broken", "a file", put(REPORT, "explainer.md#e02", "explained.md"), REPORT, "explained.md"),
    Case("link-form", "in the glossary, where links have no place", put(GLOSSARY, "潮间带养护试点和", "潮间带养护[试点](https://example.org)和"), GLOSSARY, "[试点]"),
    Case("link-form", "around brackets", put(REPORT, "[全文](https", "[[全文]{script=keep}](https"), REPORT, "[[全文]"),
    Case("link-form", "a space in the address", put(REPORT, "explainer.md#e02", "my explainer.md"), REPORT, "my explainer.md"),
    # ---- glossary and conversion
    Case("term-undefined", "no definition", cut(GLOSSARY, "  definition: 东湾与西湾一体发展。"), GLOSSARY, "- slug: shuangwan"),
    Case("term-unknown", "see leads nowhere", put(GLOSSARY, "see: [sansheng]", "see: [sanshen]"), GLOSSARY, "- slug: sansheng-ronghe"),
    Case("conversion-length", "in conversion.yml", put(CONVERSION, "hant: 市場准入", "hant: 市場准"), CONVERSION, "hant: 市場准,", "{hans: 市场准入"),
    Case("conversion-length", "in a document", put(EXPLAINER, "{hant=陞級}", "{hant=陞}"), EXPLAINER, "{hant=陞}"),
    Case("conversion-length", "of a term", put(GLOSSARY, "hant: 數智雲腦", "hant: 數智腦"), GLOSSARY, "- slug: shuzhi-yunnao", "slug"),
    Case("conversion-phrase", "punctuation inside", put(CONVERSION, "{hans: 新征程, hant: 新征程,", "{hans: 新、征程, hant: 新、征程,"), CONVERSION, "新、征程", "{hans: 新、征程"),
    Case("conversion-open", "an edited sentence", several(mini_site.sign, put(REPORT, "> 向新而行。", "> 干后里。")), REPORT, "> 向海而兴", severity="warning"),
    Case("conversion-open", "words of the site", several(mini_site.sign, put(SITE, "tagline: 原文·解读·数字", "tagline: 后向里")), SITE, "tagline", severity="warning"),
    Case("conversion-stale", "words that are gone", several(mini_site.sign, put(SITE, "publisher: 云汐读本编辑组", "publisher: 本刊编辑组")), LOCK, "- word: 云", severity="warning"),
    Case("conversion-length", "of an answer", several(mini_site.sign, amend("表", "answer: accept", "answer: 錶面")), LOCK, "answer: 錶面", "錶面"),
    Case("value-date", "of an answer", several(mini_site.sign, amend("表", 'when: "2031-01-02"', "when: 昨天")), LOCK, "when: 昨天", "昨天"),
    Case("value-date", "a correction on a day that is none", put(SITE, "first: zh-hans", "corrections:\n- {date: 2031-02-30, text: 补上漏字。}\nfirst: zh-hans"), SITE, "2031-02-30", "2031-02-30"),
    Case("link-broken", "a correction of a place that is not there", put(SITE, "first: zh-hans", "corrections:\n- {date: 2031-02-03, text: 补上漏字。, place: 2031/report.md#p9-99}\nfirst: zh-hans"), SITE, "2031-02-03"),
    Case("key-missing", "a correction without words", put(SITE, "first: zh-hans", "corrections:\n- {date: 2031-02-03}\nfirst: zh-hans"), SITE, "2031-02-03"),
    Case("name-duplicate", "a line answered twice", several(mini_site.sign, doubled), LOCK, "LAST - word", "word"),
    # ---- figures
    Case("figure-value", "no number", put(REPORT, "[全市生产总值增长**6%**左右]", "[全市生产总值持续增长]"), REPORT, "持续增长"),
    Case("figure-value", "bold without the unit", put(REPORT, "[新建**9个**]", "[新建**9**个]"), REPORT, "[新建**9**个]"),
    Case("figure-ambiguous", "two numbers", put(REPORT, "[全市生产总值增长**6%**左右]", "[全市生产总值从5%提高到6%]"), REPORT, "从5%提高到6%"),
    Case("indicator-unknown", "a name mistyped", put(REPORT, "左右]{indicator=gdp-growth}，", "左右]{indicator=gdp-grwoth}，"), REPORT, "gdp-grwoth"),
    Case("indicator-unknown", "in a topic", put(SITE, "indicators: [parks, ", "indicators: [park, "), SITE, "[park, ", "park, "),
    Case("term-unknown", "in a topic", put(SITE, "terms: [sansheng-ronghe]", "terms: [sansheng-ronge]"), SITE, "sansheng-ronge", "sansheng-ronge"),
    Case("anchor-form", "of a topic", put(SITE, "{id: living", "{id: Living"), SITE, "Living", "Living"),
    Case("name-duplicate", "two topics", put(SITE, "{id: harbour", "{id: living"), SITE, "name: 港湾"),
    Case("key-missing", "a topic without words", put(SITE, ", words: [港, 湾]", ""), SITE, "name: 港湾", "{id: harbour"),
    Case("indicator-place", "a town's number in the city's thread", several(put(EXPLAINER, "explains: 2031/report", "place: 东港镇"), put(EXPLAINER, "{see=report#p3-7}", ""), put(EXPLAINER, "{see=none}", "")), EXPLAINER, "口袋公园再添"),
    Case("place-other", "an explainer of another place than its report", put(EXPLAINER, "explains: 2031/report", "explains: 2031/report\nplace: 东港镇"), EXPLAINER, "place: 东港镇", also=("indicator-place",)),
    Case("document-twice", "a second main report whose name sorts first", again(REPORT, "content/2031/a-report.md"), "content/2031/a-report.md", "kind: report"),
    Case("document-twice", "two explainers of a year without a report", again(HANT, "content/2032/other.md"), "content/2032/other.md", "kind: explainer"),
    Case("indicator-place", "the city's number in a town's thread, by its name", several(put(INDICATORS, "note: 只计当年新建的", "place: 东港镇, note: 只计当年新建的"), put(REPORT, "[新建**9个**]{indicator=parks}", "[新建**9个**]{indicator=新建口袋公园}")), REPORT, "[新建**9个**]"),
    Case("place-name", "another character of the same sound", several(write_more(INDICATORS, "- {id: port-parks, name: 公园, unit: 个, place: 东港镇}\n- {id: port-piers, name: 码头, unit: 个, place: 东港镇}\n"), write("content/2031/town.md", EMPTY.replace("coverage", "report\nplace: 东岗镇"))), "content/2031/town.md", "place: 东岗镇", also=("document-empty",), severity="warning"),
    Case("place-name", "the publication's own place", write("content/2031/town.md", EMPTY.replace("coverage", "coverage\nplace: 云汐市")), "content/2031/town.md", "place: 云汐市", also=("document-empty",)),
    Case("place-name", "its own place in Traditional characters", write("content/2031/town.md", EMPTY.replace("coverage", "coverage\nplace: 雲汐市")), "content/2031/town.md", "place: 雲汐市", also=("document-empty",)),
    Case("figure-unit", "another unit", put(REPORT, "[新建**9个**]", "[新建**9%**]"), REPORT, "[新建**9%**]"),
    Case("figure-context", "no role and no year", put(EXPLAINER, "新征程。", "新征程，[新建**3个**]{indicator=parks}。"), EXPLAINER, "[新建**3个**]", also=("report-differs",)),
    Case("goals-number", "a number that is no figure", put(REPORT, "左右]{indicator=gdp-growth}；", "左右]{indicator=gdp-growth}，人均9万元；"), REPORT, "人均9万元"),
    Case("figure-differs", "two documents differ", put(INDICATORS, "differs: [2031 target]", "differs: []"), EXPLAINER, "8处", severity="warning"),
    Case("figure-leap", "a digit in the wrong place", put(REPORT, "**21个**", "**210个**"), REPORT, "[新建**9个**]", severity="warning"),
    Case("figure-indicator", "the words of another indicator", several(put(INDICATORS, "id: parks, name: 新建口袋公园", "id: parks, name: 续建滨海步道"), put(REPORT, "[2030年新建口袋公园**21个**]{indicator=parks", "[2030年续建滨海步道**21个**]{indicator=posts"), write_more(INDICATORS, "- {id: posts, name: 服务站点数, unit: 个}\n")), REPORT, "续建滨海步道**21个**", severity="warning"),
    Case("figure-period", "several years in the words, one in the attributes", put(REPORT, "[新建**9个**]{indicator=parks}", "[年均新建**9个**]{indicator=parks}"), REPORT, "年均新建"),
    Case("figure-part", "half a year in the words", put(REPORT, "一年来，[全市生产总值", "上半年，[全市生产总值"), REPORT, "上半年", times=2),
    Case("figure-part", "half a year in the heading of targets", put(REPORT, "### （一）办好十件实事。", "### （一）下半年办好十件实事。"), REPORT, "[新建**9个**]"),
    Case("figure-part", "a half-year review", write("content/2031/half-year.md", HALF_YEAR), "content/2031/half-year.md", "增长**6.3%**", also=("figure-differs",)),
    Case("suggestion-open", "a suggestion that nobody has looked at", put(REPORT, "[新建**9个**]{indicator=parks}", "[新建**9个**]{indicator=parks?}"), REPORT, "parks?", severity="warning"),
    Case("period-form", "a full-width dash", put(REPORT, "{#s2 role=target year=2031}", "{#s2 role=target period=2031—2035}"), REPORT, "period=2031—2035"),
    Case("section-words", "a review that is a target", put(REPORT, "{#s1 role=result year=2030}", "{#s1 role=target year=2030}"), REPORT, "{#s1 role=target"),
    Case("section-words", "tasks of another year", put(REPORT, "{#s2 role=target year=2031}", "{#s2 role=target year=2030}"), REPORT, "{#s2 role=target"),
    # ---- anchors
    Case("anchor-vanished", "a paragraph that is no more", write(LEDGER, "2031/report: |\n  p1-9 1a2b3c4d 又是一年。\n"), LEDGER, "p1-9", also=("anchor-unrecorded",)),
    Case("anchor-vanished", "a document that is no more", write(LEDGER, "2030/report: |\n  title -\n"), LEDGER, "2030/report", also=("anchor-unrecorded",)),
    Case("anchor-ledger", "a line that is none", write(LEDGER, "2031/report: |\n  p1-9\n  title -\n"), LEDGER, "p1-9", also=("anchor-unrecorded",)),
    Case("anchor-ledger", "a successor that is not there", write(LEDGER, "2031/report: |\n  p1-9 > p1-99\n"), LEDGER, "p1-9", also=("anchor-unrecorded",)),
    Case("anchor-unrecorded", "a document that is new", write(LEDGER, "2031/report: |\n  title -\n"), EXPLAINER, "1", severity="warning", times=3),
    # ---- the words that were imported
    Case("original-differs", "a number lost a digit", several(guarded, put(REPORT, "开通航线12条", "开通航线2条")), REPORT, "开通航线2条", severity="warning"),
    Case("original-differs", "a paragraph is gone", several(guarded, put(REPORT, "本段照原样。 {#as-printed script=keep}", "")), REPORT, ": 表1", severity="warning"),
    Case("original-differs", "a note says something else", several(guarded, put(GLOSSARY, "生产、生活、**生态**", "生产、**生态**")), GLOSSARY, "- slug: sansheng-ronghe", severity="warning"),
    # ---- the newspaper beside the report
    Case("report-differs", "a number changed", put(EXPLAINER, "1.续建步道力争40公里", "1.续建步道力争41公里"), EXPLAINER, "41公里", severity="warning"),
    Case("report-differs", "左右 dropped", put(EXPLAINER, "增长5.8%左右", "增长5.8%"), EXPLAINER, "增长5.8%", severity="warning"),
    Case("report-differs", "a judgement that names other words", put(EXPLAINER, "{differs=步入}", "{differs=迈入}"), EXPLAINER, "{differs=迈入}", severity="warning", also=("differs-unfounded",)),
    Case("differs-unfounded", "the report has these very words", put(EXPLAINER, "双湾联动 {see=none}", "[双湾]{differs=东湾}联动"), EXPLAINER, "{differs=东湾}", severity="warning"),
    Case("headline-missing", "a target that no document states", put(HANT, "**5.5%**]{indicator=income-growth role=target year=2032}", "**5.5%**]{indicator=income-growth role=result year=2031}"), HANT, "1", severity="warning"),
    Case("note-unshown", "a report without its place", put(REPORT, "::: notes\n:::", "（略）"), REPORT, "1"),
    Case("note-unshown", "notes that an earlier import set beside the document", write("content/2031/report.glossary.yml", "[]\n"), "content/2031/report.glossary.yml", ""),
    # ---- finished pages
    Case("page-anchor", "an anchor of the page's frame", put(REPORT, "{#as-printed", "{#main"), "zh-hans/2031/report/index.html", times=2),
    Case("share-character", "a rare character in a motto", put(SITE, "2031: 向海图强", "2031: 向海图强𬱖"), "zh-hans/2031/", severity="warning", times=2, also=()),
    Case("page-link", "notes in a head, which does not show them", put(REPORT, "::: notes\n:::", ":::: masthead\n\n::: notes\n:::\n\n::::"), "zh-hans/glossary/index.html", times=4),
]
# fmt: on
#: Codes that no fault of an editor brings about; each has a test of its own below.
ELSEWHERE = (
    "file-read-over",
    "preview-failed",
    "search-failed",
    "build-running",
    "file-exists",
    "folder-not-empty",
    "import-refused",
    "import-unsure",
)


@pytest.fixture(scope="module")
def old_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of the mini-site without fault, as an earlier build left it."""
    project = mini_site.copy_to(tmp_path_factory.mktemp("before"))
    outcome = mini_site.build_in(project)
    assert outcome.written, [str(problem) for problem in outcome.problems]
    return project / "site"


@pytest.fixture
def project(tmp_path: Path, old_site: Path) -> Path:
    """A copy of the mini-site with the old site in it, of which a few files stand for all."""
    project = mini_site.copy_to(tmp_path / "project")
    for name in (".gazette", "index.html", "zh-hans/2031/index.html"):
        (project / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(old_site / name, project / "site" / name)
    return project


def faulty(project: Path, case: Case) -> tuple[Problem, ...]:
    """What is told of a case; nothing must be written."""
    case.change(project)
    before = mini_site.snapshot(project.parent)
    strict = case.severity == "warning"
    outcome = build(Options(project / "content", project / case.out, strict=strict, search=False))
    assert mini_site.snapshot(project.parent) == before, "something was written"
    assert not outcome.written
    return outcome.problems


def line_of(project: Path, path: str, at: str) -> int:
    """The line on which ``at`` stands: the first, or with ``LAST `` before it the last; a number is the line itself."""
    if not at:
        return 0
    if at.isdigit():
        return int(at)
    lines = (project / path).read_text(encoding="utf-8").split("\n")
    found = [number for number, line in enumerate(lines, 1) if at.removeprefix("LAST ") in line]
    assert found, f"“{at}” does not stand in {path}"
    return found[-1 if at.startswith("LAST ") else 0]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_is_told_where_it_is(project: Path, case: Case) -> None:
    problems = faulty(project, case)
    told = [str(problem) for problem in problems]
    own = [problem for problem in problems if problem.code == case.code and problem.locus.path == case.path]
    assert own, told
    assert {problem.code for problem in problems} == {case.code, *case.also}, told
    assert sum(problem.code == case.code for problem in problems) == case.times, told
    assert own[0].severity == case.severity
    assert own[0].locus.line == line_of(project, case.path, case.at), told
    if case.column:
        line = (project / case.path).read_text(encoding="utf-8").split("\n")[own[0].locus.line - 1]
        assert own[0].locus.column == line.index(case.column) + 1, told
    for problem in problems:
        assert re.search("[\u4e00-\u9fff]", problem.message) and problem.message.endswith(("。", "？")), str(problem)
        assert problem.fix, f"it is not said what to do: {problem}"
        assert not re.search(r"None|\(\)|\('", problem.message), f"Python shows through: {problem}"
    if case is next(first for first in CASES if first.code == case.code):
        check_documentation(project, case, next(str(p) for p in problems if p.code == case.code))


def test_hints_name_the_near_miss(project: Path) -> None:
    hints = {
        "key-unknown: in front matter": "是不是「speaker」？",
        "key-unknown: of a group of synonyms": "是不是「find」？",
        "attribute-unknown: a key": "是不是「figure」？",
        "attribute-unknown: a class": "是不是「run-in」？",
        "value-unknown: a kind": "是不是「explainer」？",
        "container-unknown: a name mistyped": "是不是「goals」？",
        "indicator-unknown: a name mistyped": "是不是「gdp-growth」？",
        "indicator-unknown: in a topic": "是不是「parks」？",
        "term-unknown: in a topic": "是不是「sansheng-ronghe」？",
        "link-broken: an anchor": "是不是「e02」？",
        "document-unknown: a note's document": "是不是「2031/report」？",
        "term-unknown: see leads nowhere": "是不是「sansheng」？",
    }
    cases = [case for case in CASES if str(case) in hints]
    assert len(cases) == len(hints)
    for case in cases:
        fresh = mini_site.copy_to(project / case.code / str(len(case.title)))
        fixes = [problem.fix for problem in faulty(fresh, case) if problem.code == case.code]
        assert fixes == [hints[str(case)]], case


def test_a_broken_search_is_told_and_nothing_written(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(8, "Exec format error")

    monkeypatch.setattr("gazette.search.index.subprocess.run", fail)
    before = mini_site.snapshot(project)
    outcome = build(Options(project / "content", project / "site"))
    assert not outcome.written and mini_site.snapshot(project) == before
    assert [(p.code, p.locus.path, p.severity) for p in outcome.problems] == [
        ("search-failed", "zh-hans/search/", "error"),
        ("search-failed", "zh-hant/search/", "error"),
    ]
    assert fences(entries()["search-failed"], "text") == [str(outcome.problems[0])]


def test_a_swap_that_fails_leaves_the_old_site(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new site is ready and the old one already moved aside when the disk fails, on a system without exchange."""
    rename = Path.rename
    monkeypatch.setattr("gazette.site_folder._exchange", lambda *_: False)
    put(SITE, "publisher: 云", "publisher: 新云")(project)

    def fail(self: Path, target: Path) -> Path:
        if self.name.endswith(".new"):
            raise OSError(28, "No space left on device")
        return rename(self, target)

    before = mini_site.snapshot(project)
    monkeypatch.setattr(Path, "rename", fail)
    outcome = mini_site.build_in(project)
    assert not outcome.written and [problem.code for problem in outcome.problems] == ["write-failed"]
    after = mini_site.snapshot(project)
    assert {name: data for name, data in after.items() if name not in (".site.files", ".site.lock")} == before


def test_a_document_that_cannot_be_read_is_not_told_again_as_a_broken_link(project: Path) -> None:
    reencode(REPORT, "gb18030")(project)
    outcome = mini_site.build_in(project)
    errors = [str(problem) for problem in outcome.problems if problem.severity == "error"]
    assert len(errors) == 1 and "[encoding]" in errors[0], errors


def test_what_windows_puts_into_a_file_is_read_over_and_listed(project: Path) -> None:
    text = (project / REPORT).read_text(encoding="utf-8")
    (project / REPORT).write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    outcome = build(Options(project / "content", None, search=False))
    assert not outcome.problems
    told = [str(note) for note in outcome.notes if note.code == "file-read-over"]
    assert len(told) == 2 and all(line.startswith(f"{REPORT}:1: 已阅") for line in told)
    assert "BYTE ORDER MARK" in told[0] and "CRLF" in told[1]


def test_a_file_full_of_broken_characters_is_told_in_a_few_lines() -> None:
    _, told = characters.remove_invisible_characters("云\ufffd汐\n" * 300, REPORT)
    assert len(told) == characters.MAX_LISTED + 1 and "还有280处" in told[-1].message
    assert told[-1].locus.line == characters.MAX_LISTED + 1


def test_of_a_file_that_cannot_be_read_nothing_follows(project: Path) -> None:
    """Published links to its notes, figures of its indicators, answers about its words."""
    assert record(Options(project / "content", None)).problems == ()
    mini_site.sign(project)
    before = {
        path: (project / path).read_text(encoding="utf-8")
        for path in (GLOSSARY, INDICATORS, SYNONYMS, SITE, CONVERSION, LEDGER, LOCK)
    }
    for path, text in before.items():
        (project / path).write_text(f"note: 乙: 丙\n{text}", encoding="utf-8")
        told = [str(problem) for problem in build(Options(project / "content", None, search=False)).problems]
        assert len(told) == 1 and told[0].startswith(f"{path}:1:"), told
        assert "文字里有“冒号加空格”，请用引号括起来" in told[0]
        (project / path).write_text(text, encoding="utf-8")


# ---------------------------------------------------------------- the documentation

_LITERAL = r'"([a-z]+(?:-[a-z]+)*)"'
_REPORTED = re.compile(rf"(?:\bcode=|\bProblem\(|\b(?:note|report)\(|\bproblem=\(|\bcode, message = )\s*{_LITERAL}")
_SECTION = re.compile(r"^### ([a-z]+(?:-[a-z]+)*)：\S.*$", re.MULTILINE)


def codes() -> set[str]:
    """Every code in the source."""
    found = set()
    for path in sorted((ROOT / "gazette").rglob("*.py")):
        found.update(_REPORTED.findall(path.read_text(encoding="utf-8")))
    return found


def entries() -> dict[str, str]:
    """docs/problems.md by code."""
    text = DOCS.read_text(encoding="utf-8")
    heads = list(_SECTION.finditer(text))
    assert len({head[1] for head in heads}) == len(heads), "a code has two entries"
    ends = [re.search(r"(?<=\n\n)##? ", text[head.end() :]) for head in heads]
    stops = [following.start() for following in heads[1:]] + [len(text)]
    return {
        head[1]: text[head.end() : min(stop, head.end() + end.start() if end else stop)]
        for head, end, stop in zip(heads, ends, stops, strict=True)
    }


def fences(entry: str, kind: str) -> list[str]:
    """The fenced examples of one kind."""
    return re.findall(rf"^```{kind}\n(.*?)\n?^```$", entry, re.DOTALL | re.MULTILINE)


def test_every_code_has_a_case_and_an_entry_and_none_is_left_over() -> None:
    assert len(codes()) > 40
    assert codes() == {case.code for case in CASES} | set(ELSEWHERE)
    assert codes() == set(entries())


def check_documentation(project: Path, case: Case, printed: str) -> None:
    """Fails unless docs/problems.md shows the message as printed and lines that the case wrote; GAZETTE_REFRESH=1 writes the message."""
    entry = entries()[case.code]
    if os.environ.get("GAZETTE_REFRESH") and [printed] != fences(entry, "text"):
        fresh = re.sub(
            r"^```text\n.*?^```$", lambda _: f"```text\n{printed}\n```", entry, flags=re.DOTALL | re.MULTILINE
        )
        DOCS.write_text(DOCS.read_text(encoding="utf-8").replace(entry, fresh), encoding="utf-8")
        entry = fresh
    assert fences(entry, "text") == [printed]
    examples = [*fences(entry, "markdown"), *fences(entry, "yaml")]
    assert examples or not case.at or case.at.isdigit(), "no example"
    files = [
        path
        for path in project.rglob("*")
        if path.suffix in (".md", ".yml") and path.is_file() and "site" not in path.parts
    ]
    held = "\n".join(path.read_bytes().decode("utf-8", "replace") for path in files)
    for line in "\n".join(examples).split("\n"):
        assert line.strip() in held, f"“{line}” is not what the case writes"


@pytest.mark.parametrize("code", sorted(codes()))
def test_an_entry_says_what_it_means_and_how_to_mend_it(code: str) -> None:
    before, _, mend = entries()[code].rpartition("**怎么改**")
    assert len(before.partition("```")[0].strip()) >= 10
    assert len(mend.strip()) >= 10 and "```" not in mend


# ---------------------------------------------------------------- as a person runs it


def run(*arguments: str | Path, python: tuple[str, ...] = (), **environment: str) -> subprocess.CompletedProcess[str]:
    """build.py as a process."""
    if not python and not environment:
        return commands.run(*arguments)
    command = [sys.executable, *python, str(ROOT / "build.py"), *map(str, arguments)]
    env = {**os.environ, **environment}
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=env, check=False, timeout=120)


def test_six_faults_of_an_editor_are_told_in_one_run(project: Path) -> None:
    put(REPORT, "speaker:", "speeker:")(project)
    cut(GLOSSARY, "  definition: 东湾与西湾一体发展。")(project)
    put(REPORT, "{#as-printed", "{#s1")(project)
    put(EXPLAINER, "(report.md#s1-1)", "(report.md#s1-9)")(project)
    put(SITE, "tagline:", "\ttagline:")(project)
    reencode(HANT, "gb18030")(project)
    before = mini_site.snapshot(project)
    done = run("--content", project / "content", "--out", project / "site", "--no-search")
    assert done.returncode == 1
    assert mini_site.snapshot(project) == before
    assert "Traceback" not in done.stderr and not done.stdout
    *told, last = done.stderr.splitlines()
    places = [re.sub(r"(:[0-9]+)(:[0-9]+)?: 错误\[(.+?)\] .*", r"\1 \3", line) for line in told]
    assert places == [
        f"{HANT}:4 encoding",
        f"{SITE}:{line_of(project, SITE, 'tagline')} yaml-tab",
        f"{EXPLAINER}:{line_of(project, EXPLAINER, 'report.md#s1-9')} link-broken",
        f"{REPORT}:{line_of(project, REPORT, 'speeker:')} key-unknown",
        f"{REPORT}:{line_of(project, REPORT, '{#s1 script')} anchor-duplicate",
        f"{GLOSSARY}:{line_of(project, GLOSSARY, '- slug: shuangwan')} term-undefined",
    ]
    assert "是不是「speaker」？" in done.stderr and "GB18030" in done.stderr
    assert last == "有6处错误、0处提醒，网站没有改动。"


def test_a_good_build_says_what_it_made_and_where(project: Path) -> None:
    done = run("--content", project / "content", "--out", project / "site", "--no-search")
    assert done.returncode == 0 and not done.stderr
    assert str(project / "site") in done.stdout and "3篇文献" in done.stdout and "6个词条" in done.stdout


def test_check_tells_the_same_and_writes_nothing(project: Path) -> None:
    shutil.rmtree(project / "site")
    done = run("check", "--content", project / "content", "--out", project / "site")
    assert (done.returncode, done.stderr) == (0, "") and "没有问题" in done.stdout
    assert "已阅[" not in done.stdout and "另有2处" in done.stdout, "what was judged is one line"
    listed = run("check", "--all", "--content", project / "content", "--out", project / "site")
    assert f"{EXPLAINER}:63: 已阅[report-differs] 这里是「走上新征程」" in listed.stdout
    assert not (project / "site").exists()
    put(HANT, "plans: 2032", "plans: 2033")(project)
    before = mini_site.snapshot(project)
    done = run("check", "--content", project / "content", "--out", project / "site")
    assert done.returncode == 1 and "错误[year-folder]" in done.stderr and not done.stdout
    assert mini_site.snapshot(project) == before


def test_a_reminder_stops_nothing_unless_it_is_to(project: Path) -> None:
    put(INDICATORS, "differs: [2031 target]", "differs: []")(project)
    where = ("--content", project / "content", "--out", project / "site", "--no-search")
    done = run(*where)
    assert done.returncode == 0 and "做好了" in done.stdout
    assert [line.partition("]")[0] for line in done.stderr.splitlines()] == [f"{EXPLAINER}:55: 提醒[figure-differs"]
    checked = run("check", *where)
    assert checked.returncode == 0 and checked.stderr.startswith(done.stderr)
    assert "没有问题" not in checked.stdout, "there is something to look at"
    before = mini_site.snapshot(project)
    for command in ("build", "check"):
        done = run(command, *where, "--strict")
        assert done.returncode == 1 and "提醒[figure-differs]" in done.stderr, command
        assert "没有问题" not in done.stdout
    assert mini_site.snapshot(project) == before


def test_a_mended_fault_builds_again(project: Path) -> None:
    put(HANT, "plans: 2032", "plans: 2033")(project)
    assert run("--content", project / "content", "--out", project / "site", "--no-search").returncode == 1
    put(HANT, "plans: 2033", "plans: 2032")(project)
    (project / "site" / "stale.html").write_text("old")
    assert run("--content", project / "content", "--out", project / "site", "--no-search").returncode == 0
    assert not (project / "site" / "stale.html").exists()
    assert {path.name for path in project.glob(".site*")} <= {".site.files", ".site.lock", ".site.old"}


def test_brackets_without_end_do_not_bring_down_python(project: Path) -> None:
    """As a process of its own: the YAML library's own recursion would take the tests down with it."""
    put(SITE, "[双湾联动, “三生”融合]", "[" * 60_000)(project)
    done = run("check", "--content", project / "content")
    assert done.returncode == 1, f"ended with {done.returncode}"
    assert f"{SITE}:{line_of(project, SITE, '[[[[')}:" in done.stderr


def test_messages_are_utf_8_whatever_the_console(project: Path) -> None:
    put(HANT, "plans: 2032", "plans: 2033")(project)
    done = run("check", "--content", project / "content", PYTHONIOENCODING="cp1252", LC_ALL="C")
    assert done.returncode == 1 and "文件却在 2032 的文件夹里" in done.stderr


def test_the_content_folder_may_have_any_name(project: Path) -> None:
    (project / "content").rename(project / "wenxian")
    done = run("check", "--content", project / "wenxian")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_project_without_documents_is_no_success(project: Path) -> None:
    for year in (2031, 2032):
        shutil.rmtree(project / "content" / str(year))
    (project / GLOSSARY).write_text("[]\n")
    before = mini_site.snapshot(project)
    done = run("--content", project / "content", "--out", project / "site", "--no-search")
    assert done.returncode == 1 and mini_site.snapshot(project) == before
    assert "没有问题" not in done.stdout and "错误" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [("--nonsense",), ("publish",), ("--port", "x"), ("check", "extra"), ("--content",), ("--base-url", "example.org")],
    ids=str,
)
def test_wrong_usage_is_2(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2 and not done.stdout
    assert "usage: build.py" in done.stderr and "Traceback" not in done.stderr


def test_what_is_told_arrives_although_it_ends_at_once(project: Path) -> None:
    """The streams keep what is told until they are flushed."""
    done = run("check", "--json", "--content", project / "content", PYTHONUNBUFFERED="")
    assert done.returncode == 0 and isinstance(json.loads(done.stdout), list)


def test_what_nobody_reads_to_its_end_is_no_success(project: Path) -> None:
    command = [sys.executable, str(ROOT / "build.py"), "check", "--content", str(project / "content")]
    env = {**os.environ, "PYTHONUNBUFFERED": ""}
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as told:
        done = subprocess.run(
            command, stdout=told, stderr=subprocess.PIPE, text=True, env=env, check=False, timeout=120
        )
    assert done.returncode not in (0, 1, 2) and "BrokenPipeError" in done.stderr


@pytest.mark.parametrize("command", ["build", "check", "serve"])
def test_without_the_libraries_it_says_what_to_run_in_both_languages(command: str) -> None:
    done = run(command, python=("-S", "-E"))
    assert done.returncode == 2 and not done.stdout
    chinese, english = done.stderr.splitlines()
    assert "缺少程序库" in chinese and "make" in chinese
    assert english.isascii() is False or "library" in english
    assert "make" in english and not re.search("[\u4e00-\u9fff]", english)


@pytest.mark.parametrize(
    "library", ["jinja2", "markdown_it", "mdit_py_plugins", "opencc", "yaml", "markupsafe", "pagefind_bin"]
)
def test_a_library_that_is_missing_alone_is_told_as_well(tmp_path: Path, project: Path, library: str) -> None:
    """As after a half-finished installation: the name resolves to a module that is not there."""
    (tmp_path / "hide").mkdir()
    (tmp_path / "hide" / f"{library}.py").write_text(
        f'raise ModuleNotFoundError("No module named {library}", name="{library}")\n'
    )
    before = mini_site.snapshot(project)
    done = run("--content", project / "content", "--out", project / "site", PYTHONPATH=str(tmp_path / "hide"))
    assert done.returncode in (1, 2) and "Traceback" not in done.stderr
    assert library in done.stderr and "make" in done.stderr
    assert mini_site.snapshot(project) == before
