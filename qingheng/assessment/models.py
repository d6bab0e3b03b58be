"""考核年度的数据: the year, who is covered, what came in and from which cell, what was computed, what is proposed.

What must never happen twice at once is refused by a constraint, whichever program writes: two years of one number, two
active figures for one cell of meaning, two official results of one year, a consequence that is more than a proposal.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qingheng.assessment.terms import GROUP_NAMES, Stage
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.record.models import Entry
from qingheng.foundation.register.models import Unit


class Cycle(models.Model):
    """考核年度: one year under one scheme, whose text is frozen here when the year is opened."""

    year = models.PositiveSmallIntegerField(_("年度"), unique=True)
    edition = models.SlugField(_("版本"), max_length=40)
    title_zh = models.CharField(_("名称"), max_length=120)
    title_en = models.CharField(_("英文名称"), max_length=160)
    scheme_file = models.CharField(_("方案文件"), max_length=120)
    scheme_text = models.TextField(_("方案原文"))
    scheme_hash = models.CharField(_("方案摘要"), max_length=64)
    stage = models.SlugField(_("环节"), max_length=20, default=Stage.INPUTS_OPEN)
    opened_on = models.DateField(_("启动日期"))
    number = models.CharField(_("通报文号"), max_length=60, blank=True)
    issued_on = models.DateField(_("通报日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("考核年度")
        verbose_name_plural = _("考核年度")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=[stage.value for stage in Stage]), name="cycle_stage_known"),
            models.CheckConstraint(
                condition=Q(stage=Stage.ISSUED, issued_on__isnull=False)
                | (~Q(stage=Stage.ISSUED) & Q(issued_on__isnull=True)),
                name="cycle_issued_on",
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def title(self) -> Text:
        """The year's name in both languages."""
        return Text(self.title_zh, self.title_en)


class Participant(models.Model):
    """被考核单位: a unit as it is covered this year: category and name frozen when it was taken in (I-28).

    A unit that leaves during the year keeps its row, with the day; the reason stands in the record.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="participants", verbose_name=_("考核年度"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="participations", verbose_name=_("单位"))
    group = models.SlugField(_("类别"), max_length=20)
    name_zh = models.CharField(_("名称"), max_length=120)
    name_en = models.CharField(_("英文名称"), max_length=160, blank=True)
    left_on = models.DateField(_("退出日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("被考核单位")
        verbose_name_plural = _("被考核单位")
        ordering = ["cycle", "unit__code"]
        constraints = [models.UniqueConstraint(fields=["cycle", "unit"], name="participant_once")]

    def __str__(self) -> str:
        return self.name_zh

    @property
    def name(self) -> Text:
        """The name of that year in both languages."""
        return Text(self.name_zh, self.name_en or self.name_zh)

    @property
    def group_name(self) -> Text:
        """The category in both languages."""
        return GROUP_NAMES.get(self.group, Text(self.group, self.group))


class Batch(models.Model):
    """导入批次: one workbook as it came in. The file itself is kept, so that every figure can be held against it."""

    class State(models.TextChoices):
        """批次状态."""

        #: 待确认: read and shown, nothing of it counts yet.
        UPLOADED = "uploaded", _("待确认")
        #: 已导入: its rows count.
        IMPORTED = "imported", _("已导入")
        #: 已替换: a later batch of the same file name took its place.
        REPLACED = "replaced", _("已替换")
        #: 已放弃: never imported.
        DISCARDED = "discarded", _("已放弃")

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="batches", verbose_name=_("考核年度"))
    file = models.CharField(_("文件名"), max_length=160)
    sha256 = models.CharField(_("摘要"), max_length=64)
    content = models.BinaryField(_("文件内容"))
    state = models.SlugField(_("状态"), max_length=20, choices=State, default=State.UPLOADED)
    on = models.DateField(_("上传日期"))
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", verbose_name=_("纪实条目"))

    class Meta:
        verbose_name = _("导入批次")
        verbose_name_plural = _("导入批次")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "file"], condition=Q(state="imported"), name="batch_one_per_file"),
        ]

    def __str__(self) -> str:
        return self.file


class InputRow(models.Model):
    """考核数据: one row of one table of the scoring inputs, with the sheet and row that it came from.

    `key` says what the row is about (unit, item, period …): of the rows that count, no two are about the same thing.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="rows", verbose_name=_("考核年度"))
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="rows", verbose_name=_("导入批次"))
    table = models.SlugField(_("数据表"), max_length=20)
    key = models.CharField(_("数据键"), max_length=400)
    unit = models.CharField(_("单位代码"), max_length=20, blank=True)
    data = models.JSONField(_("内容"))
    sheet = models.CharField(_("工作表"), max_length=80, blank=True)
    row = models.PositiveIntegerField(_("行号"))
    active = models.BooleanField(_("有效"), default=True)

    class Meta:
        verbose_name = _("考核数据")
        verbose_name_plural = _("考核数据")
        ordering = ["batch", "sheet", "row"]
        indexes = [models.Index(fields=["cycle", "table", "unit"], name="input_by_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "table", "key"], condition=Q(active=True), name="input_one_active_row"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.key}"


class ScoreRun(models.Model):
    """计分结果: what the scheme makes of the inputs as they stood. Never changed; a new run stands beside it."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="runs", verbose_name=_("考核年度"))
    number = models.PositiveIntegerField(_("次数"))
    on = models.DateField(_("计分日期"))
    inputs_hash = models.CharField(_("数据摘要"), max_length=64)
    choices = models.JSONField(_("方案取定"))
    problems = models.JSONField(_("问题"))
    official = models.BooleanField(_("已核定"), default=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", verbose_name=_("纪实条目"))

    class Meta:
        verbose_name = _("计分结果")
        verbose_name_plural = _("计分结果")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="run_number_once"),
            models.UniqueConstraint(fields=["cycle"], condition=Q(official=True), name="run_one_official"),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id} #{self.number}"


class Certainty(models.Model):
    """名次可信度: what one run's order can and cannot tell, by one version of the method; it never changes that order.

    `redraws` is what was drawn so far, kept portion by portion so that the work can be taken up again; `report` is
    null until the work is done and is not changed afterwards. `entry` is the order to compute, `concluded` its end.
    """

    run = models.ForeignKey(ScoreRun, on_delete=models.PROTECT, related_name="certainties", verbose_name=_("计分结果"))
    method = models.PositiveSmallIntegerField(_("方法版本"))
    settings = models.JSONField(_("设定"))
    done = models.PositiveIntegerField(_("已完成"), default=0)
    redraws = models.JSONField(_("抽样"), null=True, blank=True)
    report = models.JSONField(_("报告"), null=True, blank=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", verbose_name=_("纪实条目"))
    concluded = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("完成条目")
    )

    class Meta:
        verbose_name = _("名次可信度")
        verbose_name_plural = _("名次可信度")
        ordering = ["run", "-method"]
        constraints = [
            models.UniqueConstraint(fields=["run", "method"], name="certainty_once"),
            models.CheckConstraint(
                condition=Q(report__isnull=True, concluded__isnull=True)
                | Q(report__isnull=False, concluded__isnull=False),
                name="certainty_concluded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run} v{self.method}"


class UnitScore(models.Model):
    """单位得分: a unit's figures in one run, exact strings as the engine gives them, with their explanation."""

    run = models.ForeignKey(ScoreRun, on_delete=models.PROTECT, related_name="scores", verbose_name=_("计分结果"))
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="scores", verbose_name=_("被考核单位")
    )
    rank = models.PositiveIntegerField(_("名次"), null=True, blank=True)
    rank_without_bonus = models.PositiveIntegerField(_("不计加减分名次"), null=True, blank=True)
    total = models.CharField(_("总分"), max_length=80, null=True, blank=True)  # noqa: DJ001 -- null is "no total", never ""
    vetoed = models.BooleanField(_("一票否决"), default=False)
    result = models.JSONField(_("结果"))
    explanation = models.JSONField(_("得分来由"))

    class Meta:
        verbose_name = _("单位得分")
        verbose_name_plural = _("单位得分")
        ordering = ["run", "participant__group", models.F("rank").asc(nulls_last=True), "participant__unit__code"]
        constraints = [models.UniqueConstraint(fields=["run", "participant"], name="score_once")]

    def __str__(self) -> str:
        return f"{self.participant} {self.total}"


class Consequence(models.Model):
    """结果运用建议: proposed from a run, never more than proposed here; people decide elsewhere, with notice and remedy.

    `texts` holds name, sentence, who decides, notice and remedy in both languages, as they read when it was proposed.
    """

    PROPOSED = "proposed"

    score = models.ForeignKey(
        UnitScore, on_delete=models.PROTECT, related_name="consequences", verbose_name=_("单位得分")
    )
    kind = models.SlugField(_("种类"), max_length=60)
    on = models.SlugField(_("对象"), max_length=20)
    status = models.SlugField(_("状态"), max_length=20, default=PROPOSED)
    adverse = models.BooleanField(_("不利"), default=True)
    cite = models.CharField(_("依据"), max_length=200)
    texts = models.JSONField(_("内容"))

    class Meta:
        verbose_name = _("结果运用建议")
        verbose_name_plural = _("结果运用建议")
        ordering = ["score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["score", "kind", "on", "cite"], name="consequence_once"),
            models.CheckConstraint(condition=Q(status="proposed"), name="consequence_only_proposed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.score_id}"
