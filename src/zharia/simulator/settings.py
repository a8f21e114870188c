"""The simulator's settings. Simulated seconds run on its clock, real ones on ours."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Settings:
    #: simulated seconds per real second
    speed: float = 1.0
    #: loaded at the start if it is there, saved after changes and at the end
    state_file: Path | None = None
    #: refuse http and loopback as TikTok does
    strict_urls: bool = False
    #: refuse the fields that photos do not know, which TikTok ignores
    strict: bool = False
    #: 24 h and 365 d, as TikTok's older pages have it, instead of 2 h and 180 d
    old_lifetimes: bool = False
    #: a sandbox answers every refresh with `invalid_grant`, as one was seen to
    sandbox_refuses_refresh: bool = False
    #: HTTP status of the token endpoint's flat errors; TikTok is seen with 200
    oauth_error_status: int = 200
    #: simulated seconds from init to the pull, from the pull to the post, and of moderation
    pull_delay: float = 2.0
    processing_delay: float = 3.0
    moderation_delay: float = 20.0
    #: real seconds that one photo's download, and one webhook, may take
    pull_timeout: float = 20.0
    webhook_timeout: float = 10.0
    #: makes fault rates repeatable
    random_seed: int | None = None
