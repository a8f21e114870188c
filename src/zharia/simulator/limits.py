"""Rate limits: a sliding window of a minute for each user and app. Pure."""

#: tiktok-api-v2-rate-limit: one minute, sliding
WINDOW_SECONDS = 60.0

#: calls per user and minute
PER_MINUTE = {
    "content_init": 6,  # content-posting-api-reference-photo-post
    "creator_info": 20,  # content-posting-api-reference-query-creator-info
    "status_fetch": 30,  # content-posting-api-reference-get-video-status
    "user_info": 600,  # tiktok-api-v2-rate-limit
    "video_list": 600,
    "video_query": 600,
}


def admit(
    calls: list[float], now: float, limit: int, window: float = WINDOW_SECONDS
) -> tuple[bool, list[float]]:
    """Whether a call may pass at `now`, and the calls to remember.

    A call that is refused is not remembered: it does not push the next turn away.
    """
    recent = [at for at in calls if now - window < at <= now]
    if len(recent) >= limit:
        return False, recent
    return True, [*recent, now]
