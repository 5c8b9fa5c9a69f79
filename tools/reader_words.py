"""Write `reader/src/words.json`, from which the TypeScript compiler and the reader's own tests know its words."""

import json
import os
from pathlib import Path

WHERE = Path(__file__).parent.parent / "reader" / "src" / "words.json"


def written() -> str:
    """What the file should hold: the words in English."""
    from django.utils.translation import override

    from firsthand.doors.web.reader_words import reader_words

    with override("en"):
        return json.dumps(reader_words(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firsthand.config.settings")
    django.setup()
    WHERE.write_text(written(), encoding="utf-8")
