"""Learning cards: one page made from a claim, for a talk of twenty minutes among peer advocates.

A card holds no word that somebody said: its passages are ids, looked up each time it is shown. So it goes blank where
consent ends. What is on paper is not called back by that: who printed it is listed, so that they can be asked.
"""
