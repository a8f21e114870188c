"""How long a 12-megapixel photo of each format takes to prepare, beside sharp, and its memory.

Run by `./run bench photos`. Ours is the whole way to a worker process and back, sharp's the time
within its own; both let libvips have one thread, to which libwebp adds one. The sources are drawn
here: soft shapes with grain, like a photo.
HEIC needs an encoder: `apt-get install --no-install-recommends libheif-examples`.
"""

import io
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from tests.bench import sharp
from tests.bench.measures import Measure, markdown
from tests.integration.media.processes import cpu_seconds, peak_bytes
from zharia.media.prepared import Layout
from zharia.media.workers import PhotoWorkers

SIZE = (4000, 3000)
ROUNDS = 5
COMPARED = 15


def measures() -> Iterator[Measure]:
    picture = drawn()
    print(f"{SIZE[0]}x{SIZE[1]}, {ROUNDS} rounds: median by the clock, mean of the worker's CPU")
    print(
        f"{'source':<22}{'file KB':>9}{'ms':>8}{'CPU ms':>8}{'peak MB':>9}{'result':>13}{'KB':>7}"
    )
    for name, photo in sources(picture):
        report(name, photo, Layout.WHOLE)
    report("JPEG, upright canvas", encoded(picture, "JPEG", quality=92), Layout.UPRIGHT)
    with sharp.installed() as (reference, folder):
        if reference is None:
            return
        print(f"the same files by {reference.version}, in turn {COMPARED} times, one thread each:")
        for name, photo in sources(picture):
            if name in {"JPEG", "PNG", "WebP"}:
                yield beside(reference, folder / name, name, photo)


def beside(reference: sharp.Sharp, path: Path, name: str, photo: bytes) -> Measure:
    """Ours ÷ sharp's, round by round, so that a busy moment of the machine strikes both."""
    path.write_bytes(photo)
    theirs = reference.make(path)
    ours_took, theirs_took = [], []
    with PhotoWorkers(1) as workers:
        result = workers.prepare(photo)  # the first one starts the worker
        (pid,) = workers.pids
        cpu = [cpu_seconds(pid), cpu_seconds(reference.pid)]
        for _ in range(COMPARED):
            start = time.perf_counter()
            workers.prepare(photo)
            ours_took.append(time.perf_counter() - start)
            theirs_took.append(reference.make(path).seconds)
        cpu = [
            now - before
            for now, before in zip((cpu_seconds(pid), cpu_seconds(reference.pid)), cpu, strict=True)
        ]
    if (result.width, result.height) != (theirs.width, theirs.height):
        raise ValueError(f"{name}: two sizes of one photo, so two jobs")
    ratio = statistics.median(
        one / other for one, other in zip(ours_took, theirs_took, strict=True)
    )
    ours, others = (statistics.median(took) * 1000 for took in (ours_took, theirs_took))
    ours_cpu, others_cpu = (seconds / COMPARED * 1000 for seconds in cpu)
    print(
        f"{name:<6}ours {ours:.0f} ms, CPU {ours_cpu:.0f}, {len(result.jpeg) // 1000} KB;"
        f" sharp {others:.0f} ms, CPU {others_cpu:.0f}, {theirs.bytes // 1000} KB"
    )
    note = (
        f"{ours:.0f} ÷ {others:.0f} ms, CPU {ours_cpu:.0f} ÷ {others_cpu:.0f};"
        f" libvips on one thread each; {reference.version}"
    )
    return Measure(f"photo ÷ sharp, 12 MP {name}", ratio, aim=1.0, floor=1.1, note=note)


def report(name: str, photo: bytes, layout: Layout) -> None:
    with PhotoWorkers(1) as workers:
        result = workers.prepare(photo, layout)  # the first one starts the worker
        (pid,) = workers.pids
        took, cpu = [], cpu_seconds(pid)
        for _ in range(ROUNDS):
            start = time.perf_counter()
            workers.prepare(photo, layout)
            took.append(time.perf_counter() - start)
        cpu = (cpu_seconds(pid) - cpu) / ROUNDS
        peak = peak_bytes(pid) / 1e6
    size = f"{result.width}x{result.height}"
    clock = statistics.median(took)
    print(
        f"{name:<22}{len(photo) // 1000:>9}{clock * 1000:>8.0f}{cpu * 1000:>8.0f}{peak:>9.0f}"
        f"{size:>13}{len(result.jpeg) // 1000:>7}"
    )


def drawn() -> Image.Image:
    shapes = Image.merge("RGB", [Image.effect_noise((24, 18), 200) for _ in range(3)])
    grain = Image.effect_noise(SIZE, 24).convert("RGB")
    return Image.blend(shapes.resize(SIZE, Image.Resampling.BICUBIC), grain, 0.25)


def encoded(picture: Image.Image, photo_format: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, photo_format, **options)
    return file.getvalue()


def sources(picture: Image.Image) -> Iterator[tuple[str, bytes]]:
    yield "JPEG", encoded(picture, "JPEG", quality=92)
    yield "JPEG, progressive", encoded(picture, "JPEG", quality=92, progressive=True)
    yield "JPEG, CMYK", encoded(picture.convert("CMYK"), "JPEG", quality=92)
    yield "PNG", encoded(picture, "PNG", compress_level=3)
    see_through = picture.copy()
    see_through.putalpha(Image.linear_gradient("L").resize(SIZE))
    yield "PNG, transparent", encoded(see_through, "PNG", compress_level=3)
    yield "WebP", encoded(picture, "WEBP", quality=85, method=2)
    yield "AVIF", encoded(picture, "AVIF", quality=70, speed=9)
    yield "GIF", encoded(picture, "GIF")
    if shutil.which("heif-enc"):
        yield "HEIC", heic(picture)
    else:
        print("HEIC left out: apt-get install --no-install-recommends libheif-examples")


def heic(picture: Image.Image) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "photo.jpg"), Path(folder, "photo.heic")
        source.write_bytes(encoded(picture, "JPEG", quality=95))
        preset = ["-q", "60", "-p", "x265:preset=ultrafast"]
        command = ["heif-enc", *preset, str(source), "-o", str(target)]
        subprocess.run(command, check=True, capture_output=True)
        return target.read_bytes()


if __name__ == "__main__":
    print(markdown(measures()))
