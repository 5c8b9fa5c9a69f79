"""What a file of sound or pictures is, by its first bytes: a closed list, so that nothing else is ever served from it.

What a file is called, and what a browser says of it, only decides between sound and film where one container may
hold either.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from firsthand.core.problems import Problem

HEAD = 4096
"""How many of the first bytes are looked at."""

SOUND = frozenset(
    {
        "audio/wav", "audio/mpeg", "audio/aac", "audio/flac", "audio/ogg", "audio/mp4", "audio/webm", "audio/3gpp",
        "video/mp4", "video/webm", "video/ogg", "video/quicktime", "video/3gpp",
    }
)  # fmt: skip
"""What can be heard: films too have a sound."""

PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "image/heic", "image/avif"})

_STARTS = (
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
)
_IN_RIFF = {b"WAVE": "audio/wav", b"WEBP": "image/webp"}
# The brand that stands at the head of an MP4 file and of its relatives.
_BRANDS = (
    ((b"M4A ", b"M4B "), "audio/mp4"),
    ((b"heic", b"heix", b"mif1", b"msf1"), "image/heic"),
    ((b"avif", b"avis"), "image/avif"),
    ((b"qt  ",), "video/quicktime"),
)

_UNPLAYABLE = (
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "Windows Media (WMA, WMV)"),
    (b"#!AMR", "AMR"),
    (b"FORM", "AIFF"),
    (b"caff", "CAF"),
    (b"RF64", "RF64"),
    (b"MThd", "MIDI"),
)


def recognised(name: str, head: bytes, called: str = "") -> str:
    """The type of a file of sound or pictures, as it is served. Raises `Problem` where it is none, or cannot be played.

    `name` is for the sentence; `called` is the type that the sender gave, if any.
    """
    found = _by_start(head) or _in_container(head, called) or _stream(head)
    if found is not None:
        return found
    for start, kind in _UNPLAYABLE:
        if head.startswith(start):
            raise Problem(_no_browser(name, kind))
    if head.startswith(b"\x1aE\xdf\xa3"):
        raise Problem(_no_browser(name, "Matroska (MKV)"))
    raise Problem(
        _(
            "%(name)s is no sound, film or picture that a browser can show. "
            "Sound may be MP3, M4A, AAC, WAV, FLAC, Ogg, Opus or WebM; films MP4, WebM or MOV; "
            "pictures JPEG, PNG, WebP or HEIC."
        )
        % {"name": name}
    )


def _no_browser(name: str, kind: str) -> str:
    return _(
        "%(name)s is a %(kind)s file, which browsers cannot play. Save it as MP3, M4A, Opus or WAV, and add that."
    ) % {"name": name, "kind": kind}


def _by_start(head: bytes) -> str | None:
    if head.startswith(b"RIFF"):
        return _IN_RIFF.get(head[8:12])
    return next((kind for start, kind in _STARTS if head.startswith(start)), None)


def _in_container(head: bytes, called: str) -> str | None:
    """Ogg, MP4 and WebM hold sound or film."""
    if head.startswith(b"OggS"):
        return "video/ogg" if b"theora" in head[:256] else "audio/ogg"
    if head[4:8] == b"ftyp":
        return _by_brand(head[8:12], called)
    if head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head[:64]:
        film = any(codec in head for codec in (b"V_VP8", b"V_VP9", b"V_AV1"))
        return "video/webm" if film else "audio/webm"
    return None


def _by_brand(brand: bytes, called: str) -> str:
    for brands, kind in _BRANDS:
        if brand in brands:
            return kind
    container = "3gpp" if brand[:3] in (b"3gp", b"3g2") else "mp4"
    return f"{'audio' if called.startswith('audio/') else 'video'}/{container}"


def _stream(head: bytes) -> str | None:
    """MP3 without a tag and AAC: a frame's first bytes, of which no text has the like."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    if head[1] & 0xF6 == 0xF0:
        return "audio/aac"
    layer, bits, rate = head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    return "audio/mpeg" if layer in (1, 2) and bits != 15 and rate != 3 else None
