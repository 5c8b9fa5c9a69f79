"""Django's cache in our own database, for the little that all processes have to know at once.

Django's own for a database keeps pickles, which whoever can write there could make into a program; this keeps JSON. To
add is one statement, so that of two who add the same at once one is told that it is there.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from firsthand.ground.accounts.models import Fleeting


class InOurDatabase(BaseCache):
    """What `django.core.cache.cache` is."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        name = self.make_and_validate_key(key, version=version)
        Fleeting.objects.filter(ends_at__lte=timezone.now()).delete()
        try:
            with transaction.atomic():
                Fleeting.objects.create(key=name, value=value, ends_at=self._end(timeout))
        except IntegrityError:
            return False
        return True

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        name = self.make_and_validate_key(key, version=version)
        standing = Q(ends_at=None) | Q(ends_at__gt=timezone.now())
        row = Fleeting.objects.filter(standing, key=name).first()
        return default if row is None else row.value

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        name = self.make_and_validate_key(key, version=version)
        Fleeting.objects.update_or_create(key=name, defaults={"value": value, "ends_at": self._end(timeout)})

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        name = self.make_and_validate_key(key, version=version)
        return bool(Fleeting.objects.filter(key=name).update(ends_at=self._end(timeout)))

    def delete(self, key: str, version: int | None = None) -> bool:
        name = self.make_and_validate_key(key, version=version)
        return bool(Fleeting.objects.filter(key=name).delete()[0])

    def clear(self) -> None:
        Fleeting.objects.all().delete()

    def _end(self, timeout: Any) -> datetime | None:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return None if seconds is None else timezone.now() + timedelta(seconds=seconds)
