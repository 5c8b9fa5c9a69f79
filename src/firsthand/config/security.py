"""What a browser may do with what comes from here. Taken into `settings`; docs/security.md says against whom."""

from __future__ import annotations

from csp.constants import NONE, SELF

__all__ = [
    "API_DESCRIBED_BY",
    "CONTENT_SECURITY_POLICY",
    "MAY_NOTHING",
    "PERMISSIONS_POLICY",
    "SECURE_CROSS_ORIGIN_OPENER_POLICY",
    "SECURE_REFERRER_POLICY",
    "WHITENOISE_ALLOW_ALL_ORIGINS",
    "X_FRAME_OPTIONS",
]

REPORTS = "/policy-report/"  # doors/web/views/reporting.py: the directive is noted, and nothing else

# Who may make markup or a script's address of a string: htmx on its four pages, by a policy that refuses whatever
# could run (js/trusted.js); the phone's page, for its one worker (phone/begin.ts); the editor, which reads what is
# pasted in a document that is never shown (ProseMirror). The reader makes elements, and none of strings.
POLICIES = ["default", "firsthand-look", "firsthand-worker", "ProseMirrorClipboard"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],  # blob: photographs that wait on a device, and are looked at
        "media-src": [SELF, "blob:"],  # a recording that somebody chose, before it is kept
        "worker-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": POLICIES,
        "report-uri": [REPORTS],
    }
}

API_DESCRIBED_BY = (
    "firsthand.doors.api.described.schema"  # for the command line, which knows of no other door
)

# What is no page (a file to keep, a recording, a picture, JSON) runs nothing and asks for nothing, however opened.
MAY_NOTHING = "default-src 'none'; img-src 'self'; media-src 'self'; sandbox; frame-ancestors 'none'"

# Abilities of a device that no page uses: those that every browser knows by this name, or it complains. A page may
# record a voice memo, copy, play, and ask for a passkey.
PERMISSIONS_POLICY = ", ".join(
    [
        *(
            f"{name}=()"
            for name in (
                "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer", "midi",
                "payment", "serial", "usb", "xr-spatial-tracking",
            )
        ),
        "microphone=(self)",
    ]
)  # fmt: skip

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
WHITENOISE_ALLOW_ALL_ORIGINS = False
