"""Seed data: the apps and users of a fresh simulator. Every key and secret is a fixed fake."""

from zharia.simulator.model import AccountType, App, AppKind, Platform, State, User

#: where `./run serve` answers on this machine
_LOCAL = "http://127.0.0.1:8000"
_REDIRECTS = [
    f"{_LOCAL}/api/tiktok/callback",
    "http://localhost:8000/api/tiktok/callback",
]
_WEBHOOK = f"{_LOCAL}/api/tiktok/webhook"
#: what an approved app can ask for
_SCOPES = [
    "user.info.basic",
    "user.info.profile",
    "user.info.stats",
    "video.publish",
    "video.upload",
    "video.list",
]

#: the lifetimes of TikTok's older pages (oauth-user-access-token-management): 24 h and 365 d
OLD_ACCESS_SECONDS = 86_400
OLD_REFRESH_SECONDS = 365 * 86_400


def seeded_state(*, old_lifetimes: bool = False, sandbox_refuses_refresh: bool = False) -> State:
    """A state with four apps, six users and nothing posted yet."""
    state = State(apps=_apps(), users=_users())
    for app in state.apps:
        app.refuses_refresh = sandbox_refuses_refresh and app.kind is AppKind.SANDBOX
    if old_lifetimes:
        for app in state.apps:
            app.access_token_seconds = OLD_ACCESS_SECONDS
            app.refresh_token_seconds = OLD_REFRESH_SECONDS
    return state


def _fake_secret(app: str) -> str:
    return f"fake-secret-of-{app}-not-for-tiktok"


def _apps() -> list[App]:
    return [
        App(
            client_key="simmain000audited0",
            client_secret=_fake_secret("simmain"),
            name="Aimaq Publisher",
            redirect_uris=list(_REDIRECTS),
            scopes=list(_SCOPES),
            webhook_url=_WEBHOOK,
            # A fresh checkout's demo posts at once; take the property away to practise proving it.
            verified_prefixes=[f"{_LOCAL}/"],
        ),
        App(
            client_key="simnew000unaudited",
            client_secret=_fake_secret("simnew"),
            name="Aimaq Publisher (before the audit)",
            audited=False,
            redirect_uris=list(_REDIRECTS),
            scopes=list(_SCOPES),
            webhook_url=_WEBHOOK,
        ),
        App(
            client_key="simbox0000sandbox0",
            client_secret=_fake_secret("simbox"),
            name="Aimaq Publisher (sandbox)",
            kind=AppKind.SANDBOX,
            audited=False,
            redirect_uris=list(_REDIRECTS),
            scopes=list(_SCOPES),
            target_users=["aimaq_private", "aimaq_kz"],
            webhook_url=_WEBHOOK,
            verified_prefixes=[f"{_LOCAL}/"],
        ),
        App(
            client_key="simdesk000desktop0",
            client_secret=_fake_secret("simdesk"),
            name="Aimaq Desk",
            platform=Platform.DESKTOP,
            # login-kit-desktop: loopback only, with a port, which may be `*`
            redirect_uris=["http://127.0.0.1:*/callback/", "http://localhost:*/callback/"],
            scopes=list(_SCOPES),
        ),
    ]


def _users() -> list[User]:
    return [
        User(
            username="aimaq_kz",
            nickname="Аймақ жаңалықтары",
            bio="Сәтбаев пен Ұлытау өңірінің жаңалықтары",
            avatar=("#00afca", "#fec50c"),
            following=12,
            followers=48_200,
            likes=915_000,
        ),
        User(
            username="aimaq_ru",
            nickname="Аймак: новости",
            bio="Новости Сатпаева и области Улытау",
            avatar=("#fe2c55", "#25f4ee"),
            following=9,
            followers=31_700,
            likes=604_000,
        ),
        User(
            username="aimaq_private",
            nickname="Аймақ · сынақ",
            account_type=AccountType.PRIVATE,
            bio="Редакцияның жабық сынақ аккаунты",
            avatar=("#6f5af6", "#c9b8ff"),
            followers=3,
        ),
        User(
            username="aimaq_quiet",
            nickname="Аймақ · пікірсіз",
            bio="Мұнда пікір жазу жабық",
            avatar=("#0b8457", "#eac100"),
            comment_disabled=True,
            duet_disabled=True,
            stitch_disabled=True,
            followers=840,
        ),
        User(
            username="aimaq_banned",
            nickname="Аймак: заблокирован",
            bio="Публикация запрещена TikTok",
            avatar=("#3a3a3a", "#9a9a9a"),
            banned_from_posting=True,
            followers=15,
        ),
        User(
            username="aimaq_oldphone",
            nickname="Аймақ · ескі телефон",
            bio="TikTok 31.7",
            avatar=("#a05a2c", "#f3d5b5"),
            app_version=(31, 7),
            followers=27,
        ),
    ]
