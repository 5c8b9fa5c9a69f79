"""The work: what peers do for themselves. Stands on the ground alone: their own notes are no study data.

A log of two minutes, what was reflected together, and my story at work open to nobody but their writers, and are
outside the trail: no row, entry or page tells who wrote what, or when. Nothing here knows the person whom one
worked with.
"""
