"""The HTTP edge: JSON under `api`, HTML under `pages`. Transactions begin and end here."""
