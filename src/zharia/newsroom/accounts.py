"""TikTok accounts: one is connected, set up, renewed at a press, or disconnected."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from zharia import accounts
from zharia.accounts import (
    Account,
    AccountChanges,
    Connected,
    Connecting,
    NotConfigured,
    OpenClient,
    TokenUnavailable,
    TokenVault,
    change_account,
)
from zharia.accounts.queries import account, renewable_accounts
from zharia.errors import ErrorCode
from zharia.journal import Installation
from zharia.newsroom.errors import NotFound
from zharia.publishing.rate_limits import resume_account
from zharia.storage.crypto import Keyring
from zharia.storage.database import Database
from zharia.users import AuditAction, Principal, Role, principal_of, record
from zharia.users.queries import user


@dataclass(frozen=True, slots=True)
class Renewal:
    """What came of renewing an account's access: either of the two is there."""

    account: Account
    #: seconds that the access token is good for
    good_for: float | None = None
    problem: TokenUnavailable | NotConfigured | None = None


@dataclass(frozen=True, slots=True)
class Disconnected:
    """An account of which we hold no tokens any more."""

    account: Account
    #: by TikTok; if not, its owner can remove the app there
    confirmed: bool


def known_account(session: Session, account_id: str) -> Account:
    """The account, connected or not. Raises `NotFound`."""
    known = account(session, account_id)
    if known is None:
        raise NotFound(ErrorCode.ACCOUNT_UNKNOWN, f"There is no account {account_id}.")
    return known


def finish_connecting(
    database: Database,
    connecting: Connecting,
    query: Mapping[str, str],
    *,
    shown: Principal | None,
    address: str,
) -> Connected:
    """Take what TikTok's consent page sends a browser back with, from `address`.

    `shown` is whom the browser shows itself to be; where it shows nobody, the state tells who
    began. Raises a `ConnectFailed` leaf or `NotConfigured`.
    """
    admin_id = None if shown is None else shown.id
    if shown is not None and not shown.may(Role.ADMIN):
        # An editor cannot have begun, so an editor's id is nobody's visit.
        admin_id = f"not an administrator: {shown.id}"
    connected = connecting.finish(query, admin_id)
    with database.write() as session:
        resume_account(session, connected.account_id, database.now(session))
        record(
            session,
            shown or _who_began(session, connected.admin_id, address),
            AuditAction.ACCOUNT_CONNECTED,
            connected.account_id,
            known_account(session, connected.account_id).name,
            new=connected.is_new,
            left_out=list(connected.missing),
        )
    return connected


def change(
    session: Session, who: Principal, known: Account, changes: AccountChanges, *, now: datetime
) -> None:
    """Change an account's settings. Raises `InvalidFields`, and then nothing has changed."""
    if changed := change_account(session, known, changes, now=now):
        _record_change(session, who, known, *changed)


def set_fallback_photo(
    session: Session, who: Principal, account_id: str, key: str | None, *, now: datetime
) -> None:
    """Let an uploaded photo stand in for an article's missing one, by its key; None: no photo.

    Raises `NotFound`, and `UploadMissing` if there is no such upload.
    """
    known = known_account(session, account_id)
    accounts.set_fallback_photo(session, known, key, now=now)
    _record_change(session, who, known, "fallback_photo")


def renew(database: Database, vault: TokenVault, account_id: str) -> Renewal:
    """Renew an account's access now. It leaves no line: it happens by itself ahead of its end.

    Raises `NotFound`.
    """
    with database.read() as session:
        known = known_account(session, account_id)
    return _renew(vault, known)


def renew_all(database: Database, vault: TokenVault) -> list[Renewal]:
    """Renew the access of each account that somebody has connected and nobody disconnected."""
    with database.read() as session:
        known = renewable_accounts(session)
    return [_renew(vault, one) for one in known]


def disconnect(
    database: Database,
    who: Principal,
    account_id: str,
    *,
    keys: Keyring,
    open_client: OpenClient,
    installation: Installation,
) -> Disconnected:
    """Forget an account's tokens and withdraw our access at TikTok; its settings stay.

    Raises `NotFound`.
    """
    with database.read() as session:
        known = known_account(session, account_id)
    # What TikTok says stands in the line, so it is written once that is known.
    confirmed = accounts.disconnect(
        database, keys, open_client, account_id, installation=installation
    )
    with database.write() as session:
        what = AuditAction.ACCOUNT_DISCONNECTED
        record(session, who, what, account_id, known.name, confirmed=confirmed)
    return Disconnected(known, confirmed)


def _renew(vault: TokenVault, known: Account) -> Renewal:
    try:
        return Renewal(known, vault.renew(known.id, now=True))
    except (TokenUnavailable, NotConfigured) as problem:
        return Renewal(known, problem=problem)


def _record_change(session: Session, who: Principal, known: Account, *fields: str) -> None:
    record(session, who, AuditAction.ACCOUNT_CHANGED, known.id, known.name, fields=[*fields])


def _who_began(session: Session, admin_id: str, address: str) -> Principal:
    began = user(session, admin_id.removeprefix("user:"))
    # Of somebody whom a CMS vouches for we know only the id.
    return principal_of(began, address) if began else Principal(admin_id, admin_id, address=address)
