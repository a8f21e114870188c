"""State machine of a publication: its states, and which may follow which.

  ┌──────────┬─────────────┐
  ▼          │             │
draft ──▶ scheduled ──▶ preparing ──▶ submitting ──▶ processing ──▶ published ──▶ removed
             ▲  ▲           │             │  │           │  ▲          ▲
             │  └───────────┘             │  ▼           │  │          │
             └────────────────────────────┴ unconfirmed ─┘──┼─ delivered (inbox)
             └── failed ◀───────────────────────────────────┘
cancelled ◀── draft, scheduled, preparing

Back to draft goes what was changed after somebody had approved it. An attempt that was thought
dead may turn out to be live: then every state before that leads to published or delivered.
"""

from enum import StrEnum


class State(StrEnum):
    """State of a publication. The values are stored."""

    #: composed, or changed after it was approved; waits for an editor
    DRAFT = "draft"
    #: approved or automatic; waits for its time and its turn
    SCHEDULED = "scheduled"
    #: photos made ready and hosted, token fresh, creator info asked
    PREPARING = "preparing"
    #: the attempt is written down and init is being sent: the point of no return
    SUBMITTING = "submitting"
    #: init's answer was lost; the outcome is unknown
    UNCONFIRMED = "unconfirmed"
    #: TikTok accepted it and works on it
    PROCESSING = "processing"
    #: a draft lies in the creator's TikTok inbox
    DELIVERED = "delivered"
    #: TikTok said complete; the public post id may follow hours later
    PUBLISHED = "published"
    #: TikTok said that it is no longer public
    REMOVED = "removed"
    #: refused or broken, with a code and who must act
    FAILED = "failed"
    #: withdrawn by a person before it was sent
    CANCELLED = "cancelled"


#: where TikTok's status of an attempt that was thought dead may lead
_LIVE_AFTER_ALL = frozenset({State.PUBLISHED, State.DELIVERED})

NEXT: dict[State, frozenset[State]] = {
    State.DRAFT: _LIVE_AFTER_ALL | {State.SCHEDULED, State.CANCELLED},
    State.SCHEDULED: _LIVE_AFTER_ALL
    | {State.DRAFT, State.PREPARING, State.FAILED, State.CANCELLED},
    State.PREPARING: _LIVE_AFTER_ALL
    | {State.DRAFT, State.SUBMITTING, State.SCHEDULED, State.FAILED, State.CANCELLED},
    State.SUBMITTING: _LIVE_AFTER_ALL
    | {State.PROCESSING, State.FAILED, State.SCHEDULED, State.UNCONFIRMED},
    State.UNCONFIRMED: _LIVE_AFTER_ALL
    | {State.PROCESSING, State.SCHEDULED, State.CANCELLED, State.FAILED},
    State.PROCESSING: _LIVE_AFTER_ALL | {State.FAILED, State.SCHEDULED, State.CANCELLED},
    State.DELIVERED: frozenset({State.PUBLISHED, State.FAILED}),
    State.PUBLISHED: frozenset({State.REMOVED}),
    State.REMOVED: frozenset({State.PUBLISHED}),
    State.FAILED: _LIVE_AFTER_ALL | {State.SCHEDULED},
    State.CANCELLED: _LIVE_AFTER_ALL,
}

#: a publication here will not change by itself and needs no photos any more
TERMINAL = frozenset({State.PUBLISHED, State.REMOVED, State.FAILED, State.CANCELLED})

#: never due: it waits for a person, or for nothing
IDLE = TERMINAL | {State.DRAFT}

#: waiting for its turn on the account
IN_QUEUE = frozenset({State.SCHEDULED, State.PREPARING})

#: waiting for a worker to send it
OUTGOING = IN_QUEUE | {State.SUBMITTING}

#: sent, or perhaps sent, and not ended
AWAITING_OUTCOME = frozenset({State.UNCONFIRMED, State.PROCESSING})

#: a post may come of it any moment, unless its photos are taken away in time
IN_FLIGHT = AWAITING_OUTCOME | {State.SUBMITTING}

#: sent, or perhaps sent; polled until the final status
POLLED = AWAITING_OUTCOME | {State.DELIVERED, State.PUBLISHED}

#: may yet become a post, or waits to be approved: at most one for each article and account
UNDER_WAY = OUTGOING | AWAITING_OUTCOME | {State.DRAFT}

#: a person can withdraw it
CANCELLABLE = frozenset({State.DRAFT, State.SCHEDULED, State.PREPARING})

#: it became a post; a person may order a repeat over it
POSTED = frozenset({State.DELIVERED, State.PUBLISHED, State.REMOVED})

#: on the account: publishing again without an order would be a double
LIVE = frozenset({State.DELIVERED, State.PUBLISHED})

#: nothing was posted and nothing will be
NOT_POSTED = frozenset({State.FAILED, State.CANCELLED})


def allowed(before: State, after: State) -> bool:
    """Whether the ledger may move a publication from one state to the other."""
    return after in NEXT[before]


class Group(StrEnum):
    """Groups of a list of publications, for people."""

    #: waits for an editor
    APPROVAL = "approval"
    #: queued, being sent, or at TikTok without a final status
    UNDER_WAY = "under_way"
    #: on TikTok, or in the creator's inbox
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


GROUPS: dict[Group, frozenset[State]] = {
    Group.APPROVAL: frozenset({State.DRAFT}),
    Group.UNDER_WAY: OUTGOING | AWAITING_OUTCOME,
    Group.DONE: POSTED,
    Group.FAILED: frozenset({State.FAILED}),
    Group.CANCELLED: frozenset({State.CANCELLED}),
}


#: the three values of the brief's interface
SIMPLE_STATUS: dict[State, str] = {
    state: "SUCCESS" if state in POSTED else "FAILED" if state in NOT_POSTED else "PENDING"
    for state in State
}
