"""Where a folder lies: on a network, or where some program copies files while they are written.

SQLite needs locks and a shared map of memory that networks do not keep; and a copy of a database taken while it is
written is not whole.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.translation import gettext as _

MOUNTS = Path("/proc/self/mounts")
NETWORK = (
    "nfs", "cifs", "smb", "afs", "9p", "ncpfs", "davfs", "ceph", "glusterfs", "lustre", "beegfs", "gpfs", "ocfs2",
    "fuse.sshfs", "fuse.rclone", "fuse.davfs", "fuse.s3fs", "fuse.gcsfuse", "fuse.glusterfs", "fuse.ceph", "fuse.gvfsd",
    "fuse.onedriver", "vboxsf", "prl_fs",
)  # fmt: skip

# What such programs leave in the folder that they copy, and whose it is. A file, unless it ends with a slash.
MARKS = {
    ".dropbox": "Dropbox", ".dropbox.cache/": "Dropbox", ".stfolder/": "Syncthing", ".stfolder": "Syncthing",
    ".nextcloudsync.log": "Nextcloud", ".owncloudsync.log": "ownCloud", ".sync_*.db": "Nextcloud",
    "._sync_*.db": "Nextcloud", ".tmp.drivedownload/": "Google Drive", ".csync_journal.db": "ownCloud",
    ".seafile-data/": "Seafile", ".SynologyDrive/": "Synology Drive",
}  # fmt: skip
NAMED = {
    "OneDrive": "OneDrive",
    "com~apple~CloudDocs": "iCloud",
    "Mobile Documents": "iCloud",
    "CloudStorage": "a cloud",
}


def network(folder: Path, mounts: Path = MOUNTS) -> str | None:
    """The kind of network file system on which a folder lies; None where it lies on a disk."""
    if str(folder).startswith(("\\\\", "//")):
        return _("a network drive")
    try:
        lines = [line.split() for line in mounts.read_text("utf-8", "replace").splitlines()]
    except OSError:
        return None
    here = os.path.realpath(folder)
    under = [
        (len(at), number, kind)
        for number, (_device, written, kind, *_more) in enumerate(lines)
        if here == (at := _plain(written)) or here.startswith(at.rstrip("/") + "/")
    ]
    kind = max(under)[2] if under else ""
    return _("a network file system (%(kind)s)") % {"kind": kind} if kind.startswith(NETWORK) else None


def synchronised(folder: Path) -> str | None:
    """Whose program copies a folder while it is written; None where none is known to."""
    real = Path(os.path.realpath(folder))
    for part in real.parts:
        for beginning, whose in NAMED.items():
            if part == beginning or part.startswith(f"{beginning} - "):
                return _in(whose)
    for place in (real, *real.parents):
        for mark, whose in MARKS.items():
            found = place.glob(mark.rstrip("/")) if "*" in mark else [place / mark.rstrip("/")]
            if any(one.is_dir() if mark.endswith("/") else one.is_file() for one in found):
                return _in(whose)
    return None


def _in(whose: str) -> str:
    return _("a folder that %(program)s copies") % {"program": whose}


def _plain(written: str) -> str:
    """A path as the system writes it there, with spaces as \\040."""
    return written.encode("latin-1", "replace").decode("unicode_escape", "replace")
