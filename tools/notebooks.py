"""The notebook in the docs, executed anew over a demonstration study: `python -m tools.notebooks`.

It is kept with what it shows. The suite executes it, too, and fails where it shows something else.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).parents[1] / "docs" / "notebooks" / "a-study-in-jupyter.ipynb"


def executed(folder: Path, env: dict[str, str]) -> Any:
    """The notebook as it comes out in a folder that has a demonstration study in `demo-data`."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client = NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    client.execute(env=env)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # when it ran is nobody's matter
    return notebook


def main() -> None:
    """Make a study, execute, keep."""
    import nbformat

    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "demo-data"
        words = [sys.executable, "-m", "firsthand.doors.commands", "--data", str(data), "demo", "--no-serve"]
        subprocess.run(words, check=True)  # noqa: S603 - this program's own command
        nbformat.write(executed(Path(name), dict(os.environ)), NOTEBOOK)


if __name__ == "__main__":
    main()
