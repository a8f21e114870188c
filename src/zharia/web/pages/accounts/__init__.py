"""TikTok accounts: connecting, brand, schedule, disconnecting."""
