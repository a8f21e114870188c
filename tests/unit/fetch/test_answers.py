"""Who asks, what keeps programs out, and when a part is the whole."""

import tomllib
from pathlib import Path

import pytest

from zharia import __version__
from zharia.fetch.challenges import is_challenge, is_page
from zharia.fetch.partial_content import full_length, starts_at_first_byte
from zharia.fetch.user_agent import PRODUCT, user_agent


@pytest.mark.parametrize(
    ("public_url", "named"),
    [
        ("https://news.example", "https://news.example"),
        ("https://news.example/", "https://news.example"),
        ("https://news.example:8443/zharia/", "https://news.example:8443/zharia"),
        ("https://жария.қаз", "https://xn--80alh5a6e.xn--80ao21a"),
        ("https://me:secret@news.example", "https://news.example"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ],
)
def test_a_request_names_the_newsroom(public_url: str, named: str) -> None:
    assert user_agent(public_url) == f"{PRODUCT} (+{named})"


def test_an_administrator_may_choose_another_name() -> None:
    assert user_agent("https://news.example", "Gazeta/2") == "Gazeta/2"


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())
    assert project["project"]["version"] == __version__


CHALLENGES = [
    b"<!DOCTYPE html><html><head><title>Just a moment...</title>",
    b"<html><head><meta charset=utf-8><title>DDoS-Guard</title>",
    b"<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD>",
    "<!doctype html><title>Проверка браузера</title>".encode(),
    b"<html><script>window._cf_chl_opt={}</script>",
    b"<!-- x --><html><body><iframe src=/_Incapsula_Resource?x></iframe>",
]
PAGES = [
    b"<html><title>Access denied to the park, residents say</title>",
    "<html><title>Вышел новый «Just a moment»</title>".encode(),
    b"<html><script src=/cdn-cgi/challenge-platform/scripts/jsd/main.js></script>",
    b"<html><title>News</title><p>Just a moment...</p>",
]


def test_pages_that_keep_programs_out_are_known() -> None:
    assert all(is_challenge({}, page) for page in CHALLENGES)
    assert not any(is_challenge({}, page) for page in PAGES)
    assert is_challenge({"cf-mitigated": "challenge"}, b"")
    assert is_challenge({"x-amzn-waf-action": "challenge"}, b"")
    assert not is_challenge({}, b"\xff\xd8\xff<title>Just a moment...</title>")


def test_a_page_is_told_from_feeds_and_photos() -> None:
    assert all(map(is_page, [*CHALLENGES, *PAGES, b"\xef\xbb\xbf\n<!DOCTYPE HTML>", b"<body>"]))
    assert not any(map(is_page, [b"", b"<rss>", b"<?xml?><feed>", b"\xff\xd8\xff", b"{}", b"<htm"]))


@pytest.mark.parametrize(
    ("status", "content_range", "length", "begins"),
    [
        (200, "", None, True),
        (200, "bytes 5-9/10", None, True),
        (206, "bytes 0-9/10", 10, True),
        (206, "Bytes  0-9/10", 10, True),
        (206, "bytes 0-8/10", -1, True),
        (206, "bytes 1-9/10", -1, False),
        (206, "bytes 0-9/*", -1, True),
        (206, "", -1, False),
        (206, "pages 0-9/10", -1, False),
    ],
)
def test_a_part_is_the_whole_if_its_range_covers_all(
    status: int, content_range: str, length: int | None, *, begins: bool
) -> None:
    headers = {"content-range": content_range} if content_range else {}
    assert full_length(status, headers) == length
    assert starts_at_first_byte(status, headers) is begins
