"""Debian's Chromium, as the browser tests and the screenshots start it."""

import os
import shutil
from typing import Any

EXECUTABLE = os.environ.get("ZHARIA_CHROMIUM") or shutil.which("chromium") or ""

APT = "apt-get install --no-install-recommends chromium libatomic1 fonts-noto-color-emoji"

LAUNCH: dict[str, Any] = {
    "executable_path": EXECUTABLE,
    # Chromium's sandbox does not start as root, as in a container.
    "chromium_sandbox": hasattr(os, "geteuid") and os.geteuid() != 0,
    "args": [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--font-render-hinting=none",
        "--force-color-profile=srgb",
    ],
}
