"""Signing in with e-mail and password."""

from sqlalchemy import select

from zharia.database import Database
from zharia.users.adding import normal
from zharia.users.errors import WrongCredentials
from zharia.users.model import User
from zharia.users.passwords import LONGEST, matches
from zharia.users.throttle import admit, forgive


def sign_in(database: Database, email: str, password: str, address: str) -> User:
    """The user, if the password is right. `address` is the client's, for the throttle.

    An unknown e-mail takes as long as a wrong password and gets the same answer. Raises
    `WrongCredentials` and `TooManyAttempts`. Takes 64 MiB while it hashes: bound the callers.
    """
    email = normal(email)
    with database.write() as session:
        admit(session, email, address, database.now(session))
    with database.read() as session:
        user = session.scalar(select(User).where(User.email == email))
    right = matches(password[:LONGEST], user.password_hash if user else None)
    if user is None or not right or len(password) > LONGEST:
        raise WrongCredentials
    with database.write() as session:
        forgive(session, email, address)
    return user
