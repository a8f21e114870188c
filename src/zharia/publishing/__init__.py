"""Exactly once: the ledger of publications, sending, following, webhooks."""
