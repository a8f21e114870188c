"""The queue's seam: an engine that sends no wake-ups but writes down whom it would have woken."""

from datetime import datetime

from zharia.publishing.engine import Engine
from zharia.publishing.model import Publication


class Silent(Engine):
    """`send_due` is the watchdog's own; only the queue is missing."""

    def __init__(self) -> None:
        self.woken: list[str] = []

    def send(self, _session: object, publication: Publication) -> None:
        self.woken.append(publication.id)

    def pending_wakeups(self, _now: datetime) -> frozenset[str]:
        return frozenset()
