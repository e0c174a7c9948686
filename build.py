#!/usr/bin/env python3
"""The command that people run. Flags and exit codes only: 0 done, 1 problems found, 2 wrong usage."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036  (said to whoever runs an older one)
    sys.exit("需要 Python 3.11 或更新的版本。 Python 3.11 or newer is needed.")

LIBRARIES = ("jinja2", "markdown_it", "markupsafe", "mdit_py_plugins", "opencc", "pagefind_bin", "yaml")
for library in LIBRARIES:
    try:
        importlib.import_module(library)
    except ModuleNotFoundError as missing:  # an editor gets a sentence and no traceback
        command = "py -m pip install -r requirements.txt" if sys.platform == "win32" else "make"
        print(f"缺少程序库「{missing.name}」。请先运行：{command}", file=sys.stderr)
        print(f"The library “{missing.name}” is missing. First run: {command}", file=sys.stderr)
        sys.exit(2)

from gazette.pipeline import Options, Outcome, build, record  # noqa: E402

HERE = Path(__file__).resolve().parent


def arguments(argv: list[str]) -> argparse.Namespace:
    """The command line; wrong usage exits with 2."""
    parser = argparse.ArgumentParser(prog="build.py", description="把 content/ 里的文献做成网站。")
    parser.add_argument("command", nargs="?", choices=("build", "check", "serve", "anchors", "import", "new"), default="build",
                        help="build 生成网站（默认）；check 只检查，不写文件；serve 边改边看；anchors 登记锚点，定稿发布前运行；"
                             "import 文件：由 PDF、DOCX、TXT 写成文献；new 年份：写一年的空文献")  # fmt: skip
    parser.add_argument("subject", nargs="?", metavar="文件或年份", help="import 的文件，new 的年份")
    parser.add_argument("--content", type=Path, default=HERE / "content", help="文献所在的文件夹")
    parser.add_argument("--out", type=Path, default=HERE / "site", help="网站写到哪里")
    parser.add_argument("--base-url", default="", help="网站的网址，如 https://example.org")
    parser.add_argument("--strict", action="store_true", help="提醒也当作错误")
    parser.add_argument("--no-search", action="store_true", help="不做检索索引（快一些）")
    parser.add_argument("--port", type=int, default=8000, help="serve 用的端口")
    parser.add_argument("--year", type=year, help="import：文献所计划的一年，如 2026")
    parser.add_argument("--kind", choices=("report", "explainer", "coverage"), help="import：报告、解读、报道")
    parser.add_argument(
        "--script", choices=("Hans", "Hant"), default="", help="import：原件是简体还是繁体（不写则自己判断）"
    )
    parser.add_argument("--force", action="store_true", help="import、new：已有的文件也换掉")
    flags = parser.parse_args(argv)
    if (flags.command in ("import", "new")) != (flags.subject is not None):
        parser.error(f"{flags.command}：请照这样写：import 文件 --year 2026 --kind report，或 new 2026")
    if flags.command == "import" and not (flags.year and flags.kind):
        parser.error("import 还要 --year 和 --kind，如：import 报告.pdf --year 2026 --kind report")
    if flags.command == "new":
        try:
            flags.year = year(flags.subject)
        except ValueError:
            parser.error(f"「{flags.subject}」不是年份，请写成 new 2026")
    return flags


def year(text: str) -> int:
    """A year of four digits; ``ValueError`` for anything else."""
    if not (len(text) == 4 and text.isascii() and text.isdigit() and text[:2] in ("19", "20")):
        raise ValueError(text)
    return int(text)


def at_desk(flags: argparse.Namespace) -> int:
    """Import a file, or begin a year; what to look at goes to the errors, what was done to the output."""
    from gazette import desk

    content = flags.content.absolute()
    if flags.command == "new":
        done = desk.new_year(content, flags.year, force=flags.force)
    else:
        done = desk.import_file(Path(flags.subject), content, flags.kind, flags.year, flags.script, force=flags.force)
    for problem in done.problems:
        print(problem, file=sys.stderr)
    for row in done.told:
        print(row)
    return 0 if done.written else 1


def report(outcome: Outcome, out: Path | None) -> int:
    """Print the problems and, at the end, what was made; give the exit code. Only a check lists what was already judged."""
    for problem in outcome.problems:
        print(problem, file=sys.stderr)
    for note in outcome.notes if out is None and not outcome.stopped else ():
        print(note)
    count = Counter(problem.severity for problem in outcome.problems)
    errors, warnings = count["error"], count["warning"]
    told = f"{outcome.documents}篇文献，{outcome.pages}个网页，{outcome.terms}个词条，{outcome.figures}个数值，{outcome.seconds:.1f}秒"
    if outcome.written and out is not None:
        print(f"做好了：{out}（{told}）。看：python build.py serve，再打开 http://127.0.0.1:8000/")
        return 0
    if outcome.stopped:
        kept = "，网站没有改动" if out is not None else ""
        print(f"有{errors}处错误、{warnings}处提醒{kept}。", file=sys.stderr)
        return 1
    print(f"没有错误，有{warnings}处提醒（{told}）。" if warnings else f"没有问题（{told}）。")
    return 0


def main(argv: list[str]) -> int:
    """Run the command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    flags = arguments(argv)
    if flags.command in ("import", "new"):
        return at_desk(flags)
    out: Path | None = flags.out.absolute()
    options = Options(flags.content.absolute(), out, flags.base_url, flags.strict, not flags.no_search)
    if flags.command == "serve":
        from gazette import serve

        return serve.run(options, flags.port, report)
    if flags.command == "anchors":
        outcome = record(options)
        if outcome.anchors and not outcome.stopped:
            print(f"锚点登记好了：{outcome.anchors.path}。请连同文献一起提交。")
        problems = tuple(p for p in outcome.problems if p.code != "anchor-unrecorded")
        return report(replace(outcome, problems=problems, notes=()), None)
    if flags.command == "check":
        options, out = Options(options.content, None, options.base_url, options.strict, False), None
    return report(build(options), out)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
