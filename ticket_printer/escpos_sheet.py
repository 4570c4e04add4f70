"""What a printer puts on paper: pictures, lines of text, codes and feeds between two cuts."""

from dataclasses import dataclass

from PIL import Image


@dataclass(frozen=True)
class Style:
    """How the printer stands to letters; `ESC @` puts it back to this."""

    wide: int = 1
    high: int = 1
    bold: int = 0
    align: int = 0  # 0 left, 1 middle, 2 right
    reverse: int = 0  # white on black
    kanji: int = 1
    kanji_wide: int = 1
    kanji_high: int = 1


@dataclass(frozen=True)
class Picture:
    """Dots as they were sent, bands joined."""

    image: Image.Image
    align: int = 0


@dataclass(frozen=True)
class Said:
    """One line of text in the printer's own font, in runs of one style; the next is `pitch` dots below."""

    runs: tuple[tuple[str, Style], ...]
    pitch: int

    @property
    def text(self) -> str:
        """The line without its styles."""
        return "".join(text for text, _ in self.runs)


@dataclass(frozen=True)
class Barcode:
    """A QR code that the printer draws itself."""

    data: bytes
    module: int
    align: int = 0


@dataclass(frozen=True)
class Feed:
    """Paper moved on without printing, in dots."""

    dots: int


Item = Picture | Said | Barcode | Feed


@dataclass(frozen=True)
class Sheet:
    """What lies between two cuts."""

    items: tuple[Item, ...]
    cut: bool

    @property
    def pictures(self) -> list[Image.Image]:
        """Its pictures, top to bottom."""
        return [item.image for item in self.items if isinstance(item, Picture)]

    @property
    def texts(self) -> list[str]:
        """Its lines of text, top to bottom."""
        return [item.text for item in self.items if isinstance(item, Said)]
