"""登录: what differs from allauth's defaults. Accounts are opened by the system administrator, never by oneself."""

import base64
import hashlib
from typing import Any

from allauth.account import signals as account_signals
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa import signals as mfa_signals
from allauth.mfa.adapter import DefaultMFAAdapter
from axes.helpers import get_cool_off
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qingheng.foundation.kernel.clock import clock
from qingheng.foundation.record.actions import Subject, enter
from qingheng.foundation.record.models import Account


class Adapter(DefaultAccountAdapter):
    """Sign-up is closed; there is no mail, so nothing is ever sent."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: 账号由系统管理员开通."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing leaves this machine."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """The secret of an authenticator is encrypted at rest; its key is derived from the secret key, which is no row."""

    def encrypt(self, text: str) -> str:
        """What is stored."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was stored. Raises InvalidToken where the secret key is another one now."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


class WithoutPlaceholders:
    """The label says what a field is for; a placeholder that repeats it only looks like an answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SignInForm(WithoutPlaceholders, LoginForm):
    """登录."""


class PasswordForm(WithoutPlaceholders, ChangePasswordForm):
    """修改密码."""


class ConfirmForm(WithoutPlaceholders, ReauthenticateForm):
    """确认身份."""


def _cipher() -> Fernet:
    digest = hashlib.sha256(b"qingheng second factor\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The user name on which a failure counts. Sign-in does not distinguish case, so the count must not either."""
    return ((credentials or {}).get("username") or request.POST.get("login", "")).strip().lower()


def locked_out(
    request: HttpRequest, original_response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """锁定页: too many wrong passwords on one account; says how long, and who can unlock it."""
    pause = get_cool_off(request)
    minutes = int(pause.total_seconds() // 60) if pause else None
    return render(request, "account/locked.html", {"minutes": minutes}, status=429)


#: What people do with their own sign-in, and the act under which the record keeps it.
_RECORDED = (
    (account_signals.user_logged_in, "sign_in"),
    (account_signals.password_changed, "change_password"),
    (mfa_signals.authenticator_added, "add_second_factor"),
    (mfa_signals.authenticator_removed, "remove_second_factor"),
    (mfa_signals.authenticator_reset, "renew_recovery_codes"),
)


def keep_record() -> None:
    """Enter every sign-in and every change of a password or second factor into the record."""
    for signal, act in _RECORDED:
        signal.connect(_recorder(act), weak=False, dispatch_uid=f"qingheng.{act}")


def _recorder(act: str) -> Any:
    def record(sender: object, user: Account, **more: object) -> None:
        with transaction.atomic():
            enter(act=act, by=user, on=clock().today(), subject=Subject("account", str(user.pk)), data={})

    return record
