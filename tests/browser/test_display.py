"""What the pages say, without a browser."""

import time
from dataclasses import replace

import pytest

from tests.browser import content
from zharia.simulator.init_checks import utf16_units
from zharia.simulator.model import PostStatus
from zharia.simulator.pages import display
from zharia.simulator.pages.display import CaptionPart, Stage

NOW = time.time()


def test_a_caption_is_one_line_with_its_tags_and_names_marked() -> None:
    assert list(display.caption_parts("Сел жүрді\n\n@ulytau.tjd, #шұғыл#қоғам a@b.kz")) == [
        CaptionPart("text", "Сел жүрді "),
        CaptionPart("mention", "@ulytau.tjd"),
        CaptionPart("text", ", "),
        CaptionPart("hashtag", "#шұғыл"),
        CaptionPart("hashtag", "#қоғам"),
        CaptionPart("text", " a@b.kz"),
    ]


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "0"), (9_999, "9999"), (10_000, "10K"), (48_200, "48.2K"), (3_000_000, "3M")],
)
def test_numbers_are_short(number: int, shown: str) -> None:
    assert display.short_number(number) == shown


@pytest.mark.parametrize(
    ("text", "language"),
    [("Ең төменгі жалақы", "kk"), ("Дорога", "ru"), ("Road", "en"), ("", "en")],
)
def test_a_text_is_pronounced_in_its_language(text: str, language: str) -> None:
    assert display.language(text) == language


def test_every_stage_of_a_post_has_its_name() -> None:
    out = content.direct(0, NOW)
    stages = {
        Stage.LIVE: out,
        Stage.MODERATION: replace(out, public_at=0.0, post_id=0),
        Stage.GONE: replace(out, removed_at=NOW),
        Stage.PROCESSING: content.processing(0, NOW),
        Stage.FAILED: content.failed(0, NOW),
        Stage.DRAFT: content.draft(0, NOW),
    }
    assert set(stages) == set(Stage) == set(display.STAGES)
    for stage, post in stages.items():
        assert display.stage(post) is stage
    discarded = replace(stages[Stage.DRAFT], draft_discarded_at=NOW)
    assert display.stage(discarded) is Stage.GONE


def test_a_private_post_is_live_for_its_author_without_a_public_id() -> None:
    post = replace(content.direct(0, NOW), privacy_level="SELF_ONLY", post_id=0, public_at=0.0)
    assert display.stage(post) is Stage.LIVE
    assert display.href(post) == f"/posts/{post.publish_id}"


def test_a_draft_leaves_the_inbox_when_it_is_posted() -> None:
    draft = content.draft(0, NOW)
    assert display.is_unposted_draft(draft)
    assert not display.is_unposted_draft(replace(draft, status=PostStatus.PUBLISH_COMPLETE))


def test_length_is_counted_as_tiktok_counts_it() -> None:
    assert utf16_units("қала") == 4
    assert utf16_units("🔗") == 2
