"""Garbage collector tuning: a fast start, and even response times afterwards."""

import gc
from typing import Final

#: allocations between two looks at what is young, and of those between two at what is older
_THRESHOLDS: Final = (10_000, 10, 10)
#: the same while everything is imported, which is less than so many
_WHILE_IMPORTING: Final = (300_000, 10, 10)


def tune_gc() -> None:
    """Hardly look, before anything is imported: modules are no garbage.

    With Python's own thresholds, looking at them again and again is a good part of the time that
    importing the service takes. What importing leaves as garbage is little, and found later. What
    serves for long goes on to `freeze_gc`.
    """
    gc.set_threshold(*_WHILE_IMPORTING)


def freeze_gc() -> None:
    """Everything is imported and opened: take it out of the garbage collector's view for good.

    A full collection over a service's modules and schemas stops every request for 0.1 s; that
    was the 99th percentile of a webhook's answer. So there is none before, either.
    """
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
