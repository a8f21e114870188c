"""What can go wrong with photos, who acts, and what to do.

MediaError
├── PhotoError              this one file cannot be posted; the article's other photos can
│   ├── EmptyPhoto          zero bytes came                 editor: upload it again
│   ├── NotAPhoto           a web page, PDF, SVG, TIFF …    editor: save it as JPEG or PNG
│   ├── BrokenPhoto         cut off, or damaged inside      editor: upload it again
│   ├── PhotoTooLarge       in bytes, pixels or memory      editor: save it smaller
│   ├── PhotoTooSlow        took longer than allowed        nobody: later; then as BrokenPhoto
│   └── DecoderCrashed      ended two workers in a row      editor: save it anew
├── PhotoFetchError
│   ├── PhotoUnreachable    its server does not answer well     nobody: later; then editor
│   ├── PhotoNotFetched     its address cannot be fetched       editor: correct the address
│   ├── PhotoRefused        its server may be blocking us       admin: ask whoever runs it
│   └── PhotoRefusedForNow  the same, and it may pass           nobody: later; then editor
├── UploadMissing           an uploaded photo is gone           editor: upload it again
├── NoPhotos                none in the article, no fallback    editor: add a photo
├── WorkersUnavailable      no worker process starts        admin: read the service's log
└── StoreError
    ├── StoredPhotoMissing  not in the store (any more)     nobody: prepare it again
    ├── StoredPhotoDamaged  its bytes have changed          admin: check the disk
    ├── StoreUnwritable     disk full, no permission …      admin: make room
    └── StoreUnavailable    whether it is there, nobody says    admin: look at the bucket
"""

from typing import ClassVar, Self

from zharia.errors import ErrorCode


class MediaError(Exception):
    """A photo error that stops a publication. `str()` is a sentence an editor can act on."""

    #: stable name, for translation and for the ledger
    code: ClassVar[ErrorCode]
    #: what `str()` says; `{detail}` is filled in
    sentence: ClassVar[str]

    def __init__(self, detail: str = "") -> None:
        super().__init__(self.sentence.format(detail=detail))
        #: the part that varies: a file kind, a size; may quote a foreign file, so escape it
        self.detail = detail

    def copy(self) -> Self:
        """A copy, to be raised in another thread."""
        return type(self)(self.detail)


class PhotoError(MediaError):
    pass


class EmptyPhoto(PhotoError):
    code = ErrorCode.PHOTO_EMPTY
    sentence = "The photo's file is empty. Upload it again."


class NotAPhoto(PhotoError):
    code = ErrorCode.PHOTO_NOT_A_PHOTO
    sentence = (
        "The file is {detail}, not a photo we can read. Save it as JPEG or PNG and upload that."
    )


class BrokenPhoto(PhotoError):
    code = ErrorCode.PHOTO_BROKEN
    sentence = "The photo's file is damaged or cut off ({detail}). Upload it again."


class PhotoTooLarge(PhotoError):
    code = ErrorCode.PHOTO_TOO_LARGE
    sentence = "The photo is too large: {detail}. Save it with fewer pixels and upload that."


class PhotoTooSlow(PhotoError):
    code = ErrorCode.PHOTO_TOO_SLOW
    sentence = (
        "Preparing the photo took longer than {detail} seconds. It is worth one more try; "
        "after that, save the photo anew as JPEG."
    )


class DecoderCrashed(PhotoError):
    code = ErrorCode.PHOTO_CRASHES_DECODER
    sentence = "Reading the photo ended the program that reads it ({detail}). Save it anew as JPEG."


class PhotoFetchError(MediaError):
    """The photo could not be fetched; `detail` is a sentence that says why."""

    sentence = "{detail} The photo was not fetched."


class PhotoUnreachable(PhotoFetchError):
    code = ErrorCode.PHOTO_UNREACHABLE


class PhotoNotFetched(PhotoFetchError):
    code = ErrorCode.PHOTO_NOT_FETCHED


class PhotoRefused(PhotoFetchError):
    code = ErrorCode.PHOTO_REFUSED


class PhotoRefusedForNow(PhotoFetchError):
    code = ErrorCode.PHOTO_REFUSED_FOR_NOW


class UploadMissing(MediaError):
    code = ErrorCode.UPLOADED_PHOTO_MISSING
    sentence = "The uploaded photo {detail} is no longer stored. Upload it again."


class NoPhotos(MediaError):
    code = ErrorCode.NO_PHOTOS
    sentence = (
        "The article has no photo, and TikTok photo posts need one. "
        "Add a photo, or set a fallback picture in the settings."
    )


class WorkersUnavailable(MediaError):
    code = ErrorCode.PHOTO_WORKERS_UNAVAILABLE
    sentence = (
        "The program that prepares photos does not start ({detail}). The service's log says why."
    )


class StoreError(MediaError):
    pass


class StoredPhotoMissing(StoreError):
    code = ErrorCode.STORED_PHOTO_MISSING
    sentence = "The prepared photo {detail} is no longer stored. It has to be prepared again."


class StoredPhotoDamaged(StoreError):
    code = ErrorCode.STORED_PHOTO_DAMAGED
    sentence = "The stored photo {detail} is not what was stored. Check the disk."


class StoreUnwritable(StoreError):
    code = ErrorCode.PHOTO_STORE_UNWRITABLE
    sentence = "The prepared photo cannot be stored: {detail}."


class StoreUnavailable(StoreError):
    """The bucket does not answer, or the folder is not the one that it was. Nothing is missing."""

    code = ErrorCode.PHOTO_STORE_UNAVAILABLE
    sentence = "The storage of photos cannot be used: {detail}."


class StorageUnusable(Exception):
    """Photos cannot be stored as it is set up; the message says why, and what to do."""
