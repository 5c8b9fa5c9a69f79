"""What in a study's texts could tell who somebody is: hints for a person to decide on, never a silent change."""

from firsthand.core.identifying.material import Document, Given, Hint
from firsthand.core.identifying.rules import LEVELS, Level, Rule, rule, rules

__all__ = ["LEVELS", "Document", "Given", "Hint", "Level", "Rule", "rule", "rules"]
