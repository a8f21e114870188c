"""The whole way of an article against the simulated TikTok, over real HTTP."""

from datetime import UTC, datetime, timedelta

import pytest

from tests import rows
from tests.servers import photo
from tests.stage import Stage, until
from zharia.accounts import Mode
from zharia.articles import Article
from zharia.publishing.model import Turn
from zharia.publishing.states import State


def test_each_account_gets_the_article_in_its_language_once(stage: Stage) -> None:
    kz, ru = stage.connect("aimaq_kz"), stage.connect("aimaq_ru")
    article = stage.article(photos=3)
    first = stage.wait_for(article, kz, State.PUBLISHED)
    second = stage.wait_for(article, ru, State.PUBLISHED)
    assert [post.title for post in stage.posts("aimaq_kz")] == ["Сәтбаевта жаңа мектеп ашылды"]
    assert [post.title for post in stage.posts("aimaq_ru")] == ["В Сатпаеве открыли новую школу"]
    assert "#жаналықтар" in first.description
    assert "#новости" in second.description
    [post] = stage.posts("aimaq_kz")
    assert [photo.format for photo in post.photos] == ["JPEG"] * 3
    assert len(stage.receipts()) == 6
    # Each learns its bytes when its answer is over.
    until(lambda: all(receipt.size > 1000 for receipt in stage.receipts()), "the bytes sent")


def test_the_public_post_id_arrives_with_all_its_digits(stage: Stage) -> None:
    account = stage.connect()
    article = stage.article()
    stage.wait_for(article, account, State.PUBLISHED)
    post_id = until(lambda: stage.publication(article, account).post_id, "the public post id")
    [post] = stage.posts()
    assert post_id == str(post.post_id)
    assert len(post_id) == 19


def test_an_article_that_comes_in_again_is_not_published_again(stage: Stage) -> None:
    account = stage.connect()
    article = stage.article()
    stage.wait_for(article, account, State.PUBLISHED)
    assert stage.article(is_breaking=True) == article
    with stage.service.database.write() as session:
        session.get_one(Article, article).taken_up_at = None
    until(lambda: stage.loaded(article).taken_up_at, "the article to be looked at again")
    assert stage.inits() == 1
    assert stage.publication(article, account).edition == 1


def test_an_inbox_account_gets_a_draft_and_hears_when_it_is_posted(stage: Stage) -> None:
    account = stage.connect(mode=Mode.INBOX)
    article = stage.article()
    delivered = stage.wait_for(article, account, State.DELIVERED)
    control = stage.simulator.control
    control("POST", f"/posts/{delivered.publish_id}/draft/open")
    control(
        "POST",
        f"/posts/{delivered.publish_id}/draft/post",
        {"privacy_level": "PUBLIC_TO_EVERYONE"},
    )
    stage.wait_for(article, account, State.PUBLISHED)


def test_a_review_account_waits_for_an_editor(stage: Stage) -> None:
    account = stage.connect(mode=Mode.REVIEW)
    article = stage.article()
    stage.wait_for(article, account, State.DRAFT)
    assert stage.inits() == 0


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_photos_that_tiktok_refuses_or_that_are_too_large_are_made_ready(
    stage: Stage, kind: str
) -> None:
    account = stage.connect()
    stage.newsroom.serve("/big", photo((3000, 2000), kind))
    with stage.service.database.write() as session:
        article = rows.article(session, "9", auto=True, photos=(f"{stage.newsroom.url}/big",)).id
    stage.wait_for(article, account, State.PUBLISHED)
    [post] = stage.posts()
    assert min(post.photos[0].width, post.photos[0].height) <= 1080


def test_a_photo_that_cannot_be_used_is_left_out_and_named(stage: Stage) -> None:
    account = stage.connect()
    stage.newsroom.serve("/page", b"<html>not a photo</html>")
    good = stage.newsroom.photo("/good.jpg")
    with stage.service.database.write() as session:
        urls = (f"{stage.newsroom.url}/page", good)
        article = rows.article(session, "9", auto=True, photos=urls).id
    stage.wait_for(article, account, State.PUBLISHED)
    assert len(stage.posts()[0].photos) == 1
    assert any("photo left out" in line and "/page" in line for line in stage.story(article))


def test_an_article_whose_only_photo_is_broken_says_so_and_sends_nothing(stage: Stage) -> None:
    account = stage.connect()
    stage.newsroom.serve("/cut.jpg", photo()[:2000])
    with stage.service.database.write() as session:
        article = rows.article(
            session, "9", auto=True, photos=(f"{stage.newsroom.url}/cut.jpg",)
        ).id
    failed = stage.wait_for(article, account, State.FAILED)
    assert (failed.error_code, failed.who_acts) == ("photo_broken", "editor")
    assert stage.inits() == 0


def test_a_privacy_level_that_is_no_longer_offered_asks_the_editor(stage: Stage) -> None:
    account = stage.connect("aimaq_private")
    article = stage.article()
    failed = stage.wait_for(article, account, State.FAILED)
    assert failed.error_code == "privacy_level_option_mismatch"
    assert failed.who_acts == "editor"
    assert stage.inits() == 0


def test_a_429_makes_the_account_wait_and_posts_nothing_twice(stage: Stage) -> None:
    account, other = stage.connect("aimaq_kz"), stage.connect("aimaq_ru")
    stage.simulator.fault("rate_limit", "content_init")
    article = stage.article()
    waiting, gone = stage.wait_for_one_of_each(article, (account, other))
    assert waiting.error_code == "rate_limit_exceeded"
    assert gone.state == State.PUBLISHED
    with stage.service.database.read() as session:
        turn = session.get_one(Turn, waiting.account_id)
        assert turn.not_before is not None
        assert turn.not_before > datetime.now(UTC) + timedelta(seconds=30)


def test_an_expired_token_is_renewed_and_the_post_goes_out_once(stage: Stage) -> None:
    account = stage.connect()
    stage.simulator.fault("code", "creator_info", value="access_token_invalid")
    stage.simulator.fault("code", "content_init", value="access_token_invalid")
    article = stage.article()
    stage.wait_for(article, account, State.PUBLISHED)
    assert len(stage.posts()) == 1


@pytest.mark.parametrize("reason", ["picture_size_check_failed", "spam_risk"])
def test_a_post_that_tiktok_fails_for_good_asks_a_person(stage: Stage, reason: str) -> None:
    account = stage.connect()
    stage.simulator.fault("fail_reason", value=reason)
    failed = stage.wait_for(stage.article(), account, State.FAILED)
    assert failed.error_code == reason
    assert stage.inits() == 1


def test_a_code_that_tiktok_never_documented_is_no_success_and_no_reason_to_repeat(
    stage: Stage,
) -> None:
    account = stage.connect()
    stage.simulator.fault("code", "content_init", value="url_ownership_unverified")
    failed = stage.wait_for(stage.article(), account, State.FAILED)
    assert (failed.error_code, failed.who_acts) == ("url_ownership_unverified", "admin")
    assert failed.log_id
    assert stage.inits() == 1
