"""Opens the store of photos that the settings name: a folder, or an S3 bucket."""

from pathlib import Path

from zharia.media.file_store import FileStore
from zharia.media.store import PhotoStore
from zharia.storage.s3_address import S3Address


def open_store(storage: str, data_dir: Path) -> PhotoStore:
    """The store that `ZHARIA_MEDIA_STORAGE` names, which is `file` or `s3://bucket/prefix`.

    Raises `StoreUnwritable`, `StorageUnusable`, OSError.
    """
    address = S3Address.parse(storage)
    if address is None:
        return FileStore(data_dir / "photos")
    # A folder needs no client of S3.
    from zharia.media.bucket import PhotoBucket  # noqa: PLC0415
    from zharia.media.object_store import ObjectStore  # noqa: PLC0415
    from zharia.media.store_cache import StoreCache  # noqa: PLC0415

    return ObjectStore(PhotoBucket.open(address), StoreCache(data_dir / "photo-cache"))
