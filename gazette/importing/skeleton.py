"""The files that a new year starts with. They build as they are, with a reminder that they are empty; their comments explain them."""

from __future__ import annotations

from gazette.settings import SiteConfig


def build_files(year: int, site: SiteConfig) -> dict[str, str]:
    """Return the text of each file for the folder of a year, by file name; its examples have the names of the settings."""
    values = {
        "{year}": str(year), "{before}": str(year - 1), "{place}": site.place or "某某市",
        "{assembly}": site.assembly or "某某市人民代表大会", "{newspaper}": site.newspaper or "某某日报",
    }  # fmt: skip
    files = {"report.md": _REPORT, "explainer.md": _EXPLAINER}
    for sign, value in values.items():
        files = {name: text.replace(sign, value) for name, text in files.items()}
    return files


_REPORT = """\
---
# 政府工作报告。这个文件夹的年份（{year}）是报告所计划的一年。
# 手里有 PDF、Word 或文字文件的，不必在这里抄写：
#   python build.py import 文件 --year {year} --kind report --force
# 写法全在 docs/notation.md；写完运行 python build.py check。
#
# 下面的值照印出来的文字写。前面有 # 的行还没有用上：填好以后去掉 #。
kind: report
script: Hans
title: 政府工作报告
# subtitle: ——{year}年1月6日在{assembly}会议上（届次照印出来的写）
# speaker: {place}人民政府市长 某某某（职务照印出来的写）
# meeting: {assembly}会议（届次照印出来的写）
# date: {year}-01-06
reviews: {before}
plans: {year}
# source:
#   file: 原件的文件名
#   medium: 30页PDF
#   extracted: 怎样录入的
---

<!-- 这样的注释只给编者看，网页上没有。它要自成一段。 -->

::: masthead

<!-- 报头：原件第一页上的各行，每行一段，次序照原件。subtitle、speaker 那几行也写在这里。
[]{page=1} 表示原件的第1页从这里开始；以后每页都标，可以标在一段话的中间。 -->

[]{page=1}

# 政府工作报告

:::

<!-- 一段写一行，段与段之间空一行。
role 说明这一部分的数值是完成（result）还是目标（target），year 是哪一年的。 -->

## 一、{before}年工作回顾 {#s1 role=result year={before}}

<!-- 标题若是一段话的头一句，写成这样（去掉注释）：

### （一）全力稳增长，经济运行承压向好。 {#s1-1 .run-in}

接着的话写在下一段。 -->

## 二、{year}年主要工作安排 {#s2 role=target year={year}}

<!-- 数值在写到它的地方标出来，加粗的是数；名称在 content/indicators.yml 里查：

经济社会发展主要预期目标是：[地区生产总值增长**6%**左右]{indicator=gdp-growth}，…… -->

## 三、全面加强政府自身建设 {#s3 role=target year={year}}

## 附注： {#notes}

<!-- 附注不写在这里，写进 glossary.yml：每条一个词，source 写 {document: {year}/report, page: 9}。
网页会把它们显示在下面这个地方。没有附注的，连标题一起删去。 -->

::: notes
:::
"""

_EXPLAINER = """\
---
# 报纸对政府工作报告的解读。没有的话，删去这个文件。
# 手里有 PDF、Word 或文字文件的：
#   python build.py import 文件 --year {year} --kind explainer --force
kind: explainer
script: Hans
# 繁体印刷的写 Hant，照原样录入，不要转成简体。
title: {year}年政府工作报告解读
# 上一行换成报纸的大标题，下面「# 」那一行也换。
# subtitle: ——政府工作报告解读
# date: {year}-01-08
# publisher: {newspaper}
# byline: 本报记者 某某某
explains: {year}/report
reviews: {before}
plans: {year}
# 推定而不是印出来的，把键名列在这里：
# inferred: [date, publisher]
# source:
#   file: 原件的文件名
#   medium: 报纸版面
#   extracted: 怎样录入的
---

::: masthead

<!-- 报头：报名、日期、大标题、副题、记者，印了的都写，每行一段。 -->

# {year}年政府工作报告解读

:::

<!-- 报纸上的每个分块是一节：序号照印，锚点用 e01、e02……
条目以「- 」开头，一条一行；印出来的 ◎ ▶ ① 留在文字里。

## 01以新型工业化为突破，加快建设现代化产业体系 {#e01 role=target year={year}}

- ①推动传统产业“向高”“向绿”“向智”跃升。
- 实施100个数智转型项目。

程序会自己找到每条所解读的原句；找错的，在条目末尾写 {see=report#p10-1}，没有原句的写 {see=none}。 -->
"""
