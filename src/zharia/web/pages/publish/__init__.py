"""The publish form: what TikTok's audit asks an editor to see and choose before a post."""
