"""Passwords, and the time that a wrong name takes."""

from itertools import pairwise
from statistics import median
from time import process_time

from zharia.users.passwords import hash_password, verify_password


def test_a_password_is_argon2id_with_64_mib() -> None:
    hashed = hash_password("correct horse")
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert verify_password("correct horse", hashed)
    assert not verify_password("correct horse ", hashed)
    assert not verify_password("correct horse", "not a hash")


def test_nobody_takes_as_long_as_somebody() -> None:
    hashed = hash_password("x")
    verify_password("warm up", None)

    # Of work, not of the clock on the wall: a busy machine makes neither look longer.
    def seconds(known: str | None) -> float:
        moments = []
        for _ in range(4):
            moments.append(process_time())
            verify_password("wrong", known)
        return median(after - before for before, after in pairwise(moments))

    assert 0.4 < seconds(None) / seconds(hashed) < 2.5
