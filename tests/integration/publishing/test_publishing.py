"""The whole way of an article against the simulated TikTok, over real HTTP."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from tests.support import rows
from tests.support.rows import NOW
from tests.support.servers import photo
from tests.support.stage import Stage
from tests.support.waiting import until
from zharia.accounts import Account, Mode, set_fallback_photo
from zharia.articles import Article, Image, IncomingArticle
from zharia.media.uploads import stored_address
from zharia.publishing.choices import Choices
from zharia.publishing.creating import create_publications
from zharia.publishing.model import AccountPause, Publication
from zharia.publishing.orders import Order
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


def test_uploaded_photos_are_posted_in_their_true_size(stage: Stage) -> None:
    upload, fallback = (
        stage.service.library.keep_upload(photo(size)).key for size in ((900, 1200), (800, 1000))
    )
    account = stage.connect()
    with stage.service.database.write() as session:
        set_fallback_photo(session, session.get_one(Account, account), fallback, now=rows.NOW)
        shown = rows.article(session, "1", auto=True, photos=(stored_address(upload),)).id
        bare = rows.article(session, "2", auto=True, photos=()).id
    for article in (shown, bare):
        stage.wait_for(article, account, State.PUBLISHED)
    with stage.service.database.read() as session:
        sent = [attempt.photos for attempt in stage.attempts(session)]
    store = stage.service.store
    pictures = {
        (photo["width"], photo["height"]): store.read(photo["key"])
        for photos in sent
        for photo in photos
    }
    assert pictures.keys() == {(900, 1200), (800, 1000)}
    # What goes out is a copy that shows the same, with a size of its own that TikTok then names.
    assert store.read(upload)[-500:] == pictures[900, 1200][-500:]
    assert store.read(fallback)[-500:] == pictures[800, 1000][-500:]
    assert {len(picture) for picture in pictures.values()} == {
        post.downloaded_bytes for post in stage.posts()
    }


def test_the_photographers_are_named_in_the_post_and_in_its_photos(stage: Stage) -> None:
    loud, quiet = stage.connect("aimaq_kz"), stage.connect("aimaq_ru")
    with stage.service.database.write() as session:
        account = session.get_one(Account, quiet)
        account.hashtags = account.hashtags | {"credit": False}
        images = tuple(
            Image(url, credit=who)
            for url, who in zip(stage.photos(3), ("А. Сейіт", "Фото: Б. Ким", ""), strict=True)
        )
        delivery = IncomingArticle(
            "1", replace(rows.content(), images=images), NOW, auto_publish=True
        )
        article = rows.store(session, "news.example", [delivery], now=NOW)[0].article_id
    named = stage.wait_for(article, loud, State.PUBLISHED).description
    assert "600 оқушыға арналған. Сурет: А. Сейіт, Б. Ким 🔗 " in named
    assert "Сейіт" not in stage.wait_for(article, quiet, State.PUBLISHED).description
    with stage.service.database.read() as session:
        sent = [attempt.photos for attempt in stage.attempts(session)]
    for photos in sent:
        files = [stage.service.store.read(photo["key"]) for photo in photos]
        for name, file in zip(("А. Сейіт", "Б. Ким", "xpacket"), files, strict=True):
            assert (name.encode() in file) is (name != "xpacket")
            assert b"trainedAlgorithmicMedia" not in file


def test_the_photos_of_a_post_that_ai_made_say_so(stage: Stage) -> None:
    account = stage.connect()
    made = Order("editor", Mode.AUTO, Choices(is_aigc=True))
    article = order(stage, account, stage.photos(1), made)
    stage.wait_for(article, account, State.PUBLISHED)
    with stage.service.database.read() as session:
        [attempt] = stage.attempts(session)
    assert b"trainedAlgorithmicMedia" in stage.service.store.read(attempt.photos[0]["key"])


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
        session.get_one(Article, article).auto_publish_checked_at = None
    until(
        lambda: stage.loaded(article).auto_publish_checked_at, "the article to be looked at again"
    )
    assert stage.inits() == 1
    assert stage.publication(article, account).number == 1


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


def test_the_chosen_cover_stays_the_cover_when_another_photo_is_left_out(stage: Stage) -> None:
    account = stage.connect()
    stage.newsroom.serve("/page", b"<html>not a photo</html>")
    urls = (f"{stage.newsroom.url}/page", *stage.photos(2))
    article = order(stage, account, urls, Order("api", choices=Choices(cover_index=2)))
    stage.wait_for(article, account, State.PUBLISHED)
    [post] = stage.posts()
    assert (len(post.photos), post.cover_index) == (2, 1)


def test_what_was_changed_after_approval_is_not_sent_but_asked_about_again(stage: Stage) -> None:
    account = stage.connect()
    consent = Order(
        "editor",
        mode=Mode.REVIEW,
        choices=Choices(privacy_level="PUBLIC_TO_EVERYONE"),
        due_at=datetime.now(UTC) + timedelta(hours=1),
        consent=True,
    )
    article = order(stage, account, stage.photos(1), consent)
    with stage.service.database.write() as session:
        session.execute(update(Publication).values(title="not what was approved", wake_at=NOW))
        session.execute(update(Publication).values(due_at=NOW))
    draft = stage.wait_for(article, account, State.DRAFT)
    assert (draft.error_code, draft.who_acts) == ("changed_after_approval", "editor")
    assert draft.approved_hash is None
    assert stage.inits() == 0


def order(stage: Stage, account_id: str, photos: tuple[str, ...], wanted: Order) -> str:
    """An article with these photos, ordered on one account."""
    with stage.service.database.write() as session:
        article = rows.article(session, "9", photos=photos)
        account = session.get_one(Account, account_id)
        create_publications(
            session,
            stage.service.engine,
            article,
            [account],
            wanted,
            limits=stage.service.style,
            now=datetime.now(UTC),
        )
        return article.id


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
        turn = session.get_one(AccountPause, waiting.account_id)
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


def test_what_tiktok_refuses_the_whole_account_is_no_success_and_waits_for_a_person(
    stage: Stage,
) -> None:
    account = stage.connect()
    stage.simulator.fault("code", "content_init", value="url_ownership_unverified")
    article = stage.article()
    waiting = until(
        lambda: one if (one := stage.publication(article, account)).error_code else None,
        "TikTok's refusal",
    )
    assert waiting.state == State.SCHEDULED
    assert (waiting.error_code, waiting.who_acts) == ("url_ownership_unverified", "admin")
    assert waiting.log_id
    assert stage.inits() == 1
