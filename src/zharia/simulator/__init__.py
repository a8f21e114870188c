"""TikTok on localhost: for demos, tests and training, without a TikTok account."""
