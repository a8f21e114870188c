"""Social media settings: TikTok's app, its keys, the verification file, set-up steps."""
