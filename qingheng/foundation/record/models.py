"""纪实: accounts, the insert-only entries, personal content apart, and the mark of a demonstration.

Why an entry cannot change: triggers on both databases refuse UPDATE and DELETE (TRUNCATE too on PostgreSQL, and
INSERT OR REPLACE on SQLite, which would delete without firing a delete trigger). See `triggers.py`.
"""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.record.offices import Office, office_title


class AccountManager(BaseUserManager["Account"]):
    """Opens accounts. There is no superuser: whoever may do something may do it by office."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Account":
        """A saved account with a hashed password; without one, nobody can sign in to it."""
        account = self.model(username=self.model.normalize_username(username), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """账号: one person in one office; `unit` is the code of the own unit, empty for county offices."""

    class Language(models.TextChoices):
        """界面语言."""

        CHINESE = "zh-hans", "中文"
        ENGLISH = "en", "English"

    username = models.CharField(_("用户名"), max_length=64, unique=True)
    office = models.SlugField(_("岗位"), max_length=40)
    name_zh = models.CharField(_("姓名"), max_length=80, blank=True)
    name_en = models.CharField(_("英文姓名"), max_length=80, blank=True)
    unit = models.CharField(_("单位代码"), max_length=20, blank=True)
    language = models.CharField(_("界面语言"), max_length=10, choices=Language, default=Language.CHINESE)
    is_active = models.BooleanField(_("启用"), default=True)
    opened_at = models.DateTimeField(_("开通时间"), auto_now_add=True)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("账号")
        verbose_name_plural = _("账号")
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(office__in=[office.value for office in Office]),
                name="account_office_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name_zh or self.username

    @property
    def display_name(self) -> Text:
        """The person's name in both languages."""
        return Text(self.name_zh or self.username, self.name_en or self.name_zh or self.username)

    @property
    def office_title(self) -> Text:
        """The office's name in both languages."""
        return office_title(self.office)


class Entry(models.Model):
    """纪实条目: one act. Insert-only by trigger.

    `data` is canonical JSON (RFC 8785) of public facts; personal content stands in `Payload`, and only its salted
    commitment stands here, so that a lawful erasure leaves the record verifiable. `sequence` grows and may have gaps
    (a rolled-back act leaves one): the sealed log numbers its leaves itself.
    """

    sequence = models.BigAutoField(primary_key=True)
    instant = models.DateTimeField(_("时刻"))
    on = models.DateField(_("日期"))
    act = models.SlugField(_("事项"), max_length=60)
    office = models.SlugField(_("岗位"), max_length=40)
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("经办人")
    )
    subject_kind = models.SlugField(_("对象类别"), max_length=60)
    subject_id = models.CharField(_("对象编号"), max_length=120)
    data = models.TextField(_("内容"))
    pack = models.CharField(_("政策包摘要"), max_length=64, blank=True)
    commitment = models.CharField(_("附件承诺值"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("纪实条目")
        verbose_name_plural = _("纪实条目")
        ordering = ["sequence"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="entry_subject"),
            models.Index(fields=["on"], name="entry_on"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(account__isnull=False) | models.Q(office=Office.INSTALLATION.value),
                name="entry_has_an_actor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.act} {self.subject_kind}:{self.subject_id}"


class Payload(models.Model):
    """个人内容: what an entry commits to; the row can be erased, the entry stays and stays verifiable.

    `commitment` = SHA-256(salt ‖ content), in hex; the salt is 32 secret bytes, so nobody can guess erased content
    back from the commitment.
    """

    commitment = models.CharField(_("承诺值"), max_length=64, primary_key=True)
    salt = models.BinaryField(_("盐"))
    content = models.TextField(_("内容"))

    class Meta:
        verbose_name = _("个人内容")
        verbose_name_plural = _("个人内容")

    def __str__(self) -> str:
        return self.commitment


class Demonstration(models.Model):
    """虚构·演示: this row marks the database as a demonstration; a trigger keeps it from ever being unset."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    since = models.DateField(_("设立日期"))

    class Meta:
        verbose_name = _("演示标记")
        verbose_name_plural = _("演示标记")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_demonstration_mark")]

    def __str__(self) -> str:
        return "虚构·演示"
