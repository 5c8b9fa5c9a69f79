"""An entry of one's own log given to the study: by its writer alone, entry by entry, read again first, and revocable.

The writer opens the page of the participant that they are, with the code of their slip; so no row says which member a
participant is. What they give is sealed to the study, and taken in like whatever is said on such a page.
"""
