"""One TikTok account: its settings, fallback photo, renewing, disconnecting."""
