"""Settings: TikTok's app, the verification file, first steps, pause."""
