"""The line of JSON at the end of a chaos run."""

import json
from dataclasses import replace

from zharia.chaos.audit import Findings, PostKey
from zharia.chaos.report import Counts, recovery_times, to_json, violations

KZ = PostKey(1, "aimaq_kz")
FOUND = Findings([KZ], [], [], [], [], {"late answer": 2}, [KZ], {"scheduled": 1}, {"spam_risk": 3})
COUNTS = Counts(
    seed=7,
    database="sqlite",
    workers=1,
    media="file",
    accounts=2,
    kills=3,
    freezes=0,
    restores=0,
    reconnects=0,
    articles=4,
    not_taken=0,
    publications=6,
    inits=9,
    foreign={"glance": 1},
    webhooks={"lost": 2},
    seconds_to_next_init=[1.0, 2.0, 6.0, None],
    seconds=12.4,
)


def test_seconds_to_the_next_init_after_each_blow() -> None:
    assert recovery_times([0, 5, 9, 20], [4, 9.5, 1]) == [1, 4.5, 0.5, None]


def test_one_line_names_what_was_done_and_what_was_found() -> None:
    said = to_json(COUNTS, FOUND)
    assert "\n" not in said
    told = json.loads(said)
    assert (told["kills"], told["publications"], told["inits"]) == (3, 6, 9)
    assert (told["doubles"], told["lost"], told["falseSuccesses"]) == (1, 0, 0)
    assert (told["open"], told["failed"]) == ({"scheduled": 1}, {"spam_risk": 3})
    assert (told["doubts"], told["askedOfAPerson"]) == ({"late answer": 2}, 1)
    assert told["secondsToNextInit"] == {"median": 2.0, "max": 6.0, "never": 1}


def test_without_a_blow_there_is_no_wait_to_tell() -> None:
    told = json.loads(to_json(replace(COUNTS, seconds_to_next_init=[]), FOUND))
    assert told["secondsToNextInit"] == {"median": None, "max": None, "never": 0}


def test_each_broken_promise_is_named() -> None:
    assert violations(FOUND) == [("double", KZ)]
