"""A participant's own page: what it shows, what is written there, and the slip that opens it.

Two worlds that meet in sealed boxes only. On the one side a participant with a slip and no key of the study
(`coming_in`, `writing`); on the other, members who have the study open (`slips`, `showing`, `taking_in`, `wishes`).
"""
