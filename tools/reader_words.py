"""Write each `words.json`: from it TypeScript and its tests know the words of the reader and of the other pages."""

import json
import os
from pathlib import Path

SOURCES = Path(__file__).parent.parent / "reader" / "src"
WHERE = SOURCES / "words.json"
PHONE = SOURCES / "phone" / "words.json"
LOG = SOURCES / "phone" / "log" / "words.json"
WRITING = SOURCES / "writing" / "words.json"


def written(where: Path = WHERE) -> str:
    """What a file should hold: the words in English."""
    from django.utils.translation import override

    from firsthand.doors.web.log_words import log_words
    from firsthand.doors.web.phone_words import phone_words
    from firsthand.doors.web.reader_words import reader_words
    from firsthand.doors.web.writing_words import writing_words

    delivered = {PHONE: phone_words, LOG: log_words, WRITING: writing_words}.get(where, reader_words)
    with override("en"):
        words = delivered()
    return json.dumps(words, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firsthand.config.settings")
    django.setup()
    for where in (WHERE, PHONE, LOG, WRITING):
        where.write_text(written(where), encoding="utf-8")
