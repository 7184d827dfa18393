"""Photographs: kept at a size that a page can show, upright, and without what the camera wrote of place and time."""

import warnings
from io import BytesIO

from PIL import Image, ImageOps

from .actions import Refusal
from .files import LARGEST, content_type_of

LONGEST, PREVIEW = 2000, 480  # px of the longer side, as kept and as shown in a row of others
MOST_PIXELS = 60_000_000  # a telephone of today takes 50 million; what unpacks to more is no photograph
QUALITY = 85


def clean_picture(content: bytes) -> bytes:
    """A JPEG of the photograph with nothing in it but what is to be seen; Refusal for whatever is none."""
    if not content:
        raise Refusal("Tệp này rỗng. Xin chọn lại ảnh.", "file")
    if len(content) > LARGEST:
        raise Refusal("Ảnh lớn hơn 20 MB. Xin chụp hoặc lưu lại ở cỡ nhỏ hơn.", "file")
    if content_type_of(content) not in ("image/jpeg", "image/png"):
        raise Refusal("Chỉ nhận ảnh JPEG hoặc PNG. Ảnh loại khác xin lưu lại thành JPEG.", "file")
    return _drawn(content, LONGEST)


def preview(content: bytes) -> bytes:
    return _drawn(content, PREVIEW)


def _drawn(content: bytes, longest: int) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            image = Image.open(BytesIO(content), formats=("JPEG", "PNG"))
            if image.width * image.height > MOST_PIXELS:
                raise Refusal("Ảnh này quá nhiều điểm ảnh. Xin lưu lại ở cỡ nhỏ hơn.", "file")
            image.draft("RGB", (longest, longest))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((longest, longest))
            return _jpeg(upright)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Warning) as fault:
        raise Refusal("Không mở được ảnh này. Xin chọn ảnh khác hoặc chụp lại.", "file") from fault


def _jpeg(image: Image.Image) -> bytes:
    """On white where it was transparent; a new image takes no metadata along."""
    with_alpha = image.convert("RGBA")
    plain = Image.new("RGB", image.size, "white")
    plain.paste(with_alpha, mask=with_alpha)
    buffer = BytesIO()
    plain.save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()
