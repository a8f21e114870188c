"""The list of articles and the form that writes them, by a browser without scripts."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient
from tests.integration.web.newsroom import Newsroom
from tests.integration.web.pages.forms import Form, is_there, notice, text_of

from zharia.articles import Article, editions
from zharia.articles.article_form import open_form, write_article
from zharia.articles.model import ArticleEdition
from zharia.users import AuditEntry

FORM = ".write"
both_databases = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


def jpeg() -> bytes:
    photo = BytesIO()
    Image.new("RGB", (900, 1200), "teal").save(photo, "JPEG")
    return photo.getvalue()


def articles(newsroom: Newsroom) -> list[Article]:
    with newsroom.database.read() as session:
        return session.query(Article).order_by(Article.id).all()


def newest(newsroom: Newsroom, article: str) -> ArticleEdition:
    with newsroom.database.read() as session:
        return editions(session, article)[-1]


def test_an_article_is_written_in_both_languages_once(
    newsroom: Newsroom, editor: TestClient
) -> None:
    form = Form.at(editor, "/admin/articles/new", FORM)
    form.choose(
        **{
            "translations.kz.title": "Көпір ашылды",
            "translations.kz.excerpt": "Бірінші жол.\r\nЕкінші жол.",
            "translations.ru.title": "Открыт мост",
            "category.kz": "Қала",
            "category.ru": "Город",
            "tag.kz": "көпір",
        }
    )
    form.tick("image.url", "https://news.example/bridge.jpg").tick("image.alt", "Көпір")
    form.tick("image.credit", "А. Сейіт").tick("image.language", "").tick("is_breaking")
    answer = form.press("save")
    assert "Saved" in notice(editor, answer)
    # A reload that sends it once more, or a second click, makes no second article.
    assert form.press("save").status_code == 303
    (article,) = articles(newsroom)
    assert article.source == "desk"
    assert article.is_breaking
    kept = newest(newsroom, article.id)
    assert kept.written_by == "editor@news.example"
    content = kept.content
    assert [one.title for one in content.translations] == ["Көпір ашылды", "Открыт мост"]
    assert content.translations[0].excerpt == "Бірінші жол.\n\nЕкінші жол."
    assert [(one.url, one.alt) for one in content.images] == [
        ("https://news.example/bridge.jpg", "Көпір")
    ]
    assert [tag.names["kz"] for tag in content.tags] == ["көпір"]
    with newsroom.database.read() as session:
        assert session.query(AuditEntry).filter_by(what="article.written").count() == 1


def test_all_mistakes_come_at_once_each_at_its_field_and_nothing_is_lost(
    newsroom: Newsroom, editor: TestClient
) -> None:
    form = Form.at(editor, "/admin/articles/new", FORM)
    form.choose(
        **{
            "translations.kz.excerpt": "Тақырыпсыз",
            "translations.ru.url": "not an address",
            "published": "never",
        }
    )
    form.tick("image.url", "ftp://news.example/1.jpg").tick("image.alt", "Сурет")
    answer = form.press("save")
    assert answer.status_code == 422
    again = Form(editor, answer, FORM)
    assert again["translations.kz.excerpt"] == "Тақырыпсыз"
    # A moment that is none cannot even be asked about; the rest comes together.
    assert "no day and time" in text_of(again.page, "#published-wrong")
    answer = again.choose(published="").press("save")
    page = LexborHTMLParser(answer.text)
    for field in ("translations.kz.title", "translations.ru.url", "images.0.url"):
        assert page.css_first(f'[id="{field}-wrong"]') is not None, field
        assert page.css_first(f'#mistakes a[href="#{field}"]') is not None, field
    assert articles(newsroom) == []


@both_databases
def test_a_correction_of_a_delivered_article_says_how_long_it_stands(
    newsroom: Newsroom, editor: TestClient
) -> None:
    article = newsroom.deliver_article()
    form = Form.at(editor, f"/admin/articles/{article}/edit", FORM)
    assert "until the source itself says something else" in form.page.text()
    form.choose(**{"translations.kz.title": "Түзетілген тақырып"})
    assert "correction is saved" in notice(editor, form.press("save"))
    assert newest(newsroom, article).number == 2
    assert "made here stands over" in editor.get(f"/admin/articles/{article}/edit").text
    untouched = Form.at(editor, f"/admin/articles/{article}/edit", FORM)
    assert "Nothing was changed" in notice(editor, untouched.press("save"))
    assert newest(newsroom, article).number == 2


def test_who_was_slower_sees_both_versions_and_loses_neither(
    newsroom: Newsroom, editor: TestClient
) -> None:
    article = newsroom.deliver_article()
    mine = Form.at(editor, f"/admin/articles/{article}/edit", FORM)
    with newsroom.database.write() as session:
        theirs = open_form(session, article)
        assert theirs is not None
        texts = tuple(
            replace(one, title="Басқаның тақырыбы") if one.language == "kz" else one
            for one in theirs.translations
        )
        now = newsroom.database.now(session)
        write_article(session, replace(theirs, translations=texts), who="other", now=now)
    answer = mine.choose(**{"translations.kz.title": "Менің тақырыбым"}).press("save")
    assert answer.status_code == 422
    assert text_of(answer, ".theirs") == "Theirs: Басқаның тақырыбы"
    again = Form(editor, answer, FORM)
    assert again["translations.kz.title"] == "Менің тақырыбым"
    assert again.press("save").status_code == 303
    assert newest(newsroom, article).content.translations[0].title == "Менің тақырыбым"
    assert newest(newsroom, article).number == 3


def test_photos_are_uploaded_with_the_form_and_a_broken_file_says_why(
    newsroom: Newsroom, editor: TestClient
) -> None:
    form = Form.at(editor, "/admin/articles/new", FORM)
    form.choose(**{"translations.kz.title": "Фотосымен"})
    answer = form.press("upload", files=[("upload", ("a.jpg", jpeg(), "image/jpeg"))])
    assert answer.status_code == 200
    again = Form(editor, answer, FORM)
    assert again["translations.kz.title"] == "Фотосымен"
    (address,) = again.all("image.url")
    assert address.startswith("stored:")
    answer = again.press("save", files=[("upload", ("b.jpg", b"no photo", "image/jpeg"))])
    assert answer.status_code == 422
    assert "b.jpg" in text_of(answer, "#upload-wrong")
    kept = Form(editor, answer, FORM)
    assert kept.all("image.url") == [address]
    assert kept.press("save").status_code == 303
    (article,) = articles(newsroom)
    assert [one.url for one in newest(newsroom, article.id).content.images] == [address]
    page = editor.get(f"/admin/articles/{article.id}")
    src = LexborHTMLParser(page.text).css_first(".phone-photo, .thumb")
    assert src is None or editor.get(src.attributes["src"] or "").status_code == 200


def test_photo_rows_are_moved_and_dropped_by_buttons(
    newsroom: Newsroom, editor: TestClient
) -> None:
    urls = [f"https://news.example/{number}.jpg" for number in (1, 2, 3)]
    article = newsroom.deliver_article(images=[{"url": url} for url in urls])
    form = Form.at(editor, f"/admin/articles/{article}/edit", FORM)
    form = Form(editor, form.choose(**{"category.kz": "Жаңа"}).press("up:2"), FORM)
    assert form.all("image.url") == [urls[0], urls[2], urls[1]]
    form = Form(editor, form.press("drop:0"), FORM)
    assert form.all("image.url") == [urls[2], urls[1]]
    assert form["category.kz"] == "Жаңа"


def test_an_upload_of_a_script_answers_with_a_row(editor: TestClient) -> None:
    files = [
        ("upload", ("a.jpg", jpeg(), "image/jpeg")),
        ("upload", ("b.txt", b"text", "text/plain")),
    ]
    answer = editor.post("/admin/articles/uploads", files=files)
    page = LexborHTMLParser(answer.text)
    assert len(page.css("[data-image-row]")) == 1
    assert "b.txt" in text_of(page, ".wrong")


def test_large_photos_may_come_and_other_large_bodies_may_not(editor: TestClient) -> None:
    large = b"\0" * (5 << 20)
    answer = editor.post(
        "/admin/articles/uploads", files=[("upload", ("a.jpg", large, "image/jpeg"))]
    )
    assert answer.status_code == 200
    assert "a.jpg" in text_of(answer, ".wrong")
    assert editor.post("/admin/language", content=large).status_code == 413


def test_nobody_uploads_without_signing_in(stranger: TestClient) -> None:
    files = [("upload", ("a.jpg", jpeg(), "image/jpeg"))]
    assert stranger.post("/admin/articles/uploads", files=files).status_code == 303


def test_an_article_that_is_not_there_is_said(editor: TestClient) -> None:
    for path in ("/admin/articles/0123/edit", "/admin/articles/0123"):
        assert editor.get(path).status_code == 404


@pytest.fixture
def listed(newsroom: Newsroom) -> dict[str, str]:
    """Three articles by name, the newest first in the list; one of them waits as a draft."""
    account = newsroom.ready_to_publish()
    made = {}
    stories: list[tuple[str, str, dict[str, Any]]] = [
        ("school", "Мектеп ашылды", {"isBreaking": True}),
        ("park", "Саябақ ашылды", {}),
        ("bridge", "Көпір жабылды", {"translations": {"ru": {"title": "Мост закрыт"}}}),
    ]
    for number, (name, title, more) in enumerate(stories):
        texts = {"kz": {"title": title}, "ru": {"title": f"Новость {number}"}}
        fields = {"translations": texts, "publishedAt": f"2026-11-2{number}T12:00:00+05:00"}
        made[name] = newsroom.deliver_article(name, **fields | more)
    newsroom.publish(made["school"], accountIds=[account])
    return made


#: query → names of what is found, in order
FOUND: dict[str, list[str]] = {
    "": ["bridge", "park", "school"],
    "q=САЯБАҚ": ["park"],
    "q=ашылды": ["park", "school"],
    "language=kz": ["park", "school"],
    "source=api": ["bridge", "park", "school"],
    "source=desk": [],
    "breaking=yes": ["school"],
    "breaking=no": ["bridge", "park"],
    "became=approval": ["school"],
    "became=nothing": ["bridge", "park"],
    "became=done": [],
    "since=2026-11-21&until=2026-11-21": ["park"],
}


def test_articles_are_found(editor: TestClient, listed: dict[str, str]) -> None:
    names = {f"article-{one}": name for name, one in listed.items()}
    found = {}
    for query in FOUND:
        page = LexborHTMLParser(editor.get(f"/admin/articles?{query}").text)
        found[query] = [names[row.attributes["id"] or ""] for row in page.css(".story")]
    assert found == FOUND


@both_databases
def test_a_row_shows_both_titles_and_what_became_of_it_on_each_account(
    editor: TestClient, listed: dict[str, str]
) -> None:
    page = LexborHTMLParser(editor.get("/admin/articles").text)
    row = page.css_first(f"#article-{listed['school']}")
    assert row is not None
    said = " ".join(row.text().split())
    assert "Мектеп ашылды" in said
    assert "Новость 0" in said
    assert "Аймақ жаңалықтары Waits for approval" in said


def test_a_day_that_is_none_is_said_at_its_field(editor: TestClient) -> None:
    answer = editor.get("/admin/articles?since=yesterday")
    assert answer.status_code == 422
    assert is_there(answer, "#since-wrong")


def test_pages_go_on_behind_the_last_row(newsroom: Newsroom, editor: TestClient) -> None:
    for number in range(32):
        day = f"2026-10-{number % 28 + 1:02}T12:00:{number:02}+05:00"
        newsroom.deliver_article(str(number), publishedAt=day)
    first = LexborHTMLParser(editor.get("/admin/articles?breaking=no").text)
    older = first.css_first('a[rel="next"]')
    assert older is not None
    second = LexborHTMLParser(editor.get(older.attributes["href"] or "").text)
    shown = [one.attributes["id"] for page in (first, second) for one in page.css(".story")]
    assert len(shown) == len(set(shown)) == 32
    assert second.css_first('a[rel="next"]') is None
