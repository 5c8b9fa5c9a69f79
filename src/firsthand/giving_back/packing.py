"""Several files as one archive: the same files give the same bytes, and each has its checksum in it."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

EPOCH = (1980, 1, 1, 0, 0, 0)  # of every file: when it was made is no part of it
CHECKSUMS = "SHA256SUMS.txt"


def packed(files: Mapping[str, bytes]) -> bytes:
    """A zip of files by their path, in order of path, with their checksums as `sha256sum -c` reads them."""
    sums = "".join(f"{sha256(data).hexdigest()}  {path}\n" for path, data in sorted(files.items()))
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED, compresslevel=6) as zipped:
        for path, data in sorted([*files.items(), (CHECKSUMS, sums.encode())]):
            part = ZipInfo(path, EPOCH)
            part.compress_type = ZIP_DEFLATED
            part.external_attr = 0o644 << 16
            zipped.writestr(part, data, compresslevel=6)
    return written.getvalue()
