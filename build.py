#!/usr/bin/env python3
"""The command that people run. Flags and exit codes only: 0 done, 1 problems found, 2 wrong usage."""

from __future__ import annotations

import argparse
import datetime
import importlib
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036  (said to whoever runs an older one)
    sys.exit("需要 Python 3.11 或更新的版本。 Python 3.11 or newer is needed.")

LIBRARIES = ("jinja2", "markdown_it", "markupsafe", "mdit_py_plugins", "opencc", "pagefind_bin", "yaml", "zhconv_rs")
for library in LIBRARIES:
    try:
        importlib.import_module(library)
    except ModuleNotFoundError as missing:  # an editor gets a sentence and no traceback
        command = "py -m pip install -r requirements.txt" if sys.platform == "win32" else "make"
        print(f"缺少程序库「{missing.name}」。请先运行：{command}", file=sys.stderr)
        print(f"The library “{missing.name}” is missing. First run: {command}", file=sys.stderr)
        sys.exit(2)

from gazette.pipeline import Options, Outcome, build, record, write_review  # noqa: E402

HERE = Path(__file__).resolve().parent


def arguments(argv: list[str]) -> argparse.Namespace:
    """The command line; wrong usage exits with 2."""
    parser = argparse.ArgumentParser(prog="build.py", description="把 content/ 里的文献做成网站。")
    parser.add_argument("command", nargs="?", choices=("build", "check", "serve", "anchors", "review"), default="build",
                        help="build 生成网站（默认）；check 只检查，不写文件；serve 边改边看；anchors 登记锚点，定稿发布前运行；"
                             "review 列出还没有人看过的繁简转换")  # fmt: skip
    parser.add_argument("--content", type=Path, default=HERE / "content", help="文献所在的文件夹")
    parser.add_argument("--out", type=Path, default=HERE / "site", help="网站写到哪里")
    parser.add_argument("--base-url", default="", help="网站的网址，如 https://example.org")
    parser.add_argument("--strict", action="store_true", help="提醒也当作错误")
    parser.add_argument("--no-search", action="store_true", help="不做检索索引（快一些）")
    parser.add_argument("--write", action="store_true", help="review：把没有看过的写进 content/conversions.yml")
    parser.add_argument("--by", default="", help="review --write：给已经答复的署上这个名字和今天的日期")
    parser.add_argument("--port", type=int, default=8000, help="serve 用的端口")
    return parser.parse_args(argv)


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


def review(outcome: Outcome, content: Path, by: str, *, write: bool) -> int:
    """Print each conversion that waits for a look, with its sentence; with ``write`` bring the file of answers up to date."""
    errors = [problem for problem in outcome.problems if problem.severity == "error"]
    for problem in errors:
        print(problem, file=sys.stderr)
    if errors:
        print("请先改好上面的错误，再核对转换。", file=sys.stderr)
        return 1
    found = outcome.review
    for row in found.open:
        also = f"，也可能是「{row.other}」" if row.other else ""
        print(f"{row.path}:{row.line} 「{row.word}」→「{row.form}」{also}（{row.why}）")
        print(f"    {row.sentence[: row.start]}【{row.word}】{row.sentence[row.start + len(row.word) :]}")
    stale = sum(len(names) for _, names in found.stale)
    print(f"要核对的转换{len(found.rows)}处，还没有看过的{len(found.open)}处，答复里已经不用的{stale}行。")
    if write:
        found, problems = write_review(outcome, content, by, datetime.datetime.now().astimezone().date().isoformat())
        for problem in problems:
            print(problem, file=sys.stderr)
        if problems:
            return 1
        print(f"已写进 {content.name}/conversions.yml，还有{len(found.open)}处没有看过或没有署名。")
        if found.open:
            print("请把其中的 answer: open 改成 accept，或改成该印的字；再运行 review --write --by 名字 署名。")
    return 1 if found.open else 0


def main(argv: list[str]) -> int:
    """Run the command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    flags = arguments(argv)
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
    if flags.command == "review":
        outcome = build(Options(options.content, None, options.base_url))
        return review(outcome, options.content, flags.by, write=flags.write)
    return report(build(options), out)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
