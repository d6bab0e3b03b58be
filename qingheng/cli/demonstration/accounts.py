"""演示账号: one for every office. Passwords and authenticator secrets are made once by `secrets`, never from the seed."""

import base64
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction

from qingheng.cli.demonstration.names import full_name
from qingheng.foundation.kernel.chance import Chance
from qingheng.foundation.record.actions import Subject, enter, open_account
from qingheng.foundation.record.models import Account
from qingheng.foundation.record.offices import Office

#: Letters that nobody mistakes for another.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
#: Who signs in with a second factor: the three officers of the machine. The others may set one up themselves.
SECOND_FACTOR = frozenset({Office.SYSTEM_ADMIN, Office.SECURITY_ADMIN, Office.AUDITOR})
#: Whose head the demonstration knows.
UNIT = "T01"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """演示账号: what stands in demo.json."""

    office: str
    username: str
    password: str
    totp_secret: str | None
    unit: str = ""

    def as_json(self) -> dict[str, str | None]:
        """The promised keys, and the unit of a unit's head."""
        return {
            "office": self.office,
            "username": self.username,
            "password": self.password,
            "totp_secret": self.totp_secret,
            "unit": self.unit,
        }


def open_accounts(chance: Chance, on: date) -> Iterator[DemoAccount]:
    """Open one account for each office, in the order of the offices."""
    for office in Office:
        if office is not Office.INSTALLATION:
            yield _open(chance.child(office.value), office, on)


@transaction.atomic
def _open(chance: Chance, office: Office, on: date) -> DemoAccount:
    unit = UNIT if office is Office.UNIT_HEAD else ""
    password = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
    account = open_account(
        office.value,
        password,
        office=office,
        by=None,
        on=on,
        name_zh=full_name(chance, chance.choose(("male", "female")), 1966),
        name_en=f"{office.title.en} (fictitious)",
        unit=unit,
    )
    secret = _second_factor(account, on) if office in SECOND_FACTOR else None
    return DemoAccount(office.value, office.value, password, secret, unit)


def _second_factor(account: Account, on: date) -> str:
    secret = base64.b32encode(secrets.token_bytes(20)).decode()
    TOTP.activate(account, secret)
    enter(act="add_second_factor", by=account, on=on, subject=Subject("account", str(account.pk)), data={})
    return secret
