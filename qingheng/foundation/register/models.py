"""名册: units with their dated names, people, and dated facts, each with its source.

A period runs from `start` (included) to `end` (excluded, empty while it lasts). What may not overlap, cannot: triggers
on both databases refuse it (`triggers.py`), whichever program writes.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.record.models import Entry


def holding_on(on: date) -> Q:
    """The filter for periods that hold on a day."""
    return Q(start__lte=on) & (Q(end__isnull=True) | Q(end__gt=on))


class Unit(models.Model):
    """单位: an assessed unit by its code (T01, P01, G01, V01); what it is called depends on the day."""

    class Kind(models.TextChoices):
        """单位类别 (seed#2.1)."""

        TOWNSHIP = "township", _("乡镇")
        PARTY = "party", _("县直党群部门")
        GOVERNMENT = "government", _("县直政府部门")
        VERTICAL = "vertical", _("省市垂直管理单位")

    code = models.CharField(_("单位代码"), max_length=20, unique=True)
    kind = models.SlugField(_("类别"), max_length=20, choices=Kind)
    start = models.DateField(_("设立日期"))
    end = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(end__isnull=True) | Q(end__gt=F("start")), name="unit_period")
        ]

    def __str__(self) -> str:
        return self.code


class UnitName(models.Model):
    """单位名称: an official name or a confirmed alias (发改局), each with its period and source."""

    class Kind(models.TextChoices):
        """名称类别."""

        OFFICIAL = "official", _("正式名称")
        ALIAS = "alias", _("别名")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="names", verbose_name=_("单位"))
    kind = models.SlugField(_("名称类别"), max_length=20, choices=Kind, default=Kind.OFFICIAL)
    zh = models.CharField(_("名称"), max_length=120)
    en = models.CharField(_("英文名称"), max_length=160, blank=True)
    start = models.DateField(_("启用日期"))
    end = models.DateField(_("停用日期"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=200)

    class Meta:
        verbose_name = _("单位名称")
        verbose_name_plural = _("单位名称")
        ordering = ["unit", "start"]
        constraints = [
            models.CheckConstraint(condition=Q(end__isnull=True) | Q(end__gt=F("start")), name="unit_name_period"),
            models.UniqueConstraint(fields=["unit", "kind", "zh", "start"], name="unit_name_once"),
        ]

    def __str__(self) -> str:
        return self.zh

    def holds(self, on: date) -> bool:
        """Whether the unit was called so on a day."""
        return self.start <= on and (self.end is None or on < self.end)

    @property
    def text(self) -> Text:
        """The name in both languages."""
        return Text(self.zh, self.en or self.zh)


class Person(models.Model):
    """人员: somebody on file, by file number; everything known about the person is a dated fact."""

    code = models.CharField(_("档案编号"), max_length=32, unique=True)

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class Fact(models.Model):
    """事实: one thing that held about a person through a period, with source, evidence and record number."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="facts", verbose_name=_("人员"))
    key = models.SlugField(_("事项"), max_length=60)
    value = models.JSONField(_("内容"))
    start = models.DateField(_("起"))
    end = models.DateField(_("止"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=200)
    evidence = models.CharField(_("佐证"), max_length=200, blank=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", verbose_name=_("纪实条目"))

    class Meta:
        verbose_name = _("事实")
        verbose_name_plural = _("事实")
        ordering = ["person", "key", "start"]
        constraints = [
            models.CheckConstraint(condition=Q(end__isnull=True) | Q(end__gt=F("start")), name="fact_period"),
            models.UniqueConstraint(fields=["person", "key", "start"], name="fact_once"),
            models.UniqueConstraint(fields=["person", "key"], condition=Q(end__isnull=True), name="fact_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.start}"
