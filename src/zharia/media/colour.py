"""Colour management: any colours become 8-bit sRGB, all that a phone's TikTok shows as meant."""

import io
from typing import Final

from PIL import Image, ImageCms

from zharia.media.prepared import Change, ChangeCode

_SRGB: Final = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))

#: A profile's colour space, as ICC spells it, for each Pillow mode it can describe.
_SPACES: Final = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}

#: White: what nearly every web page shows behind a newsroom's transparent picture.
_BACKGROUND: Final = "white"


def to_resizable_mode(picture: Image.Image) -> Image.Image:
    """The picture in a mode that can be resized smoothly: L, LA, RGB, RGBA or CMYK.

    Decodes the picture, unless its mode is one of these already.
    """
    if picture.mode == "I;16":
        # Pillow's own conversion clips 16-bit grey to 255: keep the high byte instead.
        high_bytes = picture.tobytes("raw", "I;16")[1::2]
        eight_bits = Image.frombytes("L", picture.size, high_bytes)
        eight_bits.info = {k: v for k, v in picture.info.items() if k != "transparency"}
        return eight_bits
    if picture.has_transparency_data:
        if picture.mode in {"LA", "RGBA"}:
            return picture
        return picture.convert("LA" if picture.mode in {"1", "L"} else "RGBA")
    if picture.mode in _SPACES:
        return picture
    return picture.convert("L" if picture.mode == "1" else "RGB")


def to_opaque_srgb(picture: Image.Image) -> tuple[Image.Image, list[Change]]:
    """The picture, whose mode `to_resizable_mode` made, as opaque RGB in sRGB."""
    changes: list[Change] = []
    alpha = picture.getchannel("A") if picture.mode in {"LA", "RGBA"} else None
    colours = picture if alpha is None else picture.convert(picture.mode.removesuffix("A"))

    icc = picture.info.get("icc_profile")
    described = _from_profile(colours, icc) if icc else None
    if icc and described is None:
        changes.append(Change(ChangeCode.PROFILE_UNREADABLE))
    if described is not None:
        opaque, profile_name = described
        if profile_name:
            changes.append(Change(ChangeCode.COLOURS_CONVERTED, profile_name))
    else:
        opaque = colours if colours.mode == "RGB" else colours.convert("RGB")
        if colours.mode == "CMYK":
            changes.append(Change(ChangeCode.COLOURS_CONVERTED, "CMYK"))

    # An alpha channel that hides nothing is no change worth telling.
    if alpha is not None and alpha.getextrema() != (255, 255):
        behind = Image.new("RGB", opaque.size, _BACKGROUND)
        behind.paste(opaque, mask=alpha)
        opaque = behind
        changes.append(Change(ChangeCode.TRANSPARENCY_FLATTENED))
    return opaque, changes


def _from_profile(colours: Image.Image, icc: bytes) -> tuple[Image.Image, str] | None:
    """Converted to sRGB, with the profile's name ("" if it is sRGB); None if it is invalid."""
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        if profile.profile.xcolor_space.strip() != _SPACES[colours.mode]:
            return None
        name = ImageCms.getProfileDescription(profile).strip()
        if colours.mode == "RGB" and "srgb" in name.lower():
            return colours, ""
        transform = ImageCms.buildTransform(
            profile,
            _SRGB,
            colours.mode,
            "RGB",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
        converted = transform.apply(colours)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
    return converted, "".join(c for c in name if c.isprintable())[:80] or colours.mode
