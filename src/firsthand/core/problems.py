"""What went wrong, as a sentence for a person: what is wrong, where, and what to do.

Every door turns these into its own form (an exit status, a page, an HTTP status). Nothing else of ours is
shown to people, so a message must never hold words from a study.
"""


class Problem(Exception):  # noqa: N818
    """Something could not be done. `str(problem)` is a sentence for the person who asked."""


class NotThere(Problem):
    """The thing asked for does not exist for this person. Looks the same whether it exists for others."""


class NotAllowed(Problem):
    """A member asked for something that their role does not include."""


class Locked(NotAllowed):
    """The study opens with a member's own secret only, and nobody has unlocked it here."""


class Refused(Problem):
    """What was given opens nothing. The same sentence, whatever was wrong with it."""


class TooOften(Problem):
    """Too many were not let in, one after another: the next is not looked at before some time has passed."""


class Clash(Problem):
    """The thing changed in the meantime, so that doing this now would lose somebody's work."""


class NoRoom(Problem):
    """There is no room for it on the disk, or within what this installation may come to."""


class Halted(Problem):
    """Nothing is written here before the program is begun anew: the disk lost what it was given."""


class Unsure(Clash):
    """So much would be taken out at once that it has to be said a second time."""
