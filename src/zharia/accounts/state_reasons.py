"""Messages for each reason why an account is not connected, from the table of errors."""

from typing import Final

from zharia.accounts.model import StateReason
from zharia.errors.book import explain
from zharia.errors.entry import Entry
from zharia.texts.message import Message

REASONS: Final[dict[StateReason, Entry]] = {
    reason: explain(f"account.{reason}") for reason in StateReason
}

#: what happened and what to do, in one message
MESSAGES: Final[dict[StateReason, Message]] = {
    reason: said.happened.then(said.remedy) for reason, said in REASONS.items()
}
