"""Errors: every code once, with who acts, whether a retry helps, and what it means to people.

Every code of our own (`ErrorCode`) and every code of TikTok's has one entry in `table/`, which
`book` looks up; tests fail if one lacks it. Domains raise codes and carry a `Message`; pages show
what the table says, where an error occurs and all together. It imports no domain of ours, and this
face not even the table: processes that read foreign bytes stay small.
"""

from zharia.errors.codes import ChoiceCode, ErrorCode
from zharia.errors.who_acts import WhoActs

__all__ = ["ChoiceCode", "ErrorCode", "WhoActs"]
