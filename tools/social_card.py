"""Draws the picture that social networks and chats show for a link: 1200 by 630 pixels, in the guide's colours.

The font is Aileron, which Pillow carries within itself, so that no font has to be fetched or shipped.
"""

import io
import textwrap
from functools import cache

from PIL import Image, ImageColor, ImageDraw, ImageFont

SIZE = (1200, 630)
BACKGROUND = "#17213a"
INK = "#ffffff"
MUTED = "#c6cede"
SIDES = {"tensorflow": ("#fdb267", "TensorFlow"), "hugging-face": ("#4fd1c0", "Hugging Face"), "": ("#b3b8ff", "")}
MARGIN = 80


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Return the font at ``size`` pixels."""
    return ImageFont.load_default(size)


def social_card(title: str, description: str, side: str, site: str) -> bytes:
    """Return a PNG.

    Args:
        title: the page's title, the largest text.
        description: one or two sentences below it.
        side: `tensorflow`, `hugging-face`, or empty for both; gives the colour and the word of the badge.
        site: the site's name, at the foot.
    """
    colour, badge = SIDES[side]
    image = Image.new("RGB", SIZE, BACKGROUND)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 18, SIZE[1]), fill=colour)
    y = MARGIN
    if badge:
        draw.text((MARGIN, y), badge, font=font(34), fill=colour)
    y += 60
    for line in textwrap.wrap(title, 27)[:3]:
        draw.text((MARGIN, y), line, font=font(72), fill=INK)
        y += 84
    y += 16
    for line in textwrap.wrap(description, 62, max_lines=3, placeholder=" …"):
        draw.text((MARGIN, y), line, font=font(34), fill=MUTED)
        y += 46
    draw.text((MARGIN, SIZE[1] - MARGIN), site, font=font(34), fill=colour, anchor="ls")
    file = io.BytesIO()
    image.quantize(palette=palette(colour), dither=Image.Dither.NONE).save(file, "PNG", compress_level=2)
    return file.getvalue()


@cache
def palette(colour: str) -> Image.Image:
    """Return the shades of a card: from the background to each ink. To look for them in each picture takes longer."""
    shades: list[int] = []
    for ink in (INK, MUTED, colour):
        for step in range(9):
            for low, high in zip(ImageColor.getrgb(BACKGROUND), ImageColor.getrgb(ink), strict=True):
                shades.append(low + (high - low) * step // 8)
    holder = Image.new("P", (1, 1))
    holder.putpalette(shades)
    return holder
