"""The HTTP edge: JSON for programs under `api`. Transactions begin and end here."""
