"""Limits, caps, ownership, photos, signatures, tokens, the clock, and the state as JSON."""

import hashlib
import hmac
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.servers import photo

from zharia.simulator import caps, faults, limits, ownership, photos, store, tokens, webhooks
from zharia.simulator.clock import Clock
from zharia.simulator.model import App, Fault, Platform, Post, PostMode, PostStatus, State, User
from zharia.simulator.seed import seeded_state

DAY = 86_400.0


@given(st.lists(st.floats(0, 300), min_size=1, max_size=80), st.integers(1, 30))
def test_no_sliding_minute_ever_holds_more_than_the_limit(moments: list[float], limit: int) -> None:
    calls: list[float] = []
    passed = []
    for now in sorted(moments):
        allowed, calls = limits.admit(calls, now, limit)
        if allowed:
            passed.append(now)
        # Refused only when the minute is full.
        assert allowed or sum(now - 60 < at <= now for at in passed) == limit
    for end in passed:
        assert sum(end - 60 < at <= end for at in passed) <= limit


def test_the_documented_limits() -> None:
    assert limits.PER_MINUTE == {
        "content_init": 6,
        "creator_info": 20,
        "status_fetch": 30,
        "user_info": 600,
        "video_list": 600,
        "video_query": 600,
    }


class TestCaps:
    def posts(self, number: int, mode: PostMode = PostMode.DIRECT_POST, **more: Any) -> list[Post]:
        one = Post("p", "key", "kz", mode, created_at=0.0)
        return [replace(one, **more) for _ in range(number)]

    @pytest.mark.parametrize(("number", "full"), [(14, False), (15, True)])
    def test_fifteen_posts_a_day(self, number: int, full: bool) -> None:
        kz, ru = User("kz", ""), User("ru", "")
        assert caps.too_many_posts(self.posts(number), kz, DAY - 1) is full
        assert not caps.too_many_posts(self.posts(number), kz, DAY)
        assert not caps.too_many_posts(self.posts(number), ru, 1)

    def test_a_creators_own_number_of_posts_a_day(self) -> None:
        large = User("kz", "", posts_per_day=40)
        assert not caps.too_many_posts(self.posts(39), large, 1)
        assert caps.too_many_posts(self.posts(40), large, 1)

    def test_failed_posts_and_drafts_take_no_place(self) -> None:
        some = self.posts(14) + self.posts(9, status=PostStatus.FAILED)
        more = some + self.posts(9, PostMode.MEDIA_UPLOAD)
        assert not caps.too_many_posts(more, User("kz", ""), 1)

    @pytest.mark.parametrize(
        "handled",
        [
            {"status": PostStatus.PUBLISH_COMPLETE},
            {"status": PostStatus.FAILED},
        ],
    )
    def test_five_drafts_that_wait(self, handled: dict[str, Any]) -> None:
        waiting = self.posts(5, PostMode.MEDIA_UPLOAD, status=PostStatus.SEND_TO_USER_INBOX)
        assert caps.too_many_drafts(waiting, "kz", 1)
        assert not caps.too_many_drafts(waiting, "kz", DAY)
        assert not caps.too_many_drafts([*waiting[1:], replace(waiting[0], **handled)], "kz", 1)
        thrown_away = replace(waiting[0], draft_discarded_at=1.0)
        assert caps.too_many_drafts([*waiting[1:], thrown_away], "kz", 1)

    def test_five_users_before_the_audit(self) -> None:
        some = [replace(self.posts(1)[0], username=f"u{n}") for n in range(5)]
        new, audited = App("key", "", "", audited=False), App("key", "", "")
        assert caps.too_many_users(some, new, "u5", 1)
        assert not caps.too_many_users(some, new, "u4", 1)
        assert not caps.too_many_users(some, new, "u5", DAY)
        assert not caps.too_many_users(some, audited, "u5", 1)
        assert not caps.too_many_users(some, replace(new, client_key="other"), "u5", 1)


class TestOwnership:
    app = App(
        "key",
        "secret",
        "App",
        verified_domains=["aimaq.kz"],
        verified_prefixes=["https://cdn.example.com/media/"],
    )

    @pytest.mark.parametrize(
        ("url", "owned"),
        [
            ("https://aimaq.kz/1.jpg", True),
            ("https://aimaq.kz:8443/1.jpg", True),
            ("https://AIMAQ.kz/1.jpg", True),
            ("https://media.cdn.aimaq.kz/1.jpg", True),
            ("https://notaimaq.kz/1.jpg", False),
            ("https://aimaq.kz.evil.com/1.jpg", False),
            ("https://evil.com/aimaq.kz/1.jpg", False),
            ("https://cdn.example.com/media/1.jpg", True),
            ("https://cdn.example.com/media", False),
            ("https://cdn.example.com/other/1.jpg", False),
            ("https://cdn.example.com.evil.com/media/1.jpg", False),
            ("http://cdn.example.com/media/1.jpg", False),
        ],
    )
    def test_domains_cover_subdomains_and_prefixes_their_paths(self, url: str, owned: bool) -> None:
        assert ownership.is_owned(url, self.app) is owned

    @pytest.mark.parametrize(
        ("registered", "sent", "platform", "match"),
        [
            ("https://a.kz/cb/", "https://a.kz/cb/", Platform.WEB, True),
            ("https://a.kz/cb/", "https://a.kz/cb", Platform.WEB, False),
            ("https://a.kz/cb/", "https://A.kz/cb/", Platform.WEB, False),
            ("https://a.kz/cb/", "https://a.kz/cb/?x=1", Platform.WEB, False),
            ("https://a.kz/cb/", "https://a.kz:443/cb/", Platform.WEB, False),
            ("http://localhost:*/cb/", "http://localhost:1/cb/", Platform.DESKTOP, True),
            ("http://localhost:*/cb/", "http://localhost:65535/cb/", Platform.DESKTOP, True),
            ("http://localhost:*/cb/", "http://localhost:65536/cb/", Platform.DESKTOP, False),
            ("http://localhost:*/cb/", "http://localhost:/cb/", Platform.DESKTOP, False),
            ("http://localhost:*/cb/", "http://localhost/cb/", Platform.DESKTOP, False),
            ("http://localhost:*/cb/", "http://localhost:1/x/cb/", Platform.DESKTOP, False),
            ("http://localhost:*/cb/", "http://127.0.0.1:1/cb/", Platform.DESKTOP, False),
            ("http://localhost:*/cb/", "http://localhost:1/cb/", Platform.WEB, False),
        ],
    )
    def test_redirect_uris_match_byte_for_byte(
        self, registered: str, sent: str, platform: Platform, match: bool
    ) -> None:
        assert ownership.redirect_uri_matches(registered, sent, platform) is match


class TestPhotos:
    def test_what_is_found_in_a_jpeg_and_a_webp(self) -> None:
        for kind in ("JPEG", "WEBP"):
            content = photo((640, 800), kind)
            found = photos.inspect("u", content)
            assert (found.format, found.width, found.height) == (kind, 640, 800)
            assert found.size == len(content)
            assert found.sha256 == hashlib.sha256(content).hexdigest()
            assert found.preview

    @pytest.mark.parametrize(
        ("size", "taken"),
        [((1080, 1920), True), ((1920, 1080), True), ((1081, 1081), False), ((1081, 3000), False)],
    )
    def test_the_shorter_side_counts(self, size: tuple[int, int], taken: bool) -> None:
        if taken:
            photos.inspect("u", photo(size))
        else:
            with pytest.raises(photos.BadPhoto) as bad:
                photos.inspect("u", photo(size))
            assert bad.value.fail_reason == "picture_size_check_failed"

    def test_the_size_is_checked_before_anything_is_decoded(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(photos, "_preview", lambda _: pytest.fail("decoded"))
        with pytest.raises(photos.BadPhoto):
            photos.inspect("u", photo((1200, 1200)))

    def test_over_20_mb(self) -> None:
        with pytest.raises(photos.BadPhoto) as bad:
            photos.inspect("u", photo((10, 10)) + b"\0" * photos.MAX_BYTES)
        assert bad.value.fail_reason == "picture_size_check_failed"


def test_a_signature_is_hmac_over_time_dot_body() -> None:
    header = webhooks.signature("secret", b'{"a":1}', 1_633_174_587)
    digest = hmac.new(b"secret", b'1633174587.{"a":1}', hashlib.sha256).hexdigest()
    assert header == f"t=1633174587,s={digest}"


def test_pauses_double_and_72_hours_hold_about_fourteen_attempts() -> None:
    assert [webhooks.retry_delay(n) for n in (1, 2, 3)] == [15, 30, 60]
    assert (
        12 <= sum(sum(map(webhooks.retry_delay, range(1, n))) < 72 * 3600 for n in range(99)) <= 16
    )


def test_codes_need_url_encoding_and_are_never_the_same() -> None:
    state = seeded_state()
    codes = {
        tokens.issue_code(
            state,
            state.apps[0],
            username="kz",
            scopes=[],
            redirect_uri="",
            code_challenge="",
            now=0.0,
        ).code
        for _ in range(3)
    }
    assert len(codes) == 3
    assert all(set("*!+/=%") <= set(code) for code in codes)


def test_only_lowercase_hex_of_64_digits_is_a_desktop_challenge() -> None:
    good = hashlib.sha256(b"v").hexdigest()
    assert tokens.is_hex_challenge(good)
    for bad in (good.upper(), good[:-1], f"{good}0", f"{good}\n", f"g{good[1:]}", ""):
        assert not tokens.is_hex_challenge(bad)


class TestClock:
    def clock(self, speed: float = 1.0) -> tuple[Clock, list[float]]:
        ticks = [0.0]
        return Clock(speed, wall=lambda: 1000.0, monotonic=lambda: ticks[0]), ticks

    def test_it_runs_faster_and_can_jump(self) -> None:
        clock, ticks = self.clock(60)
        ticks[0] = 2.0
        assert clock.now() == 1120
        clock.advance(30)
        assert clock.now() == 1150
        assert clock.real_seconds_until(1210) == 1
        clock.speed = 1
        ticks[0] = 3.0
        assert clock.now() == 1151

    def test_it_never_runs_backwards(self) -> None:
        clock, _ = self.clock()
        clock.advance(-50)
        clock.at_least(900)
        assert clock.now() == 1000
        clock.at_least(2000)
        assert clock.now() == 2000
        assert clock.real_seconds_until(0) == 0


class TestStore:
    def test_a_state_survives_json_unchanged(self, tmp_path: Path) -> None:
        state = seeded_state()
        state.posts.append(Post("p", "k", "u", PostMode.DIRECT_POST, 1.0, faults={"stuck": ""}))
        state.windows["content_init k u"] = [1.5]
        file = tmp_path / "deep" / "state.json"
        store.save(state, file)
        store.save(state, file)
        assert store.load(file) == state
        assert [one.name for one in file.parent.iterdir()] == ["state.json"]

    @pytest.mark.parametrize(
        ("raw", "place"),
        [
            ([], "state"),
            ({"moon": 1}, "moon"),
            ({"apps": [{"client_key": "k"}]}, "client_secret"),
            ({"apps": [{"client_key": 1, "client_secret": "", "name": ""}]}, "apps[0].client_key"),
            ({"jobs": [{"due": True, "kind": "pull", "subject": "p"}]}, "jobs[0].due"),
            ({"windows": {"a": ["now"]}}, "windows.a[0]"),
            (
                {"users": [{"username": "u", "nickname": "n", "app_version": [31]}]},
                "users[0].app_version",
            ),
            (
                {"users": [{"username": "u", "nickname": "n", "account_type": "odd"}]},
                "users[0].account_type",
            ),
        ],
    )
    def test_what_does_not_fit_is_named_with_its_place(self, raw: object, place: str) -> None:
        with pytest.raises(store.StateError) as error:
            store.from_json(State, raw, "state")
        assert place in str(error.value)

    def test_a_broken_file_says_which_file(self, tmp_path: Path) -> None:
        file = tmp_path / "state.json"
        file.write_text("{")
        with pytest.raises(store.StateError, match=r"state\.json"):
            store.load(file)


class TestFaults:
    def take_fault(self, state: State, *endpoints: str) -> str:
        fault = faults.take_fault(state, random.Random(1), faults.BEFORE, endpoints)
        return fault.name if fault else ""

    def test_a_fault_strikes_its_endpoint_as_often_as_it_may(self) -> None:
        state = State(faults=[Fault("refuse", "token_refresh", times=2)])
        assert self.take_fault(state, "token", "token_code") == ""
        assert self.take_fault(state, "token", "token_refresh") == "refuse"
        assert self.take_fault(state, "token", "token_refresh") == "refuse"
        assert self.take_fault(state, "token", "token_refresh") == ""
        assert state.faults == []

    def test_faults_of_another_moment_wait(self) -> None:
        state = State(faults=[Fault("accept_then_500"), Fault("cut", times=-1)])
        assert [self.take_fault(state, "revoke") for _ in range(3)] == ["cut"] * 3
        assert len(state.faults) == 2

    def test_every_name_has_its_moment(self) -> None:
        groups = [faults.BEFORE, faults.AFTER, faults.ON_POST, faults.ON_STATUS, faults.ON_CANCEL]
        assert sum(map(len, groups)) == len(faults.NAMES)
