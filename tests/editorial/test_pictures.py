"""Photographs lose what the camera wrote, stand upright, and come in the sizes of the pages."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from florilege.editorial.pictures import NotAPicture, sizes_of

SECRET = "ZYGOMORPHIC"


def photograph(width: int, height: int, *, turned: bool = False) -> bytes:
    """A JPEG, blue on the left and red on the right, with an owner, a position and maybe a quarter turn in its EXIF."""
    picture = Image.new("RGB", (width, height), "red")
    picture.paste((0, 0, 255), (0, 0, width // 2, height))
    exif = picture.getexif()
    exif[0x013B] = SECRET
    exif.get_ifd(0x8825)[2] = (48.0, 51.0, 30.0)
    if turned:
        exif[0x0112] = 6
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_nothing_but_the_pixels_is_kept() -> None:
    content = photograph(1200, 800)
    assert SECRET.encode() in content
    for size in sizes_of(content):
        assert SECRET.encode() not in size.content
        with Image.open(io.BytesIO(size.content)) as kept:
            assert not kept.getexif()
            assert (kept.format, kept.size) == ("WEBP", (size.width, size.height))


def test_sizes_are_those_of_the_pages_and_never_above_the_picture() -> None:
    assert [(size.width, size.height) for size in sizes_of(photograph(2000, 1000))] == [
        (480, 240),
        (960, 480),
        (1600, 800),
    ]
    assert [size.width for size in sizes_of(photograph(300, 200))] == [300]
    assert sizes_of(photograph(2000, 1000)) == sizes_of(photograph(2000, 1000))


def test_a_picture_taken_sideways_is_turned_upright() -> None:
    (size,) = sizes_of(photograph(300, 200, turned=True))
    assert (size.width, size.height) == (200, 300)
    with Image.open(io.BytesIO(size.content)) as kept:
        red, _, blue = kept.convert("RGB").getpixel((100, 40))  # type: ignore[misc]
        assert blue > 200 > red


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg onload=alert(1)>", photograph(300, 200)[:400]])
def test_what_is_no_picture_is_said_so(content: bytes) -> None:
    with pytest.raises(NotAPicture):
        sizes_of(content)
