"""Where an event loop runs, as in Jupyter, the work is done in a thread beside it.

Django refuses to wait for a database in the thread of an event loop, and rightly. There is one such thread, so that
what it has open is closed in it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import cache
from typing import TypeVar

T = TypeVar("T")


def done(work: Callable[[], T]) -> T:
    """What `work` gives: here, or beside an event loop that runs here."""
    if not _in_a_loop():
        return work()
    return _thread().submit(copy_context().run, work).result()


def let_go() -> None:
    """Close what is open to the databases, beside and here; in an event loop's thread nothing was opened."""
    from django.db import connections

    if _thread.cache_info().currsize:
        _thread().submit(connections.close_all).result()
    if not _in_a_loop():
        connections.close_all()


def _in_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


@cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="firsthand")
