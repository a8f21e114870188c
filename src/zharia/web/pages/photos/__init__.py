"""Photos as pages show them: thumbnails, what was sent to TikTok, facts about each."""
