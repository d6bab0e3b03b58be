"""入册: writing the record. Every act of the house goes through `enter`, inside its own transaction."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction

from qingheng.foundation.kernel.clock import clock
from qingheng.foundation.record.canonical import canonical_json
from qingheng.foundation.record.models import Account, Demonstration, Entry, Payload
from qingheng.foundation.record.offices import Office

SALT_BYTES = 32


class Subject(NamedTuple):
    """对象: what an act is about, by kind and natural key, e.g. `("assessment_cycle", "2007")`."""

    kind: str
    id: str


class OutsideTransactionError(RuntimeError):
    """An entry must stand or fall with the act that it records: open a transaction around both."""


def enter(
    *,
    act: str,
    by: Account | None,
    on: date,
    subject: Subject,
    data: Mapping[str, Any],
    payload: Mapping[str, Any] | None = None,
    pack: str | None = None,
) -> Entry:
    """Write one entry of the record, in the caller's transaction.

    `by` is the account that acts, None only for the installation itself; `on` the civil date of the act; `data` its
    public facts (JSON without floats); `payload` its personal content, which is stored apart and only committed to;
    `pack` the hash of the rules that were applied.

    Raises OutsideTransactionError outside of a transaction; TypeError or ValueError where data is no canonical JSON.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransactionError(OutsideTransactionError.__doc__)
    return Entry.objects.create(
        instant=clock().now(),
        on=on,
        act=act,
        office=by.office if by else Office.INSTALLATION.value,
        account=by,
        subject_kind=subject.kind,
        subject_id=subject.id,
        data=canonical_json(data),
        pack=pack or "",
        commitment=_commit(payload) if payload is not None else "",
    )


def commitment_of(salt: bytes, content: str) -> str:
    """SHA-256(salt ‖ content) in hex; the salt has a fixed length, so the two cannot run into each other."""
    return hashlib.sha256(salt + content.encode()).hexdigest()


def _commit(payload: Mapping[str, Any]) -> str:
    salt, content = secrets.token_bytes(SALT_BYTES), canonical_json(payload)
    return Payload.objects.create(commitment=commitment_of(salt, content), salt=salt, content=content).commitment


@transaction.atomic
def erase_payload(commitment: str, *, by: Account, on: date, reason: str) -> None:
    """Erase personal content for a lawful reason; the entry that commits to it stays, and this act is entered too.

    Raises Payload.DoesNotExist where nothing stands under that commitment (any more).
    """
    Payload.objects.select_for_update().get(commitment=commitment).delete()
    enter(act="erase_payload", by=by, on=on, subject=Subject("payload", commitment), data={"reason": reason})


@transaction.atomic
def mark_demonstration(*, by: Account | None, on: date) -> None:
    """Mark this database as a demonstration (虚构·演示), for good. A second time changes nothing."""
    if not Demonstration.objects.exists():
        Demonstration.objects.create(since=on)
        enter(act="mark_demonstration", by=by, on=on, subject=Subject("installation", "1"), data={})


@transaction.atomic
def open_account(
    username: str,
    password: str | None,
    *,
    office: Office,
    by: Account | None,
    on: date,
    name_zh: str = "",
    name_en: str = "",
    unit: str = "",
    language: str = Account.Language.CHINESE,
) -> Account:
    """Open an account in an office and enter it; the name is personal content, the office and unit are public facts.

    Raises IntegrityError where the user name is taken.
    """
    account = Account.objects.create_user(
        username, password, office=office.value, name_zh=name_zh, name_en=name_en, unit=unit, language=language
    )
    enter(
        act="open_account",
        by=by,
        on=on,
        subject=Subject("account", str(account.pk)),
        data={"office": office.value, "unit": unit},
        payload={"username": username, "name_zh": name_zh, "name_en": name_en},
    )
    return account
