"""Use cases: what a person or a program may do, each once, with its line in the audit log."""
