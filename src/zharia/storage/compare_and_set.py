"""Compare-and-set: an UPDATE that changes its row only if that is still as it was last seen.

Of several that try in the same moment the database lets exactly one succeed, whatever processes
they are in. Rows that the session has loaded are not told of it: refresh what is read afterwards.
"""

from sqlalchemy import Update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session


def compare_and_set(session: Session, statement: Update) -> bool:
    """Whether the one row was changed that the `WHERE` names, with what is expected of it."""
    result = session.execute(statement.execution_options(synchronize_session=False))
    return isinstance(result, CursorResult) and result.rowcount == 1
