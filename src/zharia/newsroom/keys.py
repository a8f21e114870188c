"""API keys for machines that deliver articles: creating and revoking."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from zharia.errors import ErrorCode
from zharia.errors.field_error import FieldError, InvalidFields
from zharia.newsroom.errors import NotFound
from zharia.texts.message import Message
from zharia.users import (
    ApiKey,
    AuditAction,
    KeyScope,
    KeyUnknown,
    Principal,
    create_key,
    record,
    revoke_key,
)

#: characters of a key's name
MAX_NAME: Final = 100

_NO_NAME: Final = Message("Give the key a name of 1 to 100 characters.")
_NO_SCOPE: Final = Message("Tick at least one thing that the key may do.")


def create(
    session: Session, who: Principal, name: str, scopes: Collection[KeyScope], *, now: datetime
) -> tuple[ApiKey, str]:
    """A new key's row, and the key itself: the only time that anybody sees it.

    Raises `InvalidFields`.
    """
    name = " ".join(name.split())
    problems = []
    if not 0 < len(name) <= MAX_NAME:
        problems.append(FieldError("name", _NO_NAME))
    if not scopes:
        problems.append(FieldError("scopes", _NO_SCOPE))
    if problems:
        raise InvalidFields(tuple(problems))
    row, key = create_key(session, name, scopes, who.name, now)
    record(session, who, AuditAction.KEY_CREATED, row.id, row.name, scopes=list(row.scopes))
    return row, key


def revoke(session: Session, who: Principal, key_id: str, *, now: datetime) -> ApiKey:
    """End a key. One that has ended stays as it is, without a second line. Raises `NotFound`."""
    try:
        key = revoke_key(session, key_id, now)
    except KeyUnknown:
        raise NotFound(ErrorCode.KEY_UNKNOWN, "There is no such key.") from None
    if key.revoked_at == now:
        record(session, who, AuditAction.KEY_REVOKED, key.id, key.name)
    return key
