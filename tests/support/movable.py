"""A database whose clock a test can move on."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from zharia.storage.database import Database


class MovableDatabase(Database):
    """It is so much later than the database says."""

    ahead = timedelta()

    def now(self, session: Session) -> datetime:
        return super().now(session) + self.ahead
