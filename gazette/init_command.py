"""The command ``init``: write a publication that builds, of any place, into an empty folder.

What it writes is in ``gazette/starter/``, and in files of the program that every publication has: the command, the host's settings, the
settings of the editor, the reference of the notation and of the problems.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct

from gazette import VERSION, program_files
from gazette.conversion.converter import fold
from gazette.editor_commands import CommandResult
from gazette.exports.extra_files import LITTER
from gazette.problems import Locus, Problem
from gazette.sources import files
from gazette.sources.site_settings import CONTACT
from gazette.text import SITE_ADDRESS

#: What a repository that is still empty has already, and what operating systems leave in any folder.
_ALLOWED = (".git", *LITTER)
#: Files of the starter, by the path in the publication.
_STARTER = {
    "README.md": "README.md",
    "requirements.txt": "requirements.txt",
    ".gitignore": "gitignore",
    ".github/workflows/publish.yml": "github/publish.yml",
    "content/site.yml": "content/site.yml",
    "content/indicators.yml": "content/indicators.yml",
    "content/{year}/report.md": "content/report.md",
    "content/{year}/explainer.md": "content/explainer.md",
    "glossary.yml": "glossary.yml",
    "conversion.yml": "conversion.yml",
}
#: Files and folders of the program that every publication has.
_SHARED = ("build.py", "netlify.toml", ".vscode", "docs/notation.md", "docs/problems.md")
#: A name as it may stand in YAML, Markdown and a sentence.
_NAME = re.compile(r"[^\W_][\w·・（）()—-]{0,39}")
#: The end of a place's full name that its short name lacks.
_RANK = re.compile(r"(?<=..)(?:特别行政区|自治区|自治州|自治县|自治旗|地区|新区|林区|市|县|区|州|盟|旗|镇|乡|街道)$")


class Answers(Struct, frozen=True):
    """What a new publication is about."""

    place: str
    newspaper: str  #: empty if there is none
    base_url: str
    contact: str
    year: int
    program: str = ""  #: from where it is installed, as pip takes it


class UnusableAnswerError(EOFError):
    """An answer on the command line cannot be used, and nobody can type another."""


class Question(Struct, frozen=True):
    """A question to whoever starts a publication."""

    name: str  #: of the answer
    words: str
    default: str
    accepts: Callable[[str], object]
    fix: str


def is_name(text: str) -> bool:
    """Return whether a text is a name in Simplified characters, as all settings are; the editions are made from it."""
    return bool(_NAME.fullmatch(text)) and not any(fold(sign) != sign and _is_traditional(sign) for sign in text)


def _is_traditional(sign: str) -> bool:
    """Return whether a character is missing in the Simplified set (GB 2312); 乾县 is written with one that both have."""
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


QUESTIONS = (
    Question("place", "哪里的报告？写全称，如 云汐市", "", is_name, "只写地名：用简体，不带空格和标点，不超过40个字，如 云汐市。"),
    Question("newspaper", "解读出自哪家报纸？没有就回车", "", lambda text: not text or is_name(text), "只写报名：用简体，不带空格和标点，不超过40个字，如 云汐日报。"),
    Question("base_url", "网站的网址？还没有就回车", "https://example.org", SITE_ADDRESS.fullmatch, "写成 https://example.org 这样，末尾不用斜线。"),
    Question("contact", "读者指正时找谁？写邮箱或网址", "", CONTACT.fullmatch, "写成 editors@example.org 或 https://example.org/contact。"),
)  # fmt: skip


def ask(given: Mapping[str, str | None]) -> dict[str, str]:
    """Return the answers: those that are ``given`` if they can be used, the others as they are typed. EOFError if nobody types,
    UnusableAnswerError if nobody can correct a given one."""
    answers = {}
    for question in QUESTIONS:
        flag, default = given.get(question.name), f"（{question.default}）" if question.default else ""
        answer = flag if flag is None else flag.strip()
        while answer is None or not question.accepts(answer):
            if answer is not None:
                wrong = f"「{answer}」不能用。{question.fix}"
                if flag is not None and not sys.stdin.isatty():
                    raise UnusableAnswerError(wrong)
                print(wrong, file=sys.stderr)
            answer = input(f"{question.words}{default}：").strip() or question.default
        answers[question.name] = answer.rstrip("/")
    return answers


def create_publication(folder: Path, answers: Answers) -> CommandResult:
    """Write a publication into a folder, which is not there yet or is empty."""
    present = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else [folder.name] * folder.exists()
    if foreign := [name for name in present if name not in _ALLOWED]:
        message = f"这个文件夹不是空的（里面有{foreign[0]}），没有动它。"
        return CommandResult(
            problems=(Problem("folder-not-empty", Locus(folder.name), message, "请换一个空的或还没有的文件夹。"),)
        )
    program = answers.program or find_origin()
    texts = {folder / path: text for path, text in list_files(answers, program).items()}
    if failed := files.save_files({path: text.encode() for path, text in texts.items()}):
        return CommandResult(problems=failed)
    messages = [f"写好了：{folder}（{len(texts)}个文件）。"]
    if not program:
        messages.append("还要做：在 requirements.txt 里写上程序的地址，别的机器和主机才装得上。")
    if any((parent / ".git").exists() for parent in folder.parents):
        messages.append("这个文件夹在别的仓库里：主机和 GitHub 只读仓库最上层的设置，要发布的，请给它一个自己的仓库。")
    messages.append("接着：在那个文件夹里照 README.md 安装，再运行 python build.py serve。")
    return CommandResult(written=tuple(texts), messages=tuple(messages))


def list_files(answers: Answers, program: str) -> dict[str, str]:
    """Return the texts of a publication's files by path; ``program`` is from where it is installed, empty if that is not known."""
    short = _RANK.sub("", answers.place)
    values = {
        "place": answers.place, "short": short, "assembly": f"{answers.place}人民代表大会", "newspaper": answers.newspaper,
        "title": f"{short}政府工作报告", "tagline": "原文·报纸解读·历年数字" if answers.newspaper else "原文·历年数字",
        "publisher": f"{short}政府工作报告读本编辑组", "contact": answers.contact, "base_url": answers.base_url,
        "year": str(answers.year), "before": str(answers.year - 1), "next": str(answers.year + 1), "version": VERSION,
        "program": f"gazette @ {program}" if program else f"# gazette @ git+https://程序仓库的地址@v{VERSION}",
    }  # fmt: skip
    written = {}
    for path, source in _STARTER.items():
        text = (program_files.STARTER / source).read_text("utf-8")
        for name, value in values.items():
            is_yaml = path == "content/site.yml" and name not in ("year", "version")
            text = text.replace(f"{{{name}}}", _quote(value) if is_yaml else value)
        written[path.replace("{year}", values["year"])] = text
    if not answers.newspaper:
        del written[f"content/{answers.year}/explainer.md"]
    for shared in (program_files.ROOT / path for path in _SHARED):
        for file in sorted(shared.rglob("*")) if shared.is_dir() else [shared]:
            if file.is_file():
                written[file.relative_to(program_files.ROOT).as_posix()] = file.read_text("utf-8")
    # Its program comes from a repository, which has no hashes.
    written["netlify.toml"] = written["netlify.toml"].replace("pip install --require-hashes -r", "pip install -r")
    return written


def find_origin() -> str:
    """Return the repository and the commit from which the program was installed, as pip recorded it (PEP 610); empty if it was not
    installed from one."""
    try:
        record = importlib.metadata.distribution("gazette").read_text("direct_url.json")
        origin = json.loads(record or "{}")
        return f"git+{origin['url']}@{origin['vcs_info']['commit_id']}"
    except (importlib.metadata.PackageNotFoundError, ValueError, KeyError):
        return ""


def _quote(text: str) -> str:
    """Return a text as a value in YAML."""
    return text if re.fullmatch(r"[^\W\d_][\w·./:@-]*", text) else json.dumps(text, ensure_ascii=False)
