"""Places in which a journal can lie, and what can happen to it there."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from tests.support.buckets import (
    FaultProxy,
    answering,
    delete_object,
    keys_in,
    object_in,
    put_object,
)
from zharia.journal import Journal
from zharia.storage.s3_address import S3Address

#: what is in a place: names and contents
Copy = dict[str, bytes]


class Place(Protocol):
    """Where a journal lies."""

    @property
    def where(self) -> Path | S3Address:
        """As the settings name it."""

    def full(self) -> AbstractContextManager[None]:
        """Nothing can be written for a while."""

    def copy(self) -> Copy:
        """What is there."""

    def put_back(self, copy: Copy) -> None:
        """Exactly this is there."""


@dataclass
class FilePlace:
    """A disk."""

    where: Path
    patch: pytest.MonkeyPatch

    @contextmanager
    def full(self) -> Iterator[None]:
        with self.patch.context() as patch:
            patch.setattr(os, "write", lambda *_: 0)
            yield

    def copy(self) -> Copy:
        return {"": self.where.read_bytes()} if self.where.exists() else {}

    def put_back(self, copy: Copy) -> None:
        if copy:
            self.where.write_bytes(copy[""])
        else:
            self.where.unlink()


@dataclass
class BucketPlace:
    """A prefix in a bucket, and the way to it."""

    where: S3Address
    proxy: FaultProxy

    @contextmanager
    def full(self) -> Iterator[None]:
        self.proxy.fault = answering(507, "XMinioStorageFull", "PUT")
        yield
        self.proxy.fault = None

    def keys(self) -> list[str]:
        return keys_in(self.proxy.server, self.where.bucket, f"{self.where.prefix}/journal/")

    def key(self, number: int) -> str:
        return f"{self.where.prefix}/journal/{number:020}.jsonl"

    def content(self, number: int) -> bytes:
        return object_in(self.proxy.server, self.where.bucket, self.key(number)).content

    def put(self, number: int, content: bytes) -> None:
        """By another hand than ours."""
        put_object(self.proxy.server, self.where.bucket, self.key(number), content)

    def delete(self, number: int) -> None:
        delete_object(self.proxy.server, self.where.bucket, self.key(number))

    def copy(self) -> Copy:
        server, bucket = self.proxy.server, self.where.bucket
        return {key: object_in(server, bucket, key).content for key in self.keys()}

    def put_back(self, copy: Copy) -> None:
        for key in self.keys():
            delete_object(self.proxy.server, self.where.bucket, key)
        for key, content in copy.items():
            put_object(self.proxy.server, self.where.bucket, key, content)


def open_at(place: Place) -> Journal:
    """As a process does at its start."""
    return Journal.open(place.where)
