"""Prometheus metrics at `/metrics`. Counted per process; states are read from the database."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from zharia.accounts.queries import accounts_by_state
from zharia.publishing.outgoing import count_due
from zharia.publishing.queries import publications_by_state
from zharia.publishing.unknown_posts import unknown_posts_by_origin
from zharia.publishing.webhooks import count_set_aside, count_waiting
from zharia.storage.database import Database

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """One set for each application, so that tests do not share them."""

    def __init__(self, database: Database) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "zharia_http_requests",
            "Answered requests",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "zharia_http_request_seconds",
            "From the request's head to the end of the answer",
            ["route"],
            buckets=(0.005, 0.02, 0.1, 0.5, 2, 10),
            registry=self._registry,
        )
        self._webhooks = Counter(
            "zharia_webhooks",
            "Deliveries that claim to be TikTok's: stored, late, repeated, forged, foreign,"
            " too_large, unstored",
            ["outcome"],
            registry=self._registry,
        )
        self.logins = Counter(
            "zharia_logins",
            "Attempts to sign in: ok, refused, throttled",
            ["outcome"],
            registry=self._registry,
        )
        self.photos = Counter(
            "zharia_photo_requests",
            "Requests for an attempt's photo by HTTP status",
            ["status"],
            registry=self._registry,
        )
        self._registry.register(_DatabaseCollector(database))
        #: finding a series by its labels costs more than counting in it
        self._answers: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._outcomes: dict[str, Counter] = {}

    def count_answer(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request is answered, so many seconds after its head came."""
        labels = (method, route, status)
        if labels not in self._answers:
            self._answers[labels] = self._requests.labels(*labels), self._seconds.labels(route)
        requests, duration = self._answers[labels]
        requests.inc()
        duration.observe(seconds)

    def count_webhook(self, outcome: str) -> None:
        if outcome not in self._outcomes:
            self._outcomes[outcome] = self._webhooks.labels(outcome)
        self._outcomes[outcome].inc()

    def text(self) -> bytes:
        """All figures in Prometheus's text format."""
        return generate_latest(self._registry)


class _DatabaseCollector(Collector):
    """What lies in the database, counted when asked: the same from every process."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def describe(self) -> Iterable[Metric]:
        # Without this the registry would ask the database while it registers us.
        return []

    def collect(self) -> Iterable[Metric]:
        with self._database.read() as session:
            publications = publications_by_state(session)
            accounts = accounts_by_state(session)
            waiting = count_waiting(session)
            now = self._database.now(session)
            due = count_due(session, now)
            set_aside = count_set_aside(session, now - timedelta(days=1))
            unknown = unknown_posts_by_origin(session)
        yield _by_state(
            "zharia_unknown_posts",
            "Posts that only a webhook told of: open, ours, foreign (somebody else posts with this"
            " app), nobodys (failed, and nothing shows whose it was)",
            unknown,
        )
        yield _by_state("zharia_publications", "Publications in the ledger", publications)
        yield GaugeMetricFamily(
            "zharia_publications_due",
            "Publications that could be sent now: the length of the queue, over all accounts",
            value=due,
        )
        yield _by_state("zharia_accounts", "TikTok accounts", accounts)
        yield GaugeMetricFamily(
            "zharia_webhooks_waiting", "Stored deliveries not worked on yet", value=waiting
        )
        yield GaugeMetricFamily(
            "zharia_webhooks_set_aside",
            "Deliveries of the last 24 hours that could not be understood or worked on: kept in"
            " incoming_webhooks with their outcome",
            value=set_aside,
        )


def _by_state(name: str, text: str, counts: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=["state"])
    for state, count in counts.items():
        family.add_metric([state], count)
    return family


def _current_metrics(request: Request) -> Metrics:
    metrics: Metrics = request.app.state.metrics
    return metrics


#: what a route asks for to count
CurrentMetrics = Annotated[Metrics, Depends(_current_metrics)]
