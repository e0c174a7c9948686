"""Build JSON Schemas of the files that editors write, for the YAML extension of VS Code: ``python -m gazette.editor_schemas``.

Keys and values are imported from the readers; this module adds what an editor sees when the mouse rests on a key.
tests/test_schemas.py compares the files in ``.vscode/schemas/`` with the readers. Front matter is in
Markdown, which the extension does not check; its schema is for other tools.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence

from gazette import program_files
from gazette.conversion import converter, review_file
from gazette.figures import indicators
from gazette.library import glossary, synonyms
from gazette.model import Source
from gazette.sources import files, front_matter, site_settings, topics
from gazette.text import SITE_ADDRESS

Schema = dict[str, object]
FOLDER = ".vscode/schemas"
_SCALAR_TYPES = ["string", "number", "boolean"]


def build_schemas() -> dict[str, Schema]:
    """Return the schemas by file name."""
    schemas = {
        "site": _mapping(site_settings.KEYS, _SITE, required=("title", "place", "base_url")),
        "glossary": _list(_mapping(glossary.KEYS, _ENTRY, required=("slug", "term", "definition", "source"))),
        "indicators": _list(_mapping(indicators.KEYS, _INDICATOR, required=("id", "name", "unit"))),
        "synonyms": _list(_any_of(_mapping(synonyms.KEYS, _SYNONYMS, required=("say",)), _SYNONYMS, ("find", "near"))),
        "conversion": _mapping(
            converter.LISTS, {name: _list(_phrase(), description) for name, description in _LISTS.items()}
        ),
        "conversions": _list(_mapping(review_file.KEYS, _DECISION, required=("word", "answer"))),
        "front-matter": _mapping(front_matter.KEYS, _FRONT, required=("kind", "script", "title")),
    }
    head = {"$schema": "http://json-schema.org/draft-07/schema#"}
    return {f"{name}.json": head | schema for name, schema in schemas.items()}


def build_files() -> dict[str, str]:
    """Return the texts of the files by name."""
    return {name: json.dumps(schema, ensure_ascii=False, indent=1) + "\n" for name, schema in build_schemas().items()}


def main() -> int:
    """Write the files; return 1 where one cannot be written."""
    problems = [
        p
        for name, text in build_files().items()
        for p in files.save_file(program_files.ROOT, Source(f"{FOLDER}/{name}", text))
    ]
    for problem in problems:
        print(problem, file=sys.stderr)
    return int(bool(problems))


# ---------------------------------------------------------------- a schema for each getter of yaml_fields.Fields


def _mapping(keys: Sequence[str], schemas: Mapping[str, Schema], required: Sequence[str] = ()) -> Schema:
    """A mapping with exactly these keys; a required one is not empty."""
    assert set(keys) == set(schemas), set(keys) ^ set(schemas)
    properties = {key: _non_empty(schemas[key]) if key in required else schemas[key] for key in keys}
    return {"type": "object", "additionalProperties": False, "required": list(required), "properties": properties}


def _non_empty(schema: Schema) -> Schema:
    return {"allOf": [schema], "not": _empty(schema), "description": schema["description"]}


def _empty(schema: Schema) -> Schema:
    """What counts as empty of a text or a list."""
    values: list[object] = ["", None]
    return {"enum": [*values, []] if "items" in schema else values}


def _any_of(mapping: Schema, schemas: Mapping[str, Schema], keys: Sequence[str]) -> Schema:
    """A mapping that has at least one of the keys, not empty."""
    choices = [{"required": [key], "properties": {key: {"not": _empty(schemas[key])}}} for key in keys]
    return mapping | {"anyOf": choices}


def _list(items: Schema, description: str = "") -> Schema:
    return {"type": "array" if description else ["array", "null"], "items": items, **_with_description(description)}


def _with_description(description: str) -> Schema:
    return {"description": description} if description else {}


def _text(description: str, pattern: re.Pattern[str] | None = None) -> Schema:
    pattern_schema = {"pattern": f"^(?:{pattern.pattern})?$"} if pattern else {}
    return {"type": [*_SCALAR_TYPES, "null"], **pattern_schema, **_with_description(description)}


def _choice(options: Sequence[str], description: str) -> Schema:
    """One of the values; ``true`` without quotes is a boolean in YAML."""
    booleans = [value == "true" for value in options if value in ("true", "false")]
    return {"enum": [*options, *booleans, "", None], **_with_description(description)}


def _integer(description: str) -> Schema:
    return {
        "type": ["integer", "string", "null"],
        "minimum": 0,
        "maximum": 999999,
        "pattern": "^([0-9]{1,6})?$",
        **_with_description(description),
    }


def _texts(description: str) -> Schema:
    return {"type": [*_SCALAR_TYPES, "null", "array"], "items": _text(""), **_with_description(description)}


def _pairs(description: str) -> Schema:
    return {"type": "object", "additionalProperties": _texts(""), **_with_description(description)}


def _phrase() -> Schema:
    description = {
        "hans": _text("简体的写法"),
        "hant": _text("繁体的写法，字数相同"),
        "reason": _text("为什么这样转换，写一句"),
    }
    return _mapping(converter.KEYS, description, required=converter.KEYS)


# ---------------------------------------------------------------- what an editor sees

_SCRIPT = "印的是简体（Hans）还是繁体（Hant）"
_CORRECTION = {
    "date": _text("哪一天更正的，如 2026-11-21"),
    "text": _text("更正了什么，写一句"),
    "place": _text("在哪里，如 2024/report.md#p9-1；可以不写"),
}
_TOPIC = {
    "id": _text("网址用的短名：小写字母、数字、连字符；定了不改"),
    "name": _text("话题的名字，如 教育"),
    "indicators": _texts("有哪些指标，写它们的 id；首页显示第一个有目标的"),
    "terms": _texts("有哪些名词，写它们的 slug"),
    "words": _texts("哪些词，如 [教育, 学位]：由它们找出说到这个话题的句子，并数各年说了几次"),
}
_SITE: dict[str, Schema] = {
    "made_with": _text("照哪一版程序的规矩写的，如 0.2.0"),
    "title": _text("网站的名字"),
    "place": _text("哪里的报告：地名的全称，如 云汐市"),
    "short": _text("页首的大字，也是手机桌面上的名字，如 云汐；不写就用全称"),
    "assembly": _text("报告在哪个会上作的；不写就是全称加“人民代表大会”"),
    "newspaper": _text("解读出自哪家报纸；没有的空着"),
    "edition": _text("繁体版的用字依这家报纸的哪一版，如 海外版；没有的空着"),
    "tagline": _text("名字下面的一句话"),
    "publisher": _text("编辑单位"),
    "contact": _text("读者指正时找谁：邮箱或网址；还没有的空着", site_settings.CONTACT),
    "corrections": _list(
        _mapping(site_settings.CORRECTION_KEYS, _CORRECTION, required=("date", "text")),
        "发布以后更正过什么，印在“关于”页上",
    ),
    "base_url": _text("网站的网址，如 https://example.org，末尾不用斜线", SITE_ADDRESS),
    "first": _choice(site_settings.FOLDERS, "先出哪一种文字的版本"),
    "regions": {
        **_texts("哪些国家和地区的读者先看到繁体版，写代码，如 [TW, HK, MO, PH]"),
        "items": _text("", site_settings.REGION),
    },
    "terms": _choice(site_settings.TERMS, "词条在哪里标出：每节第一次（section）、每页第一次（page）、每一次（all）"),
    "examples": _texts("检索框下面的例子"),
    "mottos": _pairs("每年的一句话，如 2026: ……；要在那一年的文献里有"),
    "topics": _list(
        _mapping(topics.KEYS, _TOPIC, required=("id", "name", "words")), "首页上“我关心的”：读者关心的话题，一个一页"
    ),
    "quotes": _choice(site_settings.QUOTES, "繁体版的引号：照原样（curly）或「」（corner）"),
    "official": _choice(site_settings.BOOLEANS, "是不是政府自己办的；不是的，页脚说明“本站不是政府网站”"),
    "accent": _text("目标、报名、图标的颜色，六位十六进制数，不写 #，如 b02a14"),
    "accent_dark": _text("深色时的这个颜色；不写就由 accent 调浅"),
    "offline": _choice(site_settings.BOOLEANS, "看过的网页是否留在读者的设备上"),
}
_SOURCE = {
    "document": _text("出自哪一篇，如 2026/report"),
    "page": _integer("附注所注的页，如（P9）写 9"),
    "printed_on": _integer("原件的新一页从这一条开始时，写那一页"),
    "number": _text("附注自己的编号，照印出来的写，如 ［3］"),
}
_PLACE = _mapping(glossary.SOURCE_KEYS, _SOURCE, required=("document",))
_ENTRY: dict[str, Schema] = {
    "slug": _text("词条的网址：拉丁字母、数字、连字符；定了不改"),
    "term": _text("词，照印出来的写，引号也在内"),
    "also": _texts("文献里出现的别的写法，如 [甲, 乙]"),
    "definition": _text("解释，照印出来的写"),
    "source": {
        "oneOf": [{"const": glossary.EDITOR}, _PLACE, _list(_PLACE)],
        "description": "出处：{document: 2026/report, page: 9}，没有页码的不写 page；几篇都有的写成列表；编者自己的词条写 editor",
    },
    "years": _texts("只在这几年的文献里找这个词，如 [2026]；不写就是各年都找"),
    "hant": _text("写定的繁体写法，字数相同"),
    "see": _texts("参见哪些词条，写它们的 slug"),
    "script": _choice(glossary.CODES, _SCRIPT),
}
_INDICATOR = {
    "id": _text("网址用的短名：小写字母、数字、连字符；定了不改"),
    "name": _text("指标的名字，照文献的说法"),
    "unit": _text("单位，与文献中的相同"),
    "group": _text("列表中的分组"),
    "headline": _choice(indicators.HEADLINE, "是不是每年都列出的主要预期目标"),
    "direction": _choice(indicators.DIRECTIONS, "越多越好（more）、越少越好（less）、无所谓（none）"),
    "place": _text("是其中一处的指标，写是哪里，如 东港镇"),
    "note": _text("给读者的说明：口径有什么不同，什么没有并入"),
    "units": _pairs("别的单位和准确的换算，如 {千伏安: 0.001}"),
    "differs": _texts("两篇文献已知不同的地方，如 [2026 target]"),
    "leaps": _texts("与上一年相差三倍以上、核对过的，如 [2026 target]"),
    "also": _texts("读者会用的叫法，检索这些字也找得到它，如 [GDP]"),
}
_SYNONYMS = {
    "say": _texts("读者会打的字，如 [老人食堂, 老年食堂]；不能有空格"),
    "find": _texts("文献里同一件事、或其中一种的说法，检索时也查，如 [长者食堂]"),
    "near": _texts("文献里相近而不是同一件事的说法，注明是相近的，供读者参考"),
}
_LISTS = {
    "phrases": "词语：比词典先用，长的在先",
    "names": "人名、地名、企业名",
    "surnames": "姓：后面是“先生”“女士”时这样写",
    "variants": "字形：最后逐字换",
    "back": "由繁到简的词语",
}
_DECISION = {
    "word": _text("原文的字"),
    "form": _text("另一种文字里印成什么"),
    "script": _text("印成哪一种文字"),
    "why": _text("为什么要看"),
    "other": _text("还可能是什么"),
    "answer": _text("accept 照印；open 还没看；或字数相同的另一种写法"),
    "by": _text("谁看的"),
    "when": _text("哪一天看的，如 2026-01-08"),
    "reason": _text("为什么这样答"),
    "where": _pairs("出现在哪些句子里；由程序写"),
}
_FRONT: dict[str, Schema] = {
    "kind": _choice(front_matter.KINDS, "报告（report）、解读（explainer）、报道（coverage）"),
    "script": _choice(front_matter.CODES, _SCRIPT),
    "title": _text("大标题，照印出来的写；正文里也要有"),
    "kicker": _text("大标题上面的一行"),
    "subtitle": _text("大标题下面的一行"),
    "date": _text("日期：2026-01-08、2026-01 或 2026", front_matter.DATE),
    "date_note": _text("日期是推定的，根据什么"),
    "lunar_date": _text("报纸上的农历日期"),
    "publisher": _text("报名"),
    "edition": _text("版次"),
    "issue": _text("期号"),
    "byline": _text("记者"),
    "photographer": _text("摄影"),
    "meeting": _text("在哪个会议上"),
    "speaker": _text("作报告的人"),
    "document_number": _text("文件编号"),
    "place": _text("是其中一处的（如一个镇），写是哪里，如 东港镇"),
    "label": _text("同一年有几篇同类的，主要的一篇不写，别的写是什么，如 党代会、上半年"),
    "explains": _text("解读哪一篇，如 2026/report"),
    "reviews": _integer("回顾的一年"),
    "plans": _integer("计划的一年，与文件夹的年份相同"),
    "inferred": {
        "anyOf": [_choice(front_matter.KEYS, ""), {"type": "array", "items": _choice(front_matter.KEYS, "")}],
        "description": "推定而不是印出来的键，如 [date, publisher]",
    },
    "source": _pairs("原件：file、medium、extracted（怎样录入）、missing（缺了什么）"),
}

if __name__ == "__main__":
    sys.exit(main())
