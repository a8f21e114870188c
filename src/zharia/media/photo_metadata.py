"""XMP and IPTC metadata of a JPEG: who took the photo, and whether AI made it. Pure.

The names are those of the IPTC Photo Metadata Standard 2024.1: Creator and Credit Line, in XMP and
in the older IIM, and Digital Source Type, which only XMP has.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

#: characters of a name that are kept
MAX_CREDIT: Final = 200

_AI_MADE: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DC: Final = "http://purl.org/dc/elements/1.1/"
_PHOTOSHOP: Final = "http://ns.adobe.com/photoshop/1.0/"
_EXTENSION: Final = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"

#: record and dataset of IIM 4.2
_CHARACTER_SET: Final = (1, 90)
_VERSION: Final = (2, 0)
_BYLINE: Final = (2, 80)
_CREDIT: Final = (2, 110)
#: bytes that IIM gives a by-line and a credit
_MAX_IIM: Final = 32
#: ISO 2022 for UTF-8
_UTF8: Final = b"\x1b%G"


@dataclass(frozen=True, slots=True)
class PhotoMetadata:
    """The metadata that is written into a photo's file."""

    #: who took it; empty if nobody is known
    credit: str = ""
    ai_made: bool = False


def to_segments(label: PhotoMetadata) -> bytes:
    """Encode as the APP1 and APP13 segments of a JPEG (ITU-T T.81, B.2.4.6)."""
    found = b""
    if label.credit or label.ai_made:
        found += _segment(b"\xff\xe1", b"http://ns.adobe.com/xap/1.0/\0" + _xmp(label).encode())
    if label.credit:
        data = _iim(label.credit)
        resource = b"8BIM\x04\x04\0\0" + len(data).to_bytes(4) + data + b"\0" * (len(data) % 2)
        found += _segment(b"\xff\xed", b"Photoshop 3.0\0" + resource)
    return found


def credit_in_xmp(packet: bytes) -> str:
    """The credit in an XMP packet: creators and credit line; empty without any."""
    packet = packet.strip(b"\0 \t\r\n")
    # No packet needs a document type, and what one could define would expand. One with zeros may
    # hide it: a JPEG's packet is UTF-8.
    if b"<!DOCTYPE" in packet or b"\0" in packet:
        return ""
    try:
        tree = ET.fromstring(packet)  # noqa: S314 - see above
    except (ET.ParseError, ValueError, LookupError):
        return ""
    creators = [one.text or "" for one in tree.iterfind(f".//{{{_DC}}}creator//{{{_RDF}}}li")]
    line = f"{{{_PHOTOSHOP}}}Credit"
    descriptions = tree.iter(f"{{{_RDF}}}Description")
    lines = [one.get(line) or one.findtext(line) or "" for one in descriptions]
    return _joined([*creators, *lines])


def credit_in_iim(data: bytes) -> str:
    """The credit in an IIM record: by-lines and credit; empty without any.

    Text in a character set that nobody can tell is left out: better no name than a wrong one.
    """
    datasets = list(_datasets(data))
    names = [value for key in (_BYLINE, _CREDIT) for known, value in datasets if known == key]
    try:
        return _joined([name.decode() for name in names])
    except UnicodeDecodeError:
        return ""


def _joined(names: list[str]) -> str:
    visible = ("".join(c for c in name if c.isprintable()).strip() for name in names)
    return " / ".join(dict.fromkeys(filter(None, visible)))[:MAX_CREDIT]


def _segment(marker: bytes, payload: bytes) -> bytes:
    # The length counts its own two bytes.
    return marker + (len(payload) + 2).to_bytes(2) + payload


def _xmp(label: PhotoMetadata) -> str:
    attributes = ""
    creator = ""
    if label.ai_made:
        attributes += f" Iptc4xmpExt:DigitalSourceType={quoteattr(_AI_MADE)}"
    if label.credit:
        credit = label.credit[:MAX_CREDIT]
        attributes += f" photoshop:Credit={quoteattr(credit)}"
        creator = f"<dc:creator><rdf:Seq><rdf:li>{escape(credit)}</rdf:li></rdf:Seq></dc:creator>"
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}">'
        f'<rdf:Description rdf:about="" xmlns:dc="{_DC}" xmlns:photoshop="{_PHOTOSHOP}"'
        f' xmlns:Iptc4xmpExt="{_EXTENSION}"{attributes}>{creator}</rdf:Description>'
        '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    )


def _iim(credit: str) -> bytes:
    # A character that would be cut in half is left out.
    short = credit.encode()[:_MAX_IIM].decode(errors="ignore").strip().encode()
    written = [(_CHARACTER_SET, _UTF8), (_VERSION, b"\0\4"), (_BYLINE, short), (_CREDIT, short)]
    return b"".join(b"\x1c" + bytes(key) + len(value).to_bytes(2) + value for key, value in written)


def _datasets(data: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    at = 0
    while data[at : at + 1] == b"\x1c" and len(data) >= at + 5:
        size = int.from_bytes(data[at + 3 : at + 5])
        if size & 0x8000:
            # An extended dataset is for pictures, not for names.
            return
        yield (data[at + 1], data[at + 2]), data[at + 5 : at + 5 + size]
        at += 5 + size
