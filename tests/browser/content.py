"""States for the pages to show: a newsroom's posts in Kazakh and Russian, and odd cases."""

from dataclasses import replace
from functools import cache

from zharia.demo.photo_files import PICTURES, encode
from zharia.demo.stories import Photo as Picture
from zharia.simulator import photos
from zharia.simulator.model import Call, Delivery, Photo, Post, PostMode, PostStatus, State
from zharia.simulator.seed import seeded_state

APP = "simmain000audited0"

KAZAKH_BODY = (
    "Ұлытау облысында көктемгі су тасқынына дайындық басталды. Жауапты қызметтер 12 елді мекенге "
    "құм қаптарын жеткізіп, №3 бөгеттің қақпаларын тексеріп шықты.\n\nОблыс әкімдігінің "
    "мәліметінше, бұл жұмысқа 480 млн ₸ бөлінген. «Биыл қар қалың түсті, сондықтан әр үйге "
    "дейін барып түсіндіріп жатырмыз», — деді штаб өкілі @ulytau_tjd. Тұрғындарға құжаттарын "
    "бір жерге жинап, 112 нөмірін есте сақтау ұсынылады. 🔗 https://aimaq.example/su-tasqyny\n"
    "#шұғыл #қоғам #AIMAK #Сатпаев #жаңалықтар #Қазақстан"
)
RUSSIAN_BODY = (
    "Новый участок связал Сатпаев с трассой на Жезказган. Дорога сократилась на 18 минут, "
    "проезд бесплатный. #новости #дороги #AIMAK #Сатпаев"
)

#: title, description, how many photos, and the number of the first; even ones are Kazakh
STORIES = [
    ("Ұлытауда су тасқынына дайындық басталды: 12 ауылға көмек жетті", KAZAKH_BODY, 5, 10),
    ("В Сатпаеве открыли новую дорогу к Жезказгану", RUSSIAN_BODY, 3, 18),
    ("«Байқоңырдан» жаңа ғылыми серік ұшырылды", "Алғашқы суреттер желтоқсанда келеді. #ғылым",
     4, 1),
    ("Тюльпаны зацвели на две недели раньше", "Степь под Улытау уже красная. #природа #весна",
     6, 2),
    ("Қаңтардан бастап ең төменгі жалақы 95 000 ₸ болады", "Өзгеріс 1,8 млн адамға әсер етеді.",
     2, 9),
    ("Вечерний город: как изменились улицы за год", "#город #фото", 7, 3),
    ("Көлдің жағасында этноауыл ашылды", "Қонақтарды киіз үй мен қымыз күтеді. #туризм", 3, 4),
    ("Ночь падающих звёзд: где смотреть", "Пик — в ночь на 14 декабря. #астрономия", 2, 5),
]  # fmt: skip


@cache
def photo(number: int, *, size: tuple[int, int] = (540, 720)) -> Photo:
    """A bundled photo as the simulator keeps it after a pull, but named as large as a real one."""
    content = encode(Picture("photo.jpg", PICTURES[number % len(PICTURES)], *size))
    found = photos.inspect(f"https://aimaq.example/media/a/{number:08x}/1.jpg", content)
    return replace(found, width=size[0] * 2, height=size[1] * 2, size=len(content) * 3)


def pictures(first: int, count: int, *, distinct: int = 7) -> list[Photo]:
    """Encoding takes time, so a long carousel repeats itself; each photo has its own URL."""
    return [
        replace(
            photo(first + n % distinct),
            url=f"https://aimaq.example/media/a/{first:06x}9f2c41d7b8/{n + 1}.jpg",
        )
        for n in range(count)
    ]


def direct(number: int, now: float, *, count: int = 0, username: str = "") -> Post:
    """A public post that is out, from the list of stories."""
    title, description, usual, first = STORIES[number % len(STORIES)]
    shown = pictures(first, count or usual)
    posted = now - 1_500 * (number + 1)
    return Post(
        publish_id=f"p_pub_url~v2.74{number:017d}",
        client_key=APP,
        username=username or ("aimaq_ru" if number % 2 else "aimaq_kz"),
        mode=PostMode.DIRECT_POST,
        created_at=posted - 40,
        title=title,
        description=description,
        privacy_level="PUBLIC_TO_EVERYONE",
        auto_add_music=True,
        photos=shown,
        status=PostStatus.PUBLISH_COMPLETE,
        downloaded_bytes=sum(photo.size for photo in shown),
        completed_at=posted - 31,
        post_id=7_412_345_678_901_200_000 + number,
        public_at=posted,
    )


def processing(number: int, now: float) -> Post:
    """Accepted a moment ago; nothing is pulled."""
    post = direct(number, now)
    return replace(
        post,
        publish_id=f"p_pub_url~v2.75{number:017d}",
        created_at=now - 3,
        photos=[Photo(url=photo.url) for photo in post.photos],
        status=PostStatus.PROCESSING_DOWNLOAD,
        downloaded_bytes=0,
        completed_at=0.0,
        post_id=0,
        public_at=0.0,
    )


def failed(number: int, now: float, reason: str = "picture_size_check_failed") -> Post:
    return replace(
        processing(number, now),
        publish_id=f"p_pub_url~v2.76{number:017d}",
        created_at=now - 300,
        completed_at=now - 290,
        status=PostStatus.FAILED,
        fail_reason=reason,
    )


def draft(number: int, now: float) -> Post:
    """Delivered to the inbox; its user has not looked at it."""
    return replace(
        direct(number, now),
        publish_id=f"p_inbox_url~v2.77{number:017d}",
        mode=PostMode.MEDIA_UPLOAD,
        created_at=now - 200,
        privacy_level="",
        auto_add_music=False,
        status=PostStatus.SEND_TO_USER_INBOX,
        completed_at=0.0,
        post_id=0,
        public_at=0.0,
    )


def calls(now: float) -> list[Call]:
    lines: list[tuple[str, str, int, str, list[str]]] = [
        ("authorize", "GET /v2/auth/authorize/", 200, "", []),
        ("token", "POST /v2/oauth/token/", 200, "", []),
        ("creator_info", "POST /v2/post/publish/creator_info/query/", 200, "ok", []),
        ("content_init", "POST /v2/post/publish/content/init/", 400, "invalid_params",
         ["post_info.title has 104 UTF-16 units; 90 are allowed",
          "source_info.photo_cover_index is 5, but there are 3 photos"]),
        ("content_init", "POST /v2/post/publish/content/init/", 200, "ok", []),
        ("status_fetch", "POST /v2/post/publish/status/fetch/", 200, "ok", []),
        ("content_init", "POST /v2/post/publish/content/init/", 403, "url_ownership_unverified",
         ["http://cdn.example/1.jpg is neither on a verified domain nor under a verified prefix"]),
        ("status_fetch", "POST /v2/post/publish/status/fetch/", 429, "rate_limit_exceeded",
         ["31 calls within a minute; 30 are allowed"]),
        ("status_fetch", "POST /v2/post/publish/status/fetch/", 200, "ok", []),
    ]  # fmt: skip
    return [
        Call(
            id=n + 1, at=now - 9 * (len(lines) - n), method=line.split()[0], path=line.split()[1],
            endpoint=endpoint, status=status, client_key=APP, username="aimaq_kz", code=code,
            wrong=wrong, log_id=f"20261122134{n:03d}A0B1C2D3E4F5",
            fault="rate_limit" if status == 429 else "",
        )
        for n, (endpoint, line, status, code, wrong) in enumerate(lines)
    ]  # fmt: skip


def deliveries(now: float, post: Post) -> list[Delivery]:
    body = (
        '{"client_key":"simmain000audited0","event":"%s","create_time":1795355640,'
        '"user_openid":"-000aimaq","content":"{\\"publish_id\\":\\"%s\\"}"}'
    )
    url = "http://127.0.0.1:8000/api/tiktok/webhook"
    done, lost = "post.publish.complete", "post.publish.publicly_available"
    return [
        Delivery(id=101, client_key=APP, url=url, body=body % (done, post.publish_id), event=done,
                 created_at=now - 60, attempts=1, last_status=200, delivered_at=now - 59),
        Delivery(id=102, client_key=APP, url=url, body=body % (lost, post.publish_id), event=lost,
                 created_at=now - 30, attempts=3, last_status=503, last_error="answered 503"),
    ]  # fmt: skip


def newsroom(now: float) -> State:
    """A morning's work: posts, one that is coming, one that failed, a draft, and the log."""
    state = seeded_state()
    out = [direct(number, now) for number in reversed(range(len(STORIES) - 1))]
    out[-3] = replace(out[-3], brand_organic=True, is_aigc=True)
    own = replace(
        direct(4, now), publish_id="p_pub_url~v2.7800000000000000001", privacy_level="SELF_ONLY",
        post_id=0, public_at=0.0, username="aimaq_private",
    )  # fmt: skip
    followers = replace(
        direct(6, now), publish_id="p_pub_url~v2.7800000000000000002", username="aimaq_private",
        privacy_level="FOLLOWER_OF_CREATOR", post_id=0, public_at=0.0,
    )  # fmt: skip
    moderated = replace(
        direct(7, now), publish_id="p_pub_url~v2.7800000000000000003", created_at=now - 90,
        completed_at=now - 80, post_id=0, public_at=0.0,
    )  # fmt: skip
    state.posts = [
        *out, own, followers, failed(3, now), draft(0, now), draft(2, now), moderated,
        processing(6, now),
    ]  # fmt: skip
    state.calls = calls(now)
    state.deliveries = deliveries(now, out[-1])
    state.last_id = 200
    return state


def long_carousel(now: float) -> State:
    """35 photos, the most there can be, under the longest title and description."""
    state = seeded_state()
    title = (
        "Ұлытаудың әр қиырынан: көктемнің алғашқы күндері түсірілген отыз бес сурет топтамасы №1"
    )
    text = " ".join([KAZAKH_BODY] * 6)[:4000]
    post = replace(direct(0, now, count=35), title=title, description=text, brand_content=True)
    state.posts = [post]
    return state
