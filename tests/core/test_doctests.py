"""The examples in the docstrings of core hold."""

import doctest
import importlib
import pkgutil

import pytest

from firsthand import core

MODULES = [module.name for module in pkgutil.walk_packages(core.__path__, "firsthand.core.")]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("name", ["anchors", "codetree", "diff", "likeness", "offsets", "spans"])
def test_a_module_of_functions_has_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"firsthand.core.{name}")).attempted > 0
