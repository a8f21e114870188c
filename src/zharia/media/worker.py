"""The worker process that decodes photos: `python -m zharia.media.worker`, see `worker_loop`."""

from dataclasses import asdict

from zharia.media import worker_protocol
from zharia.media.errors import BrokenPhoto, PhotoError, PhotoTooLarge
from zharia.media.prepare import prepare, shrink
from zharia.media.prepared import Layout, PreparedPhoto
from zharia.media.worker_loop import serve


def _answer(header: worker_protocol.Header, photo: bytes) -> tuple[worker_protocol.Header, bytes]:
    try:
        if "longest" in header:
            return {}, shrink(photo, header["longest"])
        return _success(prepare(photo, Layout(header["layout"])))
    except PhotoError as error:
        return _failure(error)
    except MemoryError:
        # What is left of a failed photo may stand in the way of the next one: have us replaced.
        answer, _ = _failure(PhotoTooLarge("reading it takes more memory than allowed"))
        return answer | {"exhausted": True}, b""
    except Exception as error:  # noqa: BLE001  # decoders raise nearly anything on foreign bytes
        return _failure(BrokenPhoto(f"{type(error).__name__}: {error}"[:300]))


def _success(photo: PreparedPhoto) -> tuple[worker_protocol.Header, bytes]:
    answer = asdict(photo)
    jpeg = answer.pop("jpeg")
    return answer, jpeg


def _failure(error: PhotoError) -> tuple[worker_protocol.Header, bytes]:
    return {"error": error.code, "detail": error.detail}, b""


if __name__ == "__main__":
    serve(_answer)
