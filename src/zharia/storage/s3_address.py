"""Address of a bucket: `s3://bucket` or `s3://bucket/prefix`. Pure, and quick to import."""

import re
from dataclasses import dataclass
from typing import Final, Self

#: "Bucket naming rules" of S3; of a prefix what needs no escape anywhere
_ADDRESS: Final = re.compile(
    r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])"
    r"(?P<prefix>(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9!_.*'()=-]+)*)/?"
)


@dataclass(frozen=True, slots=True)
class S3Address:
    """`prefix` has no slash at its ends, and may be empty."""

    bucket: str
    prefix: str

    @classmethod
    def parse(cls, address: str) -> Self | None:
        """None for what is no such address."""
        found = _ADDRESS.fullmatch(address)
        return cls(found["bucket"], found["prefix"].removeprefix("/")) if found else None

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}".removesuffix("/")
