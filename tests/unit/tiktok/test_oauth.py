"""The way to the consent page and back."""

from __future__ import annotations

import base64
import hashlib
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zharia.tiktok import Denied, Granted, Pkce, PkceEncoding, errors, parse_callback
from zharia.tiktok.oauth import authorize_url, check_redirect_uri

PAGE = "https://www.tiktok.com/v2/auth/authorize/"
CALLBACK = "https://news.example.kz/api/tiktok/callback"


def url(**changes: object) -> str:
    arguments: dict[str, object] = {
        "client_key": "key",
        "redirect_uri": CALLBACK,
        "scopes": ["user.info.basic", "video.publish"],
        "state": "st/a te",
        "pkce": Pkce.new(PkceEncoding.NONE),
    }
    return authorize_url(PAGE, **{**arguments, **changes})  # type: ignore[arg-type]


def query(of: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(of).query, strict_parsing=True)


def test_the_authorize_url_carries_what_tiktok_asks_for() -> None:
    assert url().startswith(PAGE + "?")
    assert query(url()) == {
        "client_key": ["key"],
        "response_type": ["code"],
        "scope": ["user.info.basic,video.publish"],
        "redirect_uri": [CALLBACK],
        "state": ["st/a te"],
    }


def test_the_consent_page_can_be_forced() -> None:
    assert query(url(disable_auto_auth=True))["disable_auto_auth"] == ["1"]


def test_hex_pkce_is_what_tiktok_documents() -> None:
    pkce = Pkce.new()
    assert pkce.verifier is not None
    asked = query(url(pkce=pkce))
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["code_challenge"] == [hashlib.sha256(pkce.verifier.encode()).hexdigest()]


def test_base64url_pkce_is_what_the_rfc_documents() -> None:
    # The example of RFC 7636, appendix B.
    pkce = Pkce(PkceEncoding.BASE64URL, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    assert pkce.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.mark.parametrize("encoding", [PkceEncoding.HEX, PkceEncoding.BASE64URL])
def test_verifiers_are_fresh_and_of_the_allowed_alphabet(encoding: PkceEncoding) -> None:
    first, second = Pkce.new(encoding).verifier, Pkce.new(encoding).verifier
    assert first != second
    assert re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", first or "")


@given(st.text("abcXYZ019-._~", min_size=43, max_size=128))
def test_both_encodings_write_the_same_digest(verifier: str) -> None:
    digest = bytes.fromhex(Pkce(PkceEncoding.HEX, verifier).challenge or "")
    short = Pkce(PkceEncoding.BASE64URL, verifier).challenge or ""
    assert base64.urlsafe_b64decode(short + "=") == digest


def test_without_pkce_there_is_neither_verifier_nor_challenge() -> None:
    pkce = Pkce.new(PkceEncoding.NONE)
    assert (pkce.verifier, pkce.challenge) == (None, None)
    assert "code_challenge" not in query(url(pkce=pkce))


@pytest.mark.parametrize("scopes", [[], [""], ["video.publish,video.upload"], ["a b"], ["ы"]])
def test_scopes_must_be_single_names(scopes: list[str]) -> None:
    with pytest.raises(errors.InvalidArgument, match="scopes"):
        url(scopes=scopes)


def test_a_state_is_required() -> None:
    with pytest.raises(errors.InvalidArgument, match="state"):
        url(state="")


@pytest.mark.parametrize(
    "redirect_uri",
    [
        CALLBACK,
        CALLBACK + "/",
        "https://news.example.kz:8443/cb",
        "http://localhost:8000/cb",
        "http://127.0.0.1:8000/cb",
        "http://[::1]:8000/cb",
        "https://n.example.kz/" + "a" * (511 - 21),
    ],
)
def test_a_good_redirect_uri_passes(redirect_uri: str) -> None:
    check_redirect_uri(redirect_uri)


@pytest.mark.parametrize(
    ("redirect_uri", "why"),
    [
        ("http://news.example.kz/cb", "https"),
        ("http://localhost.evil.example/cb", "https"),
        ("http://127.evil.example/cb", "https"),
        ("/cb", "absolute"),
        ("news.example.kz/cb", "absolute"),
        ("zharia://cb", "https"),
        ("https:///cb", "absolute"),
        ("https://news.example.kz:port/cb", "absolute"),
        ("https://news.example.kz:0/cb", "absolute"),
        ("https://[::1/cb", "absolute"),
        ("https://me@news.example.kz/cb", "absolute"),
        ("https://news.example.kz/cb\n", "absolute"),
        ("https://news.example.kz/c b", "absolute"),
        ("https://жаңалық.kz/cb", "absolute"),
        (CALLBACK + "?a=1", "no query"),
        (CALLBACK + "?", "no query"),
        (CALLBACK + "#a", "no fragment"),
        (CALLBACK + "#", "no fragment"),
        ("https://n.example.kz/" + "a" * (512 - 21), "under 512"),
    ],
)
def test_a_redirect_uri_that_tiktok_would_refuse_is_refused_first(
    redirect_uri: str, why: str
) -> None:
    with pytest.raises(errors.InvalidArgument, match=why):
        url(redirect_uri=redirect_uri)


def test_a_callback_with_a_code_was_granted() -> None:
    callback = {"code": "c*1", "scopes": "user.info.basic, video.upload,", "state": "s"}
    assert parse_callback(callback) == Granted("c*1", ("user.info.basic", "video.upload"), "s")


def test_a_person_who_refuses_is_told_apart_from_a_failure() -> None:
    denied = parse_callback({"error": "access_denied", "error_description": "no", "state": "s"})
    assert isinstance(denied, Denied)
    assert type(denied.error) is errors.AccessDenied
    assert (denied.error.detail, denied.state) == ("no", "s")
    failed = parse_callback({"error": "server_error", "code": "c"})
    assert isinstance(failed, Denied)
    assert type(failed.error) is errors.OAuthUnavailable


def test_a_stranger_cannot_flood_our_logs_through_the_callback() -> None:
    denied = parse_callback({"error": "e" * 9999, "error_description": "d" * 9999})
    assert isinstance(denied, Denied)
    assert len(str(denied.error)) < 1000


@pytest.mark.parametrize("callback", [{}, {"state": "s"}, {"code": "", "error": ""}])
def test_a_callback_with_neither_is_malformed(callback: dict[str, str]) -> None:
    with pytest.raises(errors.CallbackMalformed):
        parse_callback(callback)
