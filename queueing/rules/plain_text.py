"""Text that may go to a device: what no printer, strip or cable can take for a command."""

import unicodedata

#: Controls that part words; every other control goes without a trace.
_BREAKS = frozenset("\t\n\v\f\r\x85\u2028\u2029")


def plain_text(text: str) -> str:
    """The text without control or format characters, with single spaces and none at the ends.

    Categories Cc (C0, DEL, C1), Cf and lone surrogates go: to a printer `ESC @` is reset, to a strip
    EOT ends the frame, and a bidi override would turn a name round. Line breaks and tabs become spaces.
    """
    spaced = ("".join(" " if c in _BREAKS else c for c in text)).translate({0x3000: " "})
    kept = (c for c in spaced if unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    return " ".join(part for part in "".join(kept).split(" ") if part)
