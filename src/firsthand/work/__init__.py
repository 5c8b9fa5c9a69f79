"""The work: what peers do for themselves. Stands on the ground alone: their own notes are no study data.

Empty for now on purpose: the log, the shared reflection and “my story at work” come with their own issue.
"""
