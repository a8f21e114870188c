"""TikTok's verification file, whichever way it comes."""

import pytest

from zharia.accounts.verification import InvalidVerification, content, file_name, token_of_file

TOKEN = "hspn2X0NUB583MkkPIXoyUMYMJNxmv6t"
NAME, BODY = file_name(TOKEN), content(TOKEN).encode()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        (NAME, BODY),
        (NAME, b"\xef\xbb\xbf" + BODY + b"\r\n"),
        (f"C:\\fakepath\\{NAME}", BODY),
        (f"/media/usb/{NAME}", BODY),
        (NAME.replace(".txt", " (2).txt"), BODY),
        ("verification.txt", BODY),
        ("", BODY),
    ],
)
def test_the_uploaded_file_gives_its_token(name: str, body: bytes) -> None:
    assert token_of_file(name, body) == TOKEN


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        (NAME, b"", "one line of text"),
        (NAME, b" \n", "one line of text"),
        (NAME, BODY + b" " * 1000, "one line of text"),
        (NAME, b"\xff\xd8\xff\xe0", "one line of text"),
        (NAME, b"<html></html>", "must begin with"),
        (NAME, BODY + b"\nmore", "different tokens"),
        ("tiktokother123.txt", BODY, "different tokens"),
        ("", content("../../etc").encode(), "8 to 128"),
    ],
)
def test_another_file_is_refused_with_the_remedy(name: str, body: bytes, why: str) -> None:
    with pytest.raises(InvalidVerification, match=why) as caught:
        token_of_file(name, body)
    kazakh = caught.value.message.text("kk")
    assert "TikTok" in kazakh or "көшіріңіз" in kazakh
