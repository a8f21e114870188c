"""A month of many newsrooms by a virtual clock: who falls due, what TikTok does, what a worker."""
