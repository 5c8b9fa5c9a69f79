"""Plain words first, with the research word behind a switch: `{% term "saturation" %}` in a template.

A person who wants the research words sees both, on every page. What each means stands in docs/glossary.md; a test holds
that it does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


@dataclass(frozen=True, slots=True)
class Term:
    """What it is called among people, and among researchers. `heading`: its word in the glossary."""

    plain: StrPromise
    research: StrPromise
    heading: str

    def said(self, *, research: bool) -> str:
        """As it stands on a page for somebody."""
        return f"{self.plain} ({self.research})" if research else str(self.plain)


TERMS = {
    "saturation": Term(lazy("Is there still something new?"), lazy("saturation"), "saturation"),
    "framework": Term(lazy("Case by case, in short"), lazy("framework matrix"), "framework matrix"),
    "co_occurrence": Term(lazy("Codes together"), lazy("co-occurrence"), "co-occurrence"),
    "matrix": Term(lazy("Codes by people, sources …"), lazy("matrix"), "matrix"),
    "in_vivo": Term(lazy("In their words"), lazy("in vivo"), "in vivo"),
    "standpoint": Term(lazy("From where it is said"), lazy("standpoint"), "standpoint"),
    "stance": Term(lazy("For it, or against it"), lazy("stance"), "stance"),
    "counter_case": Term(lazy("What speaks against it"), lazy("counter-case"), "counter-case"),
    "member_check": Term(lazy("Does it fit?"), lazy("member check"), "member check"),
    "blind": Term(lazy("nobody sees what others coded"), lazy("blind"), "round"),
    "dispersion": Term(lazy("How evenly"), lazy("dispersion, DP"), "dispersion"),
}
