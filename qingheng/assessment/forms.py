"""考核表单: what people choose and fill in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from qingheng.assessment.terms import GROUP_NAMES
from qingheng.foundation.kernel.text import Lang


class UnitFilter(forms.Form):
    """筛选被考核单位."""

    group = forms.ChoiceField(label=_("序列"), required=False)
    q = forms.CharField(
        label=_("单位名称或代码"), required=False, max_length=60, widget=forms.TextInput({"type": "search"})
    )

    def __init__(self, data: object, lang: Lang) -> None:
        super().__init__(data, auto_id="filter_%s")
        groups = [(slug, name[lang]) for slug, name in GROUP_NAMES.items()]
        self.fields["group"].choices = [("", _("全部序列")), *groups]

    def chosen(self) -> dict[str, str]:
        """The valid choices; what cannot be understood narrows nothing."""
        self.is_valid()
        found = getattr(self, "cleaned_data", {})
        return {"group": found.get("group", ""), "words": found.get("q", "").strip()}


class RankingFilter(UnitFilter):
    """筛选排名."""

    only = forms.ChoiceField(
        label=_("只看"),
        required=False,
        choices=[
            ("", _("全部")),
            ("vetoed", _("一票否决")),
            ("tied", _("并列")),
            ("unranked", _("无名次")),
            ("moved", _("加减分改变名次")),
        ],
    )

    def chosen(self) -> dict[str, str]:
        """The valid choices, with what is shown only."""
        found = super().chosen()
        return {**found, "only": self.cleaned_data.get("only", "")}


class CoverageForm(forms.Form):
    """变更考核范围."""

    code = forms.CharField(label=_("单位代码"), max_length=20)
    change = forms.ChoiceField(label=_("变更"), choices=[("join", _("纳入考核")), ("leave", _("退出考核"))])
    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea({"rows": 2}))


class UploadForm(forms.Form):
    """上传工作簿."""

    file = forms.FileField(
        label=_("工作簿"),
        help_text=_("xlsx 或 csv，不超过 10 MB。先预览，确认之后才计入。以同名文件再次上传，即替换上一次的数据。"),
        widget=forms.ClearableFileInput({"accept": ".xlsx,.xls,.csv"}),
    )


class IssueForm(forms.Form):
    """印发通报."""

    number = forms.CharField(label=_("文号"), max_length=60, help_text=_("例如：清考办发〔2008〕1 号"))


class WithdrawForm(forms.Form):
    """撤回核定."""

    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea({"rows": 3}))
