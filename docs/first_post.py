"""A first post, from token to public: run it beside `./run simulator`.

PYTHONPATH=src .venv/bin/python docs/first_post.py
"""

import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx2

from zharia.demo.photo_files import PICTURES, encode
from zharia.demo.stories import Photo
from zharia.tiktok import Client, PhotoPost, PostMode

SIMULATOR = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8100"
# The simulator's own app and user; docs/simulator.md lists them.
KEY, SECRET, USER = "simmain000audited0", "fake-secret-of-simmain-not-for-tiktok", "aimaq_kz"


class Photos(BaseHTTPRequestHandler):
    """Where TikTok pulls the photos from: every address shows another one."""

    def do_GET(self) -> None:
        picture = PICTURES[hash(self.path) % len(PICTURES)]
        photo = encode(Photo("photo.jpg", picture))
        self.send_response(200)
        self.send_header("Content-Type", "image/jpeg")
        self.send_header("Content-Length", str(len(photo)))
        self.end_headers()
        self.wfile.write(photo)

    def log_message(self, *_: object) -> None:
        """Stay quiet: the simulator's own log at /log tells of each pull."""


def control(method: str, path: str, body: object) -> dict[str, str]:
    answer = httpx2.request(method, f"{SIMULATOR}/_sim{path}", json=body, trust_env=False)
    answer.raise_for_status()
    return dict(answer.json())


photos = ThreadingHTTPServer(("127.0.0.1", 0), Photos)
threading.Thread(target=photos.serve_forever, daemon=True).start()
here = f"http://127.0.0.1:{photos.server_port}/"

# With the real TikTok a person does these two: verifies the address in the developer console,
# and allows the app on the consent page.
control("PATCH", f"/apps/{KEY}", {"verified_prefixes": [here]})
token = control("POST", "/grants", {"client_key": KEY, "username": USER})["access_token"]

with Client(KEY, SECRET, api_url=SIMULATOR, allow_loopback_photos=True) as tiktok:
    creator = tiktok.creator_info(token)
    print(f"{creator.creator_nickname} may choose {', '.join(creator.privacy_level_options)}")
    accepted = tiktok.init(
        token,
        PhotoPost(
            post_mode=PostMode.DIRECT_POST,
            photo_images=tuple(f"{here}{number}.jpg" for number in (1, 2, 3)),
            title="Ұлытауда жаңа саябақ ашылды",
            description="Қала тұрғындары үшін жаңа саябақ есігін ашты. #AIMAK #Сәтбаев #жаңалықтар",
            privacy_level="PUBLIC_TO_EVERYONE",
            disable_comment=False,
            auto_add_music=True,
            brand_content_toggle=False,
            brand_organic_toggle=False,
        ),
    )
    print(f"accepted as {accepted.publish_id}")
    for _ in range(60):
        status = tiktok.status(token, accepted.publish_id)
        print(f"  {status.raw_status or status.status} {' '.join(status.post_ids)}")
        if status.post_ids or status.failure:
            break
        time.sleep(3)
photos.shutdown()
