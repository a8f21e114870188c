"""A file of keys, changed as an administrator does who reads `zharia keys rotate --help`."""

from pathlib import Path

from zharia.storage.crypto import new_key


def add_key(file: Path) -> None:
    """Put a new key in front; whoever reads meanwhile sees the file before or after."""
    written = file.with_suffix(".new")
    written.write_text(f"{new_key()}\n{file.read_text()}")
    written.replace(file)
