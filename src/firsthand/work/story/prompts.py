"""What one writes along. The order is for thinking, not for answering: any may stay empty."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

PROMPTS = {
    "S1": lazy("Things I have lived through that might be of use to someone"),
    "S2": lazy("What I learned from each, in one sentence"),
    "S3": lazy("With one person, in a group, in public: what I tell, and how long"),
    "S4": lazy("What stays mine"),
    "S5": lazy("Whose story is it besides mine? Would they mind?"),
    "S6": lazy("How I feel after telling, and what I do then"),
}
