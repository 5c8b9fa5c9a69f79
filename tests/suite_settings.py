"""The program's own settings, in a data folder of the suite's own: a person's studies are never touched."""

import os
import tempfile

os.environ["FIRSTHAND_DATA"] = tempfile.mkdtemp(prefix="firsthand-tests-")

from firsthand.config.settings import *  # noqa: F403
