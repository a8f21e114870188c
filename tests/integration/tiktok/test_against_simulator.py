"""The library and the simulator are two readings of the same pages; here they meet over HTTP."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest
from tests.support.servers import PhotoHost, RunningSimulator

from zharia.tiktok import (
    Client,
    Granted,
    PhotoPost,
    Pkce,
    PkceEncoding,
    PostMode,
    PublishComplete,
    PublishStatus,
    errors,
    parse_callback,
    read_event,
    verify,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY, SECRET = "simmain000audited0", "fake-secret-of-simmain-not-for-tiktok"
CALLBACK = "http://127.0.0.1:8000/api/tiktok/callback"
SCOPES = ("user.info.basic", "video.publish", "video.upload")


@pytest.fixture
def host() -> Iterator[PhotoHost]:
    with PhotoHost() as host:
        yield host


@pytest.fixture
def simulator(host: PhotoHost) -> Iterator[RunningSimulator]:
    with RunningSimulator() as simulator:
        changes = {"verified_prefixes": [f"{host.url}/"], "webhook_url": f"{host.url}/webhook"}
        simulator.control("PATCH", f"/apps/{KEY}", changes)
        yield simulator


@pytest.fixture
def tiktok(simulator: RunningSimulator) -> Iterator[Client]:
    with Client(
        KEY,
        SECRET,
        api_url=simulator.url,
        authorize_url=f"{simulator.url}/v2/auth/authorize/",
        allow_loopback_photos=True,
    ) as client:
        yield client


@pytest.fixture
def token(simulator: RunningSimulator) -> str:
    return simulator.token(KEY, "aimaq_kz")


def direct(host: PhotoHost) -> PhotoPost:
    return PhotoPost(
        post_mode=PostMode.DIRECT_POST,
        photo_images=(host.photo("/1.jpg"), host.photo("/2.jpg")),
        title="Жаңа саябақ ашылды",
        privacy_level="PUBLIC_TO_EVERYONE",
        brand_content_toggle=False,
        brand_organic_toggle=False,
    )


@pytest.mark.parametrize("encoding", [PkceEncoding.HEX, PkceEncoding.NONE])
def test_an_account_connects_refreshes_and_is_revoked(
    simulator: RunningSimulator, tiktok: Client, encoding: PkceEncoding
) -> None:
    pkce = Pkce.new(encoding)
    page = tiktok.authorize_url(redirect_uri=CALLBACK, scopes=SCOPES, state="st", pkce=pkce)
    form = dict(parse_qsl(urlsplit(page).query))
    form |= {"requested_scope": form["scope"], "username": "aimaq_kz", "decision": "allow"}
    chosen = {**form, "scope": ["user.info.basic", "video.upload"]}
    answer = simulator.http.post(page.partition("?")[0], data=chosen)
    granted = parse_callback(dict(parse_qsl(urlsplit(answer.headers["location"]).query)))
    assert isinstance(granted, Granted)
    assert (granted.state, granted.scopes) == ("st", ("user.info.basic", "video.upload"))

    first = tiktok.exchange_code(granted.code, redirect_uri=CALLBACK, code_verifier=pkce.verifier)
    assert (first.expires_in, first.scopes) == (7200, granted.scopes)
    assert tiktok.user_info(first.access_token).open_id == first.open_id
    with pytest.raises(errors.ScopeNotAuthorized):
        tiktok.creator_info(first.access_token)

    second = tiktok.refresh(first.refresh_token)
    with pytest.raises(errors.InvalidGrant):
        tiktok.refresh(first.refresh_token)
    tiktok.revoke(second.access_token)
    with pytest.raises(errors.AccessTokenInvalid):
        tiktok.user_info(second.access_token)


def test_a_post_goes_out_and_its_webhook_is_believed(
    simulator: RunningSimulator, tiktok: Client, host: PhotoHost, token: str
) -> None:
    assert "PUBLIC_TO_EVERYONE" in tiktok.creator_info(token).privacy_level_options
    accepted = tiktok.init(token, direct(host))
    simulator.advance(120)
    status = tiktok.status(token, accepted.publish_id)
    assert status.status is PublishStatus.PUBLISH_COMPLETE
    assert [len(post_id) for post_id in status.post_ids] == [19]

    events = []
    for delivery in host.received:
        headers = {name.lower(): value for name, value in delivery.headers.items()}
        signature = headers["tiktok-signature"]
        signed_at = verify(
            delivery.body,
            signature,
            client_secret=SECRET,
            now=time.time(),
            tolerance=600,
        )
        assert signed_at > 0
        events.append(read_event(delivery.body))
    assert [event for event in events if isinstance(event, PublishComplete)]
    with pytest.raises(errors.NotCancellable):
        tiktok.cancel(token, accepted.publish_id)


def test_a_cancel_that_is_ignored_is_not_told_as_one_that_worked(
    simulator: RunningSimulator, tiktok: Client, host: PhotoHost, token: str
) -> None:
    kept, stopped = (tiktok.init(token, direct(host)).publish_id for _ in range(2))
    simulator.fault("cancel_ignored", "cancel")
    assert len(tiktok.cancel(token, kept).log_id) == 34
    tiktok.cancel(token, stopped)
    simulator.advance(120)
    assert tiktok.status(token, kept).status is PublishStatus.PUBLISH_COMPLETE
    assert type(tiktok.status(token, stopped).failure) is errors.PostCancelled


def test_every_id_of_a_draft_that_became_two_posts_is_read(
    simulator: RunningSimulator, tiktok: Client, host: PhotoHost, token: str
) -> None:
    simulator.fault("two_posts")
    simulator.fault("unknown_at_first", value="1")
    post = PhotoPost(post_mode=PostMode.MEDIA_UPLOAD, photo_images=(host.photo(),))
    publish_id = tiktok.init(token, post).publish_id
    with pytest.raises(errors.UnknownPublishId):
        tiktok.status(token, publish_id)
    simulator.advance(10)
    simulator.control(
        "POST", f"/posts/{publish_id}/draft/post", {"privacy_level": "PUBLIC_TO_EVERYONE"}
    )
    simulator.advance(60)
    assert len(set(tiktok.status(token, publish_id).post_ids)) == 2


def test_a_failed_pull_is_told(
    simulator: RunningSimulator, tiktok: Client, host: PhotoHost, token: str
) -> None:
    post = PhotoPost(post_mode=PostMode.MEDIA_UPLOAD, photo_images=(f"{host.url}/gone.jpg",))
    accepted = tiktok.init(token, post)
    simulator.advance(3700)
    assert type(tiktok.status(token, accepted.publish_id).failure) is errors.PullFailed


def test_a_seventh_init_within_a_minute_is_told_to_come_back(
    tiktok: Client, host: PhotoHost, token: str
) -> None:
    for _ in range(6):
        tiktok.init(token, direct(host))
    with pytest.raises(errors.RateLimited):
        tiktok.init(token, direct(host))


def test_an_expired_token_is_renewed_on_the_way(
    simulator: RunningSimulator, tiktok: Client, host: PhotoHost
) -> None:
    fresh = simulator.token(KEY, "aimaq_kz")
    assert tiktok.init("act.expired", direct(host), renew=lambda dead: fresh).publish_id


@pytest.mark.parametrize("fault", ["accept_then_500", "accept_then_cut"])
def test_a_post_that_was_accepted_in_silence_is_an_unknown_outcome(
    simulator: RunningSimulator, tiktok: Client, host: PhotoHost, token: str, fault: str
) -> None:
    """The simulator knows what the library cannot: there is one post, and only one."""
    simulator.fault(fault, "content_init")
    with pytest.raises(errors.OutcomeUnknown):
        tiktok.init(token, direct(host))
    assert len(simulator.simulator.state.posts) == 1
