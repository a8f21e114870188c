"""The data model: what the simulated TikTok knows. Everything here survives a save to JSON.

Times are seconds since the epoch on the simulator's own clock, which may run faster than ours.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import ConfigDict


class StrictModel:
    """A record that is read from JSON strictly: no unknown field, no value of another type."""

    __pydantic_config__ = ConfigDict(extra="forbid", strict=True)


class AppKind(StrEnum):
    #: reachable by every user; public posts need the Direct Post audit
    PRODUCTION = "production"
    #: only its target users may sign in, and nothing becomes public
    SANDBOX = "sandbox"


class Platform(StrEnum):
    """Which Login Kit the app was registered with; decides how PKCE is treated."""

    #: a challenge is taken but not checked
    WEB = "web"
    #: a lowercase hex SHA-256 challenge is demanded and checked
    DESKTOP = "desktop"


class AccountType(StrEnum):
    PUBLIC = "public"
    PRIVATE = "private"


class PostMode(StrEnum):
    DIRECT_POST = "DIRECT_POST"
    MEDIA_UPLOAD = "MEDIA_UPLOAD"


class PrivacyLevel(StrEnum):
    PUBLIC_TO_EVERYONE = "PUBLIC_TO_EVERYONE"
    MUTUAL_FOLLOW_FRIENDS = "MUTUAL_FOLLOW_FRIENDS"
    FOLLOWER_OF_CREATOR = "FOLLOWER_OF_CREATOR"
    SELF_ONLY = "SELF_ONLY"


class PostStatus(StrEnum):
    PROCESSING_DOWNLOAD = "PROCESSING_DOWNLOAD"
    SEND_TO_USER_INBOX = "SEND_TO_USER_INBOX"
    PUBLISH_COMPLETE = "PUBLISH_COMPLETE"
    FAILED = "FAILED"


@dataclass
class App(StrictModel):
    """A developer's app as TikTok's console shows it."""

    client_key: str
    client_secret: str
    name: str
    kind: AppKind = AppKind.PRODUCTION
    platform: Platform = Platform.WEB
    #: passed the Direct Post audit
    audited: bool = True
    redirect_uris: list[str] = field(default_factory=list)
    scopes: list[str] = field(
        default_factory=lambda: ["user.info.basic", "video.publish", "video.upload"]
    )
    #: usernames that accepted to be the sandbox's target users
    target_users: list[str] = field(default_factory=list)
    webhook_url: str = ""
    #: verified domains (subdomains count) and URL prefixes
    verified_domains: list[str] = field(default_factory=list)
    verified_prefixes: list[str] = field(default_factory=list)
    #: oauth-user-access-token-management: 2 h and 180 d; older pages 24 h and 365 d
    access_token_seconds: int = 2 * 3600
    refresh_token_seconds: int = 180 * 86400
    #: answers every refresh with `invalid_grant`, as a sandbox was seen to (one)
    refuses_refresh: bool = False


@dataclass
class User(StrictModel):
    """A TikTok account of a test user."""

    username: str
    nickname: str
    account_type: AccountType = AccountType.PUBLIC
    bio: str = ""
    #: two colours of the drawn avatar, as CSS writes them
    avatar: tuple[str, str] = ("#25f4ee", "#fe2c55")
    comment_disabled: bool = False
    duet_disabled: bool = False
    stitch_disabled: bool = False
    banned_from_posting: bool = False
    #: content-sharing-guidelines: typically about 15 direct posts in 24 h; it varies by creator
    posts_per_day: int = 15
    #: major and minor number of the TikTok app on the user's phone
    app_version: tuple[int, int] = (44, 1)
    #: who follows whom, and how many likes: decoration for the profile page
    following: int = 0
    followers: int = 0
    likes: int = 0


@dataclass
class AuthorizationCode(StrictModel):
    code: str
    client_key: str
    username: str
    scopes: list[str]
    redirect_uri: str
    code_challenge: str
    expires_at: float
    used: bool = False


@dataclass
class Grant(StrictModel):
    """A user's consent to an app, with the one token pair that is alive."""

    client_key: str
    username: str
    open_id: str
    scopes: list[str]
    access_token: str
    access_expires_at: float
    refresh_token: str
    refresh_expires_at: float
    revoked: bool = False


@dataclass
class Photo(StrictModel):
    """A photo that was really pulled: what was found, and a preview to show."""

    url: str
    size: int = 0
    width: int = 0
    height: int = 0
    #: JPEG or WEBP, by content
    format: str = ""
    sha256: str = ""
    #: a small JPEG in base64
    preview: str = ""


@dataclass
class Repost(StrictModel):
    """The same draft posted once more: a post of its own under the same publish id."""

    privacy_level: str
    completed_at: float
    #: 19 digits, given at moderation's end
    post_id: int = 0
    public_at: float = 0.0
    removed_at: float = 0.0


@dataclass
class Post(StrictModel):
    """One accepted content/init and what became of it."""

    publish_id: str
    client_key: str
    username: str
    mode: PostMode
    created_at: float
    title: str = ""
    description: str = ""
    #: empty in MEDIA_UPLOAD, until the user posts the draft
    privacy_level: str = ""
    disable_comment: bool = False
    auto_add_music: bool = False
    brand_content: bool = False
    brand_organic: bool = False
    is_aigc: bool = False
    photos: list[Photo] = field(default_factory=list)
    cover_index: int = 0
    status: PostStatus = PostStatus.PROCESSING_DOWNLOAD
    fail_reason: str = ""
    downloaded_bytes: int = 0
    completed_at: float = 0.0
    #: 19 digits; given at moderation's end, to public posts only
    post_id: int = 0
    public_at: float = 0.0
    #: taken down, or made private by its author
    removed_at: float = 0.0
    #: when the user tapped on the draft, or threw it away (MEDIA_UPLOAD only)
    draft_opened_at: float = 0.0
    draft_discarded_at: float = 0.0
    #: further posts that its user made of the draft
    reposts: list[Repost] = field(default_factory=list)
    #: the faults that this post got at init, by name
    faults: dict[str, str] = field(default_factory=dict)


@dataclass
class Delivery(StrictModel):
    """One webhook on its way to an app."""

    id: int
    client_key: str
    url: str
    body: str
    created_at: float
    attempts: int = 0
    last_status: int = 0
    last_error: str = ""
    delivered_at: float = 0.0
    #: 72 hours without an answer of 200
    given_up_at: float = 0.0
    event: str = ""
    #: waits for `/_sim/deliveries/release`
    held: bool = False
    #: forged on demand: how its signature is wrong
    forgery: str = ""


@dataclass
class Fault(StrictModel):
    """A named fault, once or at a rate, on one endpoint or all."""

    name: str
    #: an endpoint's name, e.g. `content_init`, or `*`
    endpoint: str = "*"
    #: 0..1; used while `times` is not exhausted
    rate: float = 1.0
    #: how many calls may still get it; -1 is without end
    times: int = 1
    #: the error code, fail reason or number of seconds that the fault needs
    value: str = ""


@dataclass
class Call(StrictModel):
    """One line of the call log."""

    id: int
    at: float
    method: str
    path: str
    endpoint: str
    status: int
    client_key: str = ""
    username: str = ""
    #: the error code TikTok would answer; `ok` or empty when all is well
    code: str = ""
    #: what was wrong with the call, for the client's author
    wrong: list[str] = field(default_factory=list)
    fault: str = ""
    log_id: str = ""


@dataclass
class Job(StrictModel):
    """Work that falls due: a pull, a moderation's end, a webhook."""

    due: float
    #: `pull`, `complete`, `publicise`, `publicise_again` or `deliver`
    kind: str
    #: a publish id, or a delivery's number
    subject: str


@dataclass
class State(StrictModel):
    apps: list[App] = field(default_factory=list)
    users: list[User] = field(default_factory=list)
    codes: list[AuthorizationCode] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    #: `endpoint client_key username` -> when the calls of the last minute came
    windows: dict[str, list[float]] = field(default_factory=dict)
    #: the last number given to a call or a delivery
    last_id: int = 0
    #: new webhooks wait until they are released
    hold_deliveries: bool = False
    #: the simulator's clock at the last save: time never runs backwards
    saved_at: float = 0.0
