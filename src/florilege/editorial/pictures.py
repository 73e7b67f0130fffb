"""Photographs in the sizes of the pages: turned upright, without what a camera writes about place and owner."""

from __future__ import annotations

import io
from collections.abc import Sequence

from msgspec import Struct
from PIL import Image, ImageOps, UnidentifiedImageError

WIDTHS = (480, 960, 1600)
"""Widths in pixels: a telephone, half a page, a whole page on a fine screen."""
MOST_PIXELS = 60_000_000
QUALITY = 80
FORMATS = ("JPEG", "PNG", "WEBP")


class NotAPicture(ValueError):
    """What was given is no picture that can be read, or a larger one than is accepted."""


class Size(Struct, frozen=True):
    """A picture at one width, as WebP."""

    width: int
    height: int
    content: bytes


def sizes_of(content: bytes, *, widths: Sequence[int] = WIDTHS) -> tuple[Size, ...]:
    """A picture at each width that is not above its own (its own where all are), the smallest first.

    Nothing of the file but its pixels is kept: neither position, nor date, nor camera. No width: the picture is only
    looked at. Raises NotAPicture.
    """
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise NotAPicture
            opened.load()
            if not widths:
                return ()
            upright = ImageOps.exif_transpose(opened)
            mode = "RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB"
            picture = upright.convert(mode)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPicture from error
    wanted = [width for width in widths if width < picture.width] or [picture.width]
    return tuple(_at(picture, width) for width in sorted(wanted))


def _at(picture: Image.Image, width: int) -> Size:
    height = max(1, round(picture.height * width / picture.width))
    fitted = picture if width == picture.width else picture.resize((width, height), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    fitted.save(out, "WEBP", quality=QUALITY, method=4, exif=b"", icc_profile=b"", xmp=b"")
    return Size(width, height, out.getvalue())
