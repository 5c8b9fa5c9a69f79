"""The picture of the work: what was done and what got in the way, in sums that tell of nobody.

Choices alone go into it, each by itself, into a pot for the quarter in which they arrive. When the quarter is over the
pot is counted once and destroyed. What is shown are cells of enough entries by enough people, for good; everything else
was never written down.
"""
