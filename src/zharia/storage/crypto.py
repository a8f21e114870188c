"""Encryption of secrets at rest: AEAD (AES-256-GCM), bound to their place, with key rotation.

    >>> keys = open_keyring("", Path("var/secret-keys"))  # doctest: +SKIP
    >>> place = Place("accounts", "access_token", account.id)  # doctest: +SKIP
    >>> account.access_token = keys.seal(Secret("act.…"), place)  # doctest: +SKIP
    >>> keys.open(account.access_token, place).reveal()  # doctest: +SKIP
    'act.…'

Three types keep a secret from slipping out: a `Secret` never shows itself, a `SealedText` column
takes nothing that was not sealed, and a `Sealed` opens only at the place it was sealed for.

    CryptoError
    ├─ KeysUnusable   the keys cannot be read, or are no keys
    ├─ KeyMissing     sealed with a key that is not among ours
    └─ SealBroken     altered, or moved here from another row or column
"""

import hashlib
import hmac
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, NoReturn, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from zharia.storage import private_files

#: bytes of a key (AES-256) and of the nonce that GCM is defined for
KEY_BYTES = 32
NONCE_BYTES = 12
_FORMAT = "v1"


class CryptoError(Exception):
    """A secret cannot be sealed or opened. The message names the remedy."""


class KeysUnusable(CryptoError):
    """The keys cannot be read, or are no keys."""


class KeyMissing(CryptoError):
    """Sealed with a key that is not among ours."""


class SealBroken(CryptoError):
    """Altered, or moved here from another row or column."""


class Secret:
    """A text that is not to be seen. Masked in `repr` and `str`; refuses to be pickled."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled: whoever stores the pickle stores it in clear")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _memo: object) -> Self:
        return self


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value lies. It opens nowhere else."""

    table: str
    column: str
    row: str

    def __str__(self) -> str:
        return f"{self.table}.{self.column} of {self.row}"

    @property
    def associated_data(self) -> bytes:
        return "\0".join((_FORMAT, self.table, self.column, self.row)).encode()


@dataclass(frozen=True, slots=True)
class Sealed:
    """A secret at rest: format, key id, then nonce and ciphertext in base64url."""

    text: str

    @property
    def key_id(self) -> str:
        return self.text.split(".")[1] if self.text.count(".") == 2 else ""


class SealedText(TypeDecorator[Sealed]):
    """A column that refuses everything but a `Sealed` value."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sealed | None, _dialect: Dialect) -> str | None:
        if value is None:
            return None
        if not isinstance(value, Sealed):
            # The value itself may be the secret: only its type is told.
            raise TypeError(f"a sealed column takes Sealed, not {type(value).__name__}")
        return value.text

    def process_result_value(self, value: Any, _dialect: Dialect) -> Sealed | None:
        return None if value is None else Sealed(value)


@dataclass(frozen=True, slots=True)
class _Key:
    id: str
    cipher: AESGCM = field(repr=False)


class Keyring:
    """Every key there is, newest first. The newest seals, any opens.

    The keys are read anew at each use, so that a running service sees a key that was added.
    """

    def __init__(self, source: Callable[[], str], where: str) -> None:
        """`source` returns the comma list of keys; `where` tells people what to put right."""
        self._source = source
        self._where = where
        self._read: tuple[str, tuple[_Key, ...]] = ("", ())
        self._keys()

    def __repr__(self) -> str:
        return f"<Keyring from {self._where}: {', '.join(key.id for key in self._read[1])}>"

    @property
    def newest(self) -> str:
        """The id of the key that seals."""
        return self._keys()[0].id

    @property
    def prefix(self) -> str:
        """What every value sealed with the newest key begins with."""
        return f"{_FORMAT}.{self.newest}."

    def seal(self, secret: Secret, place: Place) -> Sealed:
        key = self._keys()[0]
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = key.cipher.encrypt(nonce, secret.reveal().encode(), place.associated_data)
        return Sealed(f"{_FORMAT}.{key.id}.{urlsafe_b64encode(nonce + sealed).decode()}")

    def open(self, sealed: Sealed, place: Place) -> Secret:
        """The secret again. Raises `KeyMissing` and `SealBroken`."""
        keys = self._keys()
        key = next((key for key in keys if key.id == sealed.key_id), None)
        if key is None:
            raise KeyMissing(
                f"{place} was sealed with key {sealed.key_id or '?'}; {self._where} has"
                f" {', '.join(key.id for key in keys)}. Add the missing key there, after the"
                " others (from the machine that sealed it, or from a backup). If it is lost, enter"
                " the client secret again and connect each account again."
            )
        try:
            raw = urlsafe_b64decode(sealed.text.rpartition(".")[2])
            nonce, ciphertext = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
            return Secret(key.cipher.decrypt(nonce, ciphertext, place.associated_data).decode())
        except (InvalidTag, NotBase64, ValueError) as error:
            raise SealBroken(
                f"{place} was altered, or copied here from another row or column. Restore the row"
                " from a backup; or enter the client secret, or connect the account, again."
            ) from error

    def _keys(self) -> tuple[_Key, ...]:
        text = self._source()
        known, keys = self._read
        if text != known or not keys:
            parts = text.replace("\n", ",").split(",")
            keys = tuple(self._key(part.strip()) for part in parts if part.strip())
            if not keys:
                raise KeysUnusable(f"{self._where} holds no key; `{HOW_TO_MAKE_A_KEY}` makes one")
            self._read = (text, keys)
        return keys

    def _key(self, text: str) -> _Key:
        try:
            raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except (NotBase64, ValueError):
            raw = b""
        if len(raw) != KEY_BYTES:
            # Never the text: it may be a key with a letter missing.
            raise KeysUnusable(
                f"{self._where} has an entry that is not {KEY_BYTES} bytes in base64url;"
                f" `{HOW_TO_MAKE_A_KEY}` makes one"
            )
        # Not a plain hash of the key, in case that is ever used for something else.
        key_id = hmac.digest(raw, b"zharia key id", hashlib.sha256).hex()[:8]
        return _Key(key_id, AESGCM(raw))


HOW_TO_MAKE_A_KEY = 'python3 -c "import secrets; print(secrets.token_urlsafe(32))"'


def new_key() -> str:
    """A fresh key as `ZHARIA_SECRET_KEYS` takes it."""
    return secrets.token_urlsafe(KEY_BYTES)


def open_keyring(secret_keys: str, file: Path) -> Keyring:
    """The keys of `ZHARIA_SECRET_KEYS`, or of `file`, which is made (0600) if it is not there.

    Raises `KeysUnusable`.
    """
    if secret_keys:
        return Keyring(lambda: secret_keys, "ZHARIA_SECRET_KEYS")
    read_or_create(file, new_key)
    return Keyring(lambda: _read(file), str(file))


def read_or_create(file: Path, make: Callable[[], str], remedy: str = "") -> str:
    """What `file` holds. If it is not there, it is made (0600) of what `make` returns.

    Raises `KeysUnusable`, which says the remedy if there is another than for keys.
    """
    if not file.exists():
        private_files.make_folder(file.parent)
        written = _write_temporary(make() + "\n", file.parent)
        # Several processes may start at once: the first to link wins, the others use its key.
        with suppress(FileExistsError):
            file.hardlink_to(written)
        written.unlink()
    return _read(file, remedy or _KEYS_REMEDY)


def _write_temporary(text: str, directory: Path) -> Path:
    """A new file that only we may read (0600, as temporary files are made)."""
    with NamedTemporaryFile("w", dir=directory, prefix=".keys-", delete=False) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return Path(file.name)


_KEYS_REMEDY = (
    "Put it back from a backup, or set ZHARIA_SECRET_KEYS; without its keys nothing that was sealed"
    " can be opened."
)


def _read(file: Path, remedy: str = _KEYS_REMEDY) -> str:
    try:
        return file.read_text()
    except (OSError, UnicodeDecodeError) as error:
        problem = error.strerror if isinstance(error, OSError) else "it is no text"
        raise KeysUnusable(f"{file} cannot be read: {problem}. {remedy}") from error
