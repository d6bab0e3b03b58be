"""部件目录: every component of the pages with a worked example, so that new pages are put together from what is there.

The examples are invented and say so; they need no database.
"""

from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingheng.foundation.kernel.findings import Citation, Finding, Outcome
from qingheng.foundation.kernel.problems import Problem, Severity, Where
from qingheng.foundation.kernel.text import Text
from qingheng.web import errors
from qingheng.web.templatetags.qingheng import say

ERROR_PAGES = {
    400: lambda request: errors.bad_request(request),
    403: lambda request: errors.permission_denied(request),
    404: lambda request: errors.page_not_found(request),
    500: lambda request: errors.server_error(request),
}


class ExampleFilter(forms.Form):
    """筛选示例."""

    group = forms.ChoiceField(
        label=gettext_lazy("序列"),
        required=False,
        choices=[("", gettext_lazy("全部")), ("township", gettext_lazy("乡镇")), ("party", gettext_lazy("党群部门"))],
    )
    q = forms.CharField(label=gettext_lazy("单位名称"), required=False, widget=forms.TextInput({"type": "search"}))


class ExampleForm(forms.Form):
    """表单示例."""

    title = forms.CharField(
        label=gettext_lazy("事项名称"), max_length=60, help_text=gettext_lazy("与文件标题一致，不超过 60 字。")
    )
    points = forms.DecimalField(label=gettext_lazy("分值"), min_value=0, max_value=1000, decimal_places=2)
    reason = forms.CharField(label=gettext_lazy("理由"), widget=forms.Textarea, required=False)
    confirmed = forms.BooleanField(label=gettext_lazy("已与责任单位核对"), required=False)


def catalogue(request: HttpRequest) -> HttpResponse:
    """The page with all components."""
    wrong = ExampleForm({"title": "", "points": "1200"}, auto_id="wrong_%s")
    context = {
        "trail": [(_("部件目录"), "")],
        "rows": RANKING,
        "page": Paginator(range(240), 20).page(4),
        "filters": ExampleFilter(request.GET, auto_id="filter_%s"),
        "form": ExampleForm(auto_id="form_%s"),
        "wrong_form": wrong,
        "findings": FINDINGS,
        "problems": PROBLEMS,
        "steps": STEPS,
        "items": TIMELINE,
        "tree": TREE,
        "chart": chart(),
        "exports": [(Text("Excel 工作簿", "Excel workbook"), "#"), (Text("PDF 通报", "PDF bulletin"), "#")],
        "tabs": [("tab-common", Text("公共部分", "Common part")), ("tab-duty", Text("业务部分", "Professional part"))],
        "link_tabs": [(Text("排名", "Ranking"), "#", True), (Text("一票否决", "Vetoes"), "#", False)],
        "signatures": [Text("制表", "Prepared by"), Text("复核", "Checked by"), Text("审定", "Approved by")],
    }
    return render(request, "catalogue.html", context)


def error_page(request: HttpRequest, status: int) -> HttpResponse:
    """One of the error pages, as it would be shown."""
    if status not in ERROR_PAGES:
        raise Http404
    return ERROR_PAGES[status](request)


def chart() -> dict[str, Any]:
    """ECharts 的配置: the totals of the example ranking as bars."""
    known = [row for row in RANKING if row["total"]]
    return {
        "xAxis": {"type": "value", "max": 1000},
        "yAxis": {"type": "category", "inverse": True, "data": [say(row["name"]) for row in known]},
        "series": [{"type": "bar", "name": _("总分"), "data": [str(row["total"]) for row in known]}],
    }


RANKING: list[dict[str, Any]] = [
    {
        "code": "T07",
        "name": Text("丰望镇（虚构）", "Fengwang (fictional)"),
        "common": "286.40",
        "duty": "571.25",
        "total": "902.15",
        "rank": "1",
        "veto": False,
    },
    {
        "code": "T02",
        "name": Text("白驼镇（虚构）", "Baituo (fictional)"),
        "common": "281.00",
        "duty": "566.10",
        "total": "889.60",
        "rank": "2",
        "veto": False,
    },
    {
        "code": "T11",
        "name": Text("远门镇（虚构）", "Yuanmen (fictional)"),
        "common": "279.85",
        "duty": "560.00",
        "total": "871.70",
        "rank": "3",
        "veto": True,
    },
    {
        "code": "T16",
        "name": Text("新设乡（虚构）", "Xinshe (fictional)"),
        "common": "274.10",
        "duty": None,
        "total": None,
        "rank": None,
        "veto": False,
    },
]

FINDINGS = [
    Finding(
        "notice.long_enough",
        Outcome.MET,
        Text("已公示 5 个工作日，达到规定期限。", "The notice has stood for 5 working days, as required."),
        cite=(Citation("selection_2019", "42"),),
    ),
    Finding(
        "veto.production_safety",
        Outcome.NOT_MET,
        Text("安全生产一票否决，本年度不得评为优秀。", "Production safety veto: not eligible for excellent this year."),
        Text(
            "由考核办书面通知该单位，并告知申辩期限。",
            "The assessment office notifies the unit in writing, with the time limit for a reply.",
        ),
        (Citation("seed", "2.5", status="assumed"),),
    ),
    Finding(
        "rank.known",
        Outcome.UNKNOWN,
        Text("考核数据没有收齐，位次不能判定。", "The inputs are incomplete; the place cannot be decided yet."),
        Text("催报尚未报送的工作簿，导入后重新计分。", "Ask for the missing workbooks, import them and score again."),
        (Citation("seed", "2.3", verified=True),),
        ("inputs", "rank"),
    ),
    Finding(
        "service.length",
        Outcome.NOT_APPLICABLE,
        Text(
            "该条只适用于县处级以上职务，科级职务不适用。",
            "This article binds posts at county level and above; a section-level post is outside it.",
        ),
        cite=(Citation("selection_2019", "8(3)", verified=True),),
    ),
    Finding(
        "promotion.exceptional",
        Outcome.NEEDS_APPROVAL,
        Text(
            "属破格提拔，须事先报上级组织部门同意。",
            "An exceptional promotion: the superior organisation department must consent first.",
        ),
        Text(
            "在提交常委会之前报送请示，附破格理由。",
            "Send the request, with reasons, before the case goes to the Standing Committee.",
        ),
        (Citation("selection_2019", "9", verified=True),),
    ),
]

PROBLEMS = [
    Problem(
        "unknown_unit",
        Text("单位“发改局”不在名册中。", "The unit “发改局” is not in the register."),
        Text(
            "核对名称；如系简称，请确认为别名后重新导入。",
            "Check the name; confirm it as an alias if it is one, and import again.",
        ),
        Where(file="scores.xlsx", sheet="公共部分", row=14, column="B"),
        suggestion="发展和改革局",
    ),
    Problem(
        "tie_missing",
        Text("办法没有写明总分并列时如何排名。", "The scheme does not say how equal totals are ranked."),
        Text("在 [ranking] 中填写 ties。", "Set ties under [ranking]."),
        Where(file="2007.toml", line=88, path="ranking.ties"),
        Severity.CHOICE,
    ),
    Problem(
        "contested_indicator",
        Text(
            "信访量排名属后来文件限制使用的指标。",
            "Ranking by the number of petitions is restricted by later guidance.",
        ),
        Text("由有权机关作出决定并注明依据，或者删去该项。", "Name the decision and its source, or drop the item."),
        Where(file="2026.toml", line=31),
        Severity.WARNING,
    ),
]

STEPS: list[dict[str, Any]] = [
    {"title": Text("下达责任书", "Responsibility book"), "state": "done", "note": Text("2 月 6 日", "6 February")},
    {"title": Text("逐项评分", "Scoring"), "state": "done", "note": Text("12 月 18 日", "18 December")},
    {"title": Text("逐级签名", "Signatures"), "state": "current", "note": Text("缺 3 份", "3 missing")},
    {"title": Text("联席会议联审", "Joint meeting"), "state": "open"},
    {"title": Text("常委会联审", "Standing Committee"), "state": "open"},
    {"title": Text("通报", "Bulletin"), "state": "open"},
]

TIMELINE: list[dict[str, Any]] = [
    {
        "on": date(2026, 12, 18),
        "title": Text("完成评分", "Scoring completed"),
        "who": Text("考核办", "assessment office"),
    },
    {
        "on": date(2026, 12, 16),
        "title": Text("导入公共部分得分 102 行", "102 rows of the common part imported"),
        "who": Text("考核办", "assessment office"),
        "note": Text("scores.xlsx，无错误", "scores.xlsx, no errors"),
    },
]


def _node(id_: str, zh: str, en: str, rounded: str | None, **more: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {
        "function": "",
        "settings": {},
        "inputs": [],
        "exact": rounded,
        "choice": None,
        "children": [],
    }
    return {"id": id_, "zh": zh, "en": en, "rounded": rounded, **empty, **more}


TREE = _node(
    "rank", "乡镇序列第 3 名", "Third of the townships", "871.70",
    exact="2615/3", function="sum",
    choice=Text("四舍五入，保留两位小数", "rounded half up to two decimals"),
    children=[
        _node("common", "公共部分", "Common part", "279.85", function="sum", children=[
            _node("party_building", "党建工作", "Party building", "96.00", function="band",
                  settings={"max": "100"}, inputs=[
                      {"name": "民主测评满意率", "value": "96", "source": {"file": "inbox/common.xlsx", "sheet": "党建", "row": 12, "column": "D"}}]),
            _node("petitions", "信访办理", "Petitions handled", None, function="ratio", inputs=[
                {"name": "应办件数", "value": None, "source": None}]),
        ]),
        _node("duty", "业务部分", "Professional part", "560.00", function="sum", settings={"raised": "1.2"}),
        _node("bonus", "附加部分", "Additional part", "31.85", exact="95.55/3", function="cap", settings={"cap": "50"}),
    ],
)  # fmt: skip
