"""Password hashing with argon2id, in the same time for unknown users."""

import secrets
from functools import cache

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from zharia.storage.storable import is_storable, storable
from zharia.users.errors import PasswordTooLong, PasswordTooShort

#: characters (NIST SP 800-63B asks for 8 or more and no other rules)
MIN_LENGTH = 8
#: characters: hashing much more only serves whoever wants to keep us busy
MAX_LENGTH = 1000

#: time 3, 64 MiB, 4 lanes: RFC 9106's second recommended option
_HASHER = PasswordHash((Argon2Hasher(time_cost=3, memory_cost=64 * 1024, parallelism=4),))


def validate_password(password: str) -> str:
    """The password, if somebody may have it. Raises `PasswordTooShort`, `PasswordTooLong`."""
    if len(password) < MIN_LENGTH:
        raise PasswordTooShort(MIN_LENGTH)
    if len(password) > MAX_LENGTH:
        raise PasswordTooLong(MAX_LENGTH)
    return password


def random_password() -> str:
    """A password of 20 characters at random, to be typed once."""
    return secrets.token_urlsafe(15)


def hash_password(password: str) -> str:
    return _HASHER.hash(password)


def verify_password(password: str, password_hash: str | None) -> bool:
    """Whether it is the password. Without a hash (nobody has this name) it takes as long to say no.

    Takes about 0.2 s and 64 MiB: callers bound how many run at once.
    """
    if not is_storable(password):
        # Nobody could have chosen it, and no UTF-8 is there to hash.
        password, password_hash = storable(password), None
    try:
        right = _HASHER.verify(password, password_hash or _dummy_hash())
    except UnknownHashError:
        return False
    return right and password_hash is not None


@cache
def _dummy_hash() -> str:
    return hash_password("the password of nobody")
