# mypy: disable-error-code="import-untyped"
"""A client that nobody here wrote: django-allauth's TikTok provider logs a user in.

Only the provider's three URLs are pointed at the simulator; its requests are real HTTP.
"""

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.integration.simulator.conftest import MAIN, MAIN_SECRET, Tik
from tests.integration.simulator.consent import ConsentForm, consent_form, decide

LOGIN = "/accounts/tiktok/login/"
CALLBACK = "/accounts/tiktok/login/callback/"
NEWSROOM = "http://127.0.0.1"


@pytest.fixture(scope="module")
def _django() -> Iterator[None]:
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    settings.configure(
        SECRET_KEY="only-for-this-test",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        LOGGING_CONFIG=None,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "allauth",
            "allauth.account",
            "allauth.socialaccount",
            "allauth.socialaccount.providers.tiktok",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
            }
        ],
        ACCOUNT_EMAIL_VERIFICATION="none",
        ACCOUNT_SIGNUP_FIELDS=["username*"],
        LOGIN_REDIRECT_URL="/welcome/",
        SOCIALACCOUNT_STORE_TOKENS=True,
        SOCIALACCOUNT_PROVIDERS={
            "tiktok": {"APPS": [{"client_id": MAIN, "secret": MAIN_SECRET, "key": ""}]}
        },
    )
    # A browser's test may have left its event loop in this thread; Django works without it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    django.setup()
    call_command("migrate", verbosity=0)
    yield
    connections.close_all()


def __getattr__(name: str) -> Any:
    """Django reads `urlpatterns` from this module, once it is set up."""
    if name != "urlpatterns":
        raise AttributeError(name)
    from django.urls import include, path

    return [path("accounts/", include("allauth.urls"))]


@pytest.fixture
def newsroom(_django: None, tik: Tik, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A browser of the Django site, whose provider knows the simulator's addresses."""
    from allauth.socialaccount.providers.tiktok.views import TikTokOAuth2Adapter
    from django.test import Client

    url = tik.running.url
    monkeypatch.setattr(TikTokOAuth2Adapter, "authorize_url", f"{url}/v2/auth/authorize/")
    monkeypatch.setattr(TikTokOAuth2Adapter, "access_token_url", f"{url}/v2/oauth/token/")
    monkeypatch.setattr(TikTokOAuth2Adapter, "profile_url", f"{url}/v2/user/info/")
    monkeypatch.setitem(os.environ, "NO_PROXY", "127.0.0.1")
    tik.change_app(MAIN, redirect_uris=[NEWSROOM + CALLBACK])
    return Client(SERVER_NAME="127.0.0.1")


def answer(tik: Tik, form: ConsentForm, decision: str, username: str = "aimaq_ru") -> str:
    location = decide(tik, form, decision, username)
    assert location.startswith(f"{NEWSROOM}{CALLBACK}?")
    return location.removeprefix(NEWSROOM)


def start(newsroom: Any) -> str:
    response = newsroom.post(LOGIN)
    assert response.status_code == 302
    return str(response["Location"])


def test_allauth_logs_a_user_in(tik: Tik, newsroom: Any) -> None:
    from allauth.socialaccount.models import SocialAccount, SocialToken

    form = consent_form(tik, start(newsroom))
    assert set(form.scopes) == {"user.info.basic", "user.info.profile"}
    assert {"aimaq_kz", "aimaq_ru"} <= set(form.users)
    response = newsroom.get(answer(tik, form, "allow"))
    assert (response.status_code, response["Location"]) == (302, "/welcome/")
    assert "_auth_user_id" in newsroom.session

    account = SocialAccount.objects.get(provider="tiktok")
    assert account.uid == tik.control("GET", "/grants")["grants"][0]["open_id"]
    assert account.extra_data["username"] == "aimaq_ru"
    assert account.extra_data["display_name"] == "Аймак: новости"
    assert account.user.username == "aimaq_ru"
    token = SocialToken.objects.get(account=account)
    assert token.token.startswith("act.")
    assert token.token_secret.startswith("rft.")
    endpoints = [(call["endpoint"], call["code"]) for call in tik.calls()]
    assert endpoints == [
        ("authorize", "ok"),
        ("authorize", "ok"),
        ("token", "ok"),
        ("user_info", "ok"),
    ]


def test_a_second_login_finds_the_same_user(tik: Tik, newsroom: Any) -> None:
    from allauth.socialaccount.models import SocialAccount

    for _ in range(2):
        newsroom.logout()
        form = consent_form(tik, start(newsroom))
        newsroom.get(answer(tik, form, "allow", "aimaq_quiet"))
    assert SocialAccount.objects.filter(extra_data__username="aimaq_quiet").count() == 1


def test_a_refusal_logs_nobody_in(tik: Tik, newsroom: Any) -> None:
    form = consent_form(tik, start(newsroom))
    back = answer(tik, form, "deny")
    assert parse_qs(urlsplit(back).query)["error"] == ["access_denied"]
    response = newsroom.get(back)
    assert (response.status_code, response["Location"]) == (
        302,
        "/accounts/3rdparty/login/cancelled/",
    )
    assert "_auth_user_id" not in newsroom.session
    assert [call["endpoint"] for call in tik.calls()] == ["authorize", "authorize"]


def test_a_wrong_secret_logs_nobody_in(tik: Tik, newsroom: Any) -> None:
    form = consent_form(tik, start(newsroom))
    tik.change_app(MAIN, client_secret="another")
    newsroom.get(answer(tik, form, "allow"))
    assert "_auth_user_id" not in newsroom.session
    assert tik.calls()[-1]["code"] == "invalid_client"
