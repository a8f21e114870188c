"""Names of the sources that are no feed's."""

from typing import Final

#: what a CMS delivers as JSON
API: Final = "api"
#: what the newsroom writes here
DESK: Final = "desk"

#: no feed may call itself so
RESERVED: Final = frozenset({API, DESK})
