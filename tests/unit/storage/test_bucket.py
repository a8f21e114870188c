"""What a bucket needs, and how it is told what went wrong; nothing is asked of any server."""

import pytest

from zharia.media.bucket import PhotoBucket
from zharia.media.errors import StorageUnusable
from zharia.storage.bucket import _remedy, _said
from zharia.storage.s3_address import S3Address

KEYS = {"AWS_ACCESS_KEY_ID": "test-key", "AWS_SECRET_ACCESS_KEY": "hush", "AWS_REGION": "kz"}
ADDRESS = S3Address("photos", "kz")


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, "AWS_ACCESS_KEY_ID"),
        ({"AWS_ACCESS_KEY_ID": "a"}, "AWS_SECRET_ACCESS_KEY"),
        (KEYS | {"AWS_ENDPOINT_URL": "minio:9000"}, "AWS_ENDPOINT_URL"),
        (KEYS | {"AWS_ENDPOINT_URL": "http://u:hush@minio"}, "AWS_ENDPOINT_URL"),
        (KEYS | {"AWS_ENDPOINT_URL": "http://[::1"}, "AWS_ENDPOINT_URL"),
        (KEYS | {"AWS_ENDPOINT_URL": "http://minio.example:9000"}, "AWS_ALLOW_HTTP"),
    ],
)
def test_what_is_missing_or_wrong_is_named(environment: dict[str, str], words: str) -> None:
    with pytest.raises(StorageUnusable, match=words) as caught:
        PhotoBucket(ADDRESS, environment)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    "credentials",
    [
        KEYS,
        {"AWS_WEB_IDENTITY_TOKEN_FILE": "/run/token", "AWS_ROLE_ARN": "arn:aws:iam::1:role/x"},
        {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials"},
    ],
)
def test_each_way_to_credentials_will_do(credentials: dict[str, str]) -> None:
    assert "s3://photos/kz" in str(PhotoBucket(ADDRESS, credentials))


def test_another_machines_plain_http_can_be_allowed() -> None:
    environment = KEYS | {
        "AWS_ENDPOINT_URL": "https://unused.example",
        "AWS_ENDPOINT_URL_S3": "http://minio.example:9000",
        "AWS_ALLOW_HTTP": "true",
    }
    bucket = PhotoBucket(ADDRESS, environment)
    assert bucket.endpoint == "http://minio.example:9000"
    assert "http://minio.example:9000" in str(bucket)


_FAILED = "Generic S3 error: Error performing GET http://minio/photos/x?X-Amz-Signature=hush in 2ms"


@pytest.mark.parametrize(
    ("text", "said", "remedy"),
    [
        (
            (
                f"{_FAILED} - Server returned non-2xx status code: 404 Not Found: <?xml?>"
                "<Error><Code>NoSuchBucket</Code><BucketName>hush</BucketName></Error>"
            ),
            "404 Not Found (NoSuchBucket)",
            "Make the bucket",
        ),
        (
            (
                f"{_FAILED} - Server returned non-2xx status code: 403 Forbidden: <Error>"
                "<Code>InvalidAccessKeyId</Code><AWSAccessKeyId>hush</AWSAccessKeyId></Error>"
            ),
            "403 Forbidden (InvalidAccessKeyId)",
            "AWS_ACCESS_KEY_ID",
        ),
        (
            (
                "Received redirect without LOCATION, this normally indicates an incorrectly"
                " configured region"
            ),
            "Received redirect",
            "AWS_REGION",
        ),
        (f"{_FAILED} status code: 503 Service Unavailable: ", "503 Service Unavailable", ""),
        (f"{_FAILED} HttpError {{ kind: Timeout, source", "no answer in time", ""),
        (f"{_FAILED} HttpError {{ kind: Connect, source", "no connection", ""),
        (f"{_FAILED} HttpError {{ kind: Decode, source", "the connection broke", ""),
        ("<Error><Code>InternalError</Code>", "InternalError", ""),
    ],
)
def test_what_a_bucket_answered_in_a_few_words(text: str, said: str, remedy: str) -> None:
    error = OSError(text)
    assert _said(error).startswith(said)
    assert "hush" not in _said(error)
    assert remedy in _remedy(error)
    assert bool(remedy) == bool(_remedy(error))
