import pytest

from zharia.storage.s3_address import S3Address


@pytest.mark.parametrize(
    ("address", "bucket", "prefix"),
    [
        ("s3://photos", "photos", ""),
        ("s3://photos/", "photos", ""),
        ("s3://news.kz-photos/a/b", "news.kz-photos", "a/b"),
        ("s3://news.kz-photos/a/b/", "news.kz-photos", "a/b"),
        ("s3://photos/v1.2_x", "photos", "v1.2_x"),
    ],
)
def test_a_bucket_and_its_prefix(address: str, bucket: str, prefix: str) -> None:
    found = S3Address.parse(address)
    assert found == S3Address(bucket, prefix)
    assert str(found) == address.rstrip("/")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "file",
        "s3",
        "s3://",
        "s3:photos",
        "S3://photos",
        "s3://Photos",
        "s3://ab",
        "s3://-photos",
        "s3://photos//a",
        "s3://photos/a//b",
        "s3://photos/../b",
        "s3://photos/.",
        "s3://photos/a b",
        "s3://photos/a?b",
        "s3://key:secret@photos/a",
        "s3://photos/a\n",
        "https://photos.s3.amazonaws.com/",
    ],
)
def test_what_is_no_address(address: str) -> None:
    assert S3Address.parse(address) is None
