"""A publication of many years: the mini-site's, with a report for each year before it."""

from __future__ import annotations

from pathlib import Path

from tests import mini_site

FIRST, LAST = 2008, 2030
#: Years without a report, as a place may have lost them.
LOST = (2013, 2017)

_REPORT = """---
kind: report
script: Hans
title: 政府工作报告
date: {before}-12-20
reviews: {before}
plans: {year}
source:
  file: 虚构
  medium: 样稿
  extracted: 为测试而写
---

# 政府工作报告

## 一、{before}年工作回顾 {{#s1 role=result year={before}}}

一年来，[全市生产总值增长**{result}%**]{{indicator=gdp-growth}}。

## 二、{year}年主要任务 {{#s2 role=target year={year}}}

主要目标是：[全市生产总值增长**{target}%**左右]{{indicator=gdp-growth}}。
"""


def build(folder: Path) -> Path:
    """Builds the publication in ``folder`` without its search; gives the site's folder. Every third target is a range."""
    project = mini_site.copy_to(folder)
    for year in range(FIRST, LAST + 1):
        if year in LOST:
            continue
        low = 12 - (year - FIRST) * 0.25
        text = _REPORT.format(
            year=year,
            before=year - 1,
            result=f"{low + (year % 5 - 2) * 0.7:.1f}",
            target=f"{low:g}%—{low + 0.5:g}" if year % 3 == 0 else f"{low:g}",
        )
        path = project / "content" / str(year) / "report.md"
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
    outcome = mini_site.build_in(project)
    assert outcome.written, outcome.problems
    return project / "site"
