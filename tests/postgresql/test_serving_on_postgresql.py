"""The same on PostgreSQL: a crowd that reads while processes are killed, and what nothing is served on."""

from __future__ import annotations

import pytest

from exchange.test_footing import (
    database,
    test_a_second_server_on_the_same_database_is_refused,
    test_an_empty_database_and_one_of_few_letters_are_refused,
    test_settings_of_postgresql_that_could_lose_something_are_refused,
)
from live.test_crowd import (
    SERVER,
    house,
    test_every_reader_hears_of_every_coding_once_though_processes_are_killed,
    test_who_asks_from_the_latest_there_is_misses_something_and_that_is_found,
)

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(not SERVER.startswith("postgresql"), reason="there is no PostgreSQL to test on"),
]
__all__ = [
    "database",
    "house",
    "test_a_second_server_on_the_same_database_is_refused",
    "test_an_empty_database_and_one_of_few_letters_are_refused",
    "test_every_reader_hears_of_every_coding_once_though_processes_are_killed",
    "test_settings_of_postgresql_that_could_lose_something_are_refused",
    "test_who_asks_from_the_latest_there_is_misses_something_and_that_is_found",
]
