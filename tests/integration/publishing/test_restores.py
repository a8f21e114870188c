"""An older database put back posts nothing twice, loses nothing and asks nobody."""

from sqlalchemy import func, select

from tests.integration.publishing.restored import House
from tests.support import rows
from tests.support.waiting import until
from zharia.accounts import Account, AccountState
from zharia.articles import IncomingArticle
from zharia.publishing import actions
from zharia.publishing.model import Attempt, Publication, PullReceipt, RateSlot
from zharia.publishing.replay import replay
from zharia.publishing.states import State
from zharia.service.service import Service


def test_a_copy_from_before_posts_nothing_twice_and_asks_nobody(house: House) -> None:
    names = [str(number) for number in range(4)]
    with house.running() as service:
        house.connect(service)
        house.article(service, "0")
        house.wait_for(service, State.PUBLISHED, "0")
    copy = house.copy()
    with house.running() as service:
        for name in names[1:]:
            house.article(service, name)
        house.wait_for(service, State.PUBLISHED, *names[1:])
        posts = {name: house.publications(service, name)[0].publish_id for name in names}
    house.put_back(copy)
    with house.running() as service:
        # The newsroom's feed brings everything once more, and something new.
        for name in [*names, "new"]:
            house.article(service, name)
        house.wait_for(service, State.PUBLISHED, *names, "new")
        assert posts == {name: house.publications(service, name)[0].publish_id for name in names}
        assert house.asked(service) == 0
        with service.database.read() as session:
            day = select(func.count()).where(RateSlot.kind == "DIRECT_POST")
            assert session.scalar(day) == 5
    assert (house.inits(), house.live()) == (5, 5)


def test_an_article_that_a_cms_pushes_once_more_is_known(house: House) -> None:
    """It has no keys of a feed: its own id is all that tells."""

    def pushed(service: Service) -> None:
        url = house.photos.photo("/cms.jpg", (900, 1200))
        delivery = IncomingArticle(
            "cms-1", rows.content((url,)), published_at=rows.NOW, auto_publish=True
        )
        with service.database.write() as session:
            rows.store(session, "news.example", [delivery], now=rows.NOW)

    with house.running() as service:
        house.connect(service)
    copy = house.copy()
    with house.running() as service:
        pushed(service)
        house.wait_for(service, State.PUBLISHED, "cms-1")
    house.put_back(copy)
    with house.running() as service:
        pushed(service)
        house.article(service, "2")
        house.wait_for(service, State.PUBLISHED, "cms-1", "2")
    assert house.inits() == 2


def test_what_was_on_its_way_when_the_copy_was_put_back_is_followed_to_its_end(
    house: House,
) -> None:
    with house.running() as service:
        house.connect(service)
    copy = house.copy()
    with house.running() as service:
        house.simulator.fault("stuck")
        house.article(service, "1")
        house.wait_for(service, State.PROCESSING, "1")
        publish_id = house.publications(service, "1")[0].publish_id
    house.put_back(copy)
    with house.running() as service:
        house.article(service, "1")
        house.wait_for(service, State.PROCESSING, "1")
        assert house.publications(service, "1")[0].publish_id == publish_id
        house.simulator.control("POST", f"/posts/{publish_id}/fail", {"reason": "spam_risk"})
        house.wait_for(service, State.FAILED, "1")
    assert house.inits() == 1


def test_an_answer_that_was_lost_before_the_copy_came_back_is_still_found_by_its_pulls(
    house: House,
) -> None:
    with house.running() as service:
        house.connect(service)
    copy = house.copy()
    with house.running() as service:
        house.simulator.fault("accept_then_hang", "content_init", value="3")
        house.article(service, "1")

        def all_pulled() -> bool:
            with service.database.read() as session:
                attempt = session.scalar(select(Attempt))
                return attempt is not None and attempt.all_pulled_at is not None

        until(all_pulled, "TikTok to have the photo")
    house.put_back(copy)
    with house.running() as service:
        house.article(service, "1")
        with service.database.read() as session:
            attempt = session.scalars(select(Attempt)).one()
            assert attempt.all_pulled_at is not None
        # Nobody but TikTok knows how it ended; what it has all photos of is not sent again.
        house.wait_for(service, State.PROCESSING, "1")
    assert house.inits() == 1


def test_a_new_database_beside_the_old_journal_knows_what_was_posted_and_can_post(
    house: House, tables: str
) -> None:
    with house.running() as service:
        account = house.connect(service)
        house.article(service, "1")
        house.wait_for(service, State.PUBLISHED, "1")
    house.lose(tables)
    with house.running() as service:
        with service.database.read() as session:
            known = session.get_one(Account, account)
            assert (known.state, known.username) == (AccountState.CONNECTED, "aimaq_kz")
        assert service.vault.renew(account, now=True) > 0
        house.article(service, "1")
        house.wait_for(service, State.PUBLISHED, "1")
    assert house.inits() == 1


def test_tokens_that_were_renewed_after_the_copy_are_used_and_nobody_reconnects(
    house: House,
) -> None:
    with house.running() as service:
        account = house.connect(service)
    copy = house.copy()
    with house.running() as service:
        # Each refresh kills the refresh token that the copy holds.
        service.vault.renew(account, now=True)
        service.vault.renew(account, now=True)
    house.put_back(copy)
    with house.running() as service:
        service.vault.renew(account, now=True)
        house.article(service, "1")
        house.wait_for(service, State.PUBLISHED, "1")
        with service.database.read() as session:
            assert session.get_one(Account, account).state == AccountState.CONNECTED


def test_doing_it_again_changes_nothing(house: House) -> None:
    with house.running() as service:
        house.connect(service)
    copy = house.copy()
    with house.running() as service:
        house.article(service, "1")
        house.wait_for(service, State.PUBLISHED, "1")
    house.put_back(copy)
    counted = (Attempt.id, Publication.id, RateSlot.attempt_id, PullReceipt.id, Account.id)
    counts = []
    for _ in range(2):
        with house.running() as service:
            replay(service.database, service.installation.journal, 0)
            with service.database.read() as session:
                counts.append([session.scalar(select(func.count(one))) for one in counted])
    assert counts == [[1, 1, 2, 1, 1]] * 2


def test_what_a_person_withdrew_is_not_sent_by_the_copy(house: House) -> None:
    with house.running() as service:
        house.connect(service)
    with house.running(paused_by="test") as service:
        house.article(service, "1")
        house.wait_for(service, State.SCHEDULED, "1")
    copy = house.copy()
    with house.running() as service, service.database.write() as session:
        found = session.scalars(select(Publication)).one()
        actions.cancel(session, found, "editor", service.database.now(session))
    house.put_back(copy)
    with house.running() as service:
        house.wait_for(service, State.CANCELLED, "1")
    assert house.inits() == 0
