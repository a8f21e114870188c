"""Publishing, exactly once: the ledger of publications, sending, polling, webhooks."""
