"""The actions of the page 原件与录入: import a file, keep an original, settle doubts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from gazette.desk.access import MAX_FILE, Upload
from gazette.desk.doubts import list_doubts
from gazette.desk.edits import trim_edit
from gazette.desk.entries import Change, Doubt
from gazette.desk.originals import replace_original
from gazette.desk.page import Fields, Plan, Refusal, document_title, make_change, page_address
from gazette.desk.snapshot import Snapshot
from gazette.editor_commands import ImportPlan, plan_import
from gazette.importing.convert import ImportRequest
from gazette.sources.files import read_bytes
from gazette.sources.front_matter import KINDS
from gazette.text_edits import Edit, line_spans

#: The page's address.
NAME = "source"
#: The words of a file's name by which its kind is known.
_KIND_WORDS = {
    "explainer": ("解读", "解讀", "图解", "explainer", "读懂"),
    "coverage": ("报道", "報道", "coverage"),
    "report": ("报告", "報告", "report"),
}


def import_upload(snapshot: Snapshot, fields: Fields) -> Plan | Refusal:
    """Import the file that was sent, as the command ``import`` does; or keep it beside a document that exists."""
    upload = snapshot.upload
    if upload is None or not upload.data:
        return Refusal(errors={"file": "请选一个文件"})
    if len(upload.data) > MAX_FILE:
        return Refusal(errors={"file": f"文件超过{MAX_FILE // 1_000_000}MB，请压小一点，或只存要的那几页"})
    name = re.split(r"[\\/]", upload.name)[-1][-200:]
    year, kind = fields.get("year", "") or guess_year(name), fields.get("kind", "") or guess_kind(name)
    errors = {}
    if not re.fullmatch("(?:19|20)[0-9]{2}", year):
        errors["year"] = "文件名里看不出年份，请写报告所计划的一年，如2026"
    if kind not in KINDS:
        errors["kind"] = "文件名里看不出是报告还是解读，请选"
    if errors:
        return Refusal(errors=errors)
    document = f"{year}/{kind}"
    path = f"{snapshot.content.name}/{document}.md"
    target = f"{year}/{NAME}/?of={document}"
    files = replace_original(document, snapshot.originals.get(document), name, upload.data)
    if path in snapshot.paths and path not in snapshot.texts:
        return Refusal(errors={"file": f"{path} 已经有了，不是UTF-8编码，编辑台读不了。请先另存为UTF-8，或移开它"})
    if path in snapshot.texts and fields.get("exists") == "keep":
        if not files:
            return Refusal(errors={"file": "原件只能是 .pdf、.docx、.txt"})
        return Plan((), f"留下{document_title(snapshot, document)}的原件（{name}）", target, target, files=files)
    if path in snapshot.texts and fields.get("exists") != "replace":
        return Refusal(
            errors={"exists": f"{document_title(snapshot, document)}已经有了，没有动它。要怎样，请选一种，再按一次"}
        )
    return _plan(snapshot, upload, ImportRequest(name, kind, int(year)), target, files)


def _plan(
    snapshot: Snapshot, upload: Upload, request: ImportRequest, target: str, files: Mapping[str, bytes | None]
) -> Plan | Refusal:
    root, document = snapshot.content.parent, f"{request.year}/{request.kind}"
    planned = plan_import(upload.data, request, snapshot.content, snapshot.texts.get("glossary.yml", ""))
    if not isinstance(planned, ImportPlan):
        return Refusal(errors={"file": "".join(f"{problem.message}{problem.fix}" for problem in planned)})
    texts = {path.relative_to(root).as_posix(): text for path, text in planned.texts.items()}
    changes = []
    for path, new in texts.items():
        old = snapshot.texts.get(path)
        edits = trim_edit(old, Edit(0, len(old), new)) if old is not None else (Edit(0, 0, new),)
        changes += [make_change(snapshot, path, edits)] if edits else []
    pictures = {}
    for file, data in planned.pictures.items():
        current = read_bytes(file) if file.exists() else data
        if current != data:
            return Refusal(f"已经有一幅叫 {file.name} 的图片，和这一份里的不同。请先把它改名，再导入一次。")
        if not file.exists():
            pictures[file.relative_to(root).as_posix()] = data
    doubts = tuple(
        Doubt(each.locus.path, _line(texts.get(each.locus.path, ""), each.locus.line), f"{each.message}{each.fix}")
        for each in planned.problems
    )
    message = f"导入{document_title(snapshot, document)}（{request.name}）"
    return Plan(
        tuple(_document_first(changes)),
        message,
        target,
        target,
        {"imported": 1},
        doubts=doubts,
        files={**pictures, **files},
    )


def _document_first(changes: list[Change]) -> list[Change]:
    return sorted(changes, key=lambda change: not change.path.endswith(".md"))


def _line(text: str, number: int) -> str:
    spans = line_spans(text)
    return text[slice(*spans[number - 1])] if 0 < number <= len(spans) else ""


def guess_year(name: str) -> str:
    """Return the year in a file's name; empty if there is none, or more than one."""
    found = set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", Path(name).stem))
    return found.pop() if len(found) == 1 else ""


def guess_kind(name: str) -> str:
    """Return the kind of document that a file's name tells; empty if it tells none."""
    return next((kind for kind, words in _KIND_WORDS.items() if any(word in name.lower() for word in words)), "")


def settle(snapshot: Snapshot, fields: Fields) -> Plan | Refusal:
    """Note that a person has looked at a doubt, or at all of a document."""
    document, wanted = fields.get("of", ""), fields.get("doubt", "")
    path = f"{snapshot.content.name}/{document}.md"
    doubts = list_doubts(snapshot).get(path, ((), 0))[0]
    own = [doubt for doubt in doubts if wanted in ("all", doubt.key)]
    if not own:
        return Refusal("这一处已经看过了。")
    here = page_address(snapshot, NAME, of=document, p=fields.get("p", ""))
    message = f"看过了{document_title(snapshot, document)}存疑的{len(own)}处"
    settles = own[0].entry, tuple(doubt.place for doubt in own)
    return Plan((), message, here, here, {"settled": len(own)}, settles=settles)
