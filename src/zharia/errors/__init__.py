"""The error book: what each error means, who acts and what to do, in three languages.

    >>> from zharia.errors import entry, explain
    >>> explain("rate_limit_exceeded").title.text("en")
    'Too many calls within a minute'

Every code of TikTok's that Zharia can meet has an entry, and every code of Zharia's own; tests
fail if one lacks it. Pure data: the pages show it where an error occurs, and all together.
"""

from zharia.errors.book import entries, entry, explain, explain_failure
from zharia.errors.entry import Entry, Group, Source

__all__ = ["Entry", "Group", "Source", "entries", "entry", "explain", "explain_failure"]
