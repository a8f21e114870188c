"""Who took a photo, in its own file: read and written as other programs do."""

from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile, IptcImagePlugin

from zharia.media.fingerprinting import add_fingerprint
from zharia.media.photo_metadata import (
    MAX_CREDIT,
    PhotoMetadata,
    credit_in_iim,
    credit_in_xmp,
    to_segments,
)

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
CREATOR = f".//{{http://purl.org/dc/elements/1.1/}}creator/{RDF}Seq/{RDF}li"
SOURCE = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType"
AI = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


def labelled(label: PhotoMetadata) -> ImageFile.ImageFile:
    """A JPEG that was given the label, as Pillow reads it."""
    file = BytesIO()
    Image.new("RGB", (64, 48), "teal").save(file, "JPEG")
    picture = Image.open(BytesIO(add_fingerprint(file.getvalue(), 7, to_segments(label))))
    picture.load()
    return picture


def packet(picture: ImageFile.ImageFile) -> bytes:
    found = picture.info["xmp"]
    assert isinstance(found, bytes)
    return found


@pytest.mark.parametrize(
    "credit", ["А. Сейіт", 'Ержан Құлмағамбетов <«Сәтбаев» & "газет">', "x" * 500]
)
def test_other_programs_read_the_name(credit: str) -> None:
    picture = labelled(PhotoMetadata(credit))
    tree = ET.fromstring(packet(picture))
    assert [one.text for one in tree.iterfind(CREATOR)] == [credit[:MAX_CREDIT]]
    found = IptcImagePlugin.getiptcinfo(picture)
    assert found is not None
    by_line = found[2, 80]
    assert isinstance(by_line, bytes)
    assert len(by_line) <= 32
    assert credit.startswith(by_line.decode())
    assert found[1, 90] == b"\x1b%G"
    assert "jfif" in picture.info


@pytest.mark.parametrize("credit", ["", "А. Сейіт"])
def test_what_ai_made_says_so(credit: str) -> None:
    tree = ET.fromstring(packet(labelled(PhotoMetadata(credit, ai_made=True))))
    assert [one.get(SOURCE) for one in tree.iter(f"{RDF}Description")] == [AI]
    assert b"DigitalSourceType" not in to_segments(PhotoMetadata("А. Сейіт"))


def test_who_says_nothing_adds_nothing() -> None:
    assert to_segments(PhotoMetadata()) == b""


@given(st.text(max_size=300), st.booleans())
def test_what_is_written_is_read_again(credit: str, ai_made: bool) -> None:
    label = PhotoMetadata("".join(c for c in credit if c.isprintable()).strip(), ai_made=ai_made)
    data = to_segments(label)
    start, end = data.find(b"<?xpacket"), data.find(b'<?xpacket end="r"?>')
    assert credit_in_xmp(data[start:end]) == label.credit[:MAX_CREDIT].strip()


@given(st.binary(max_size=200))
def test_foreign_bytes_are_read_or_left(data: bytes) -> None:
    assert isinstance(credit_in_iim(data), str)
    assert isinstance(credit_in_iim(b"\x1c\x02P" + data), str)
    assert isinstance(credit_in_xmp(data), str)


def test_creator_and_agency_are_both_named_once() -> None:
    xmp = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'
        ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"><dc:creator><rdf:Seq>'
        "<rdf:li>Айдос Серік</rdf:li><rdf:li>Б. Ким</rdf:li></rdf:Seq></dc:creator>"
        "<photoshop:Credit>Қала</photoshop:Credit></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    assert credit_in_xmp(xmp.encode()) == "Айдос Серік / Б. Ким / Қала"
    iim = b"".join(
        b"\x1c\x02" + bytes([number]) + len(name).to_bytes(2) + name
        for number, name in ((80, b"A. Serik"), (105, b"Headline"), (110, b"A. Serik"))
    )
    assert credit_in_iim(iim) == "A. Serik"


def test_a_document_type_is_not_read() -> None:
    assert credit_in_xmp(b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>') == ""


def test_text_of_an_unknown_character_set_names_nobody() -> None:
    name = "Серік".encode("cp1251")
    assert credit_in_iim(b"\x1c\x02P" + len(name).to_bytes(2) + name) == ""
