"""What the rules of de-identification are called."""

from django.utils.translation import gettext_lazy as lazy

RULE_NAMES = {
    "D01": lazy("A participant’s real name or nickname"),
    "D02": lazy("Somebody else’s name"),
    "D03": lazy("An organisation"),
    "D04": lazy("A place"),
    "D05": lazy("A date"),
    "D06": lazy("A number or address to reach somebody"),
    "D07": lazy("The number of a file or case"),
    "D08": lazy("Something about a child"),
    "D09": lazy("An event that is known here"),
    "D10": lazy("Something that only one person is or does"),
    "D11": lazy("A saying by which one knows who speaks"),
    "D12": lazy("Facts that together point to one person"),
    "D13": lazy("Somebody else’s story"),
    "D14": lazy("Somebody else’s health"),
}
