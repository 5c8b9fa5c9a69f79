"""Words counted: tokens with their places, lines in context, what stands beside what, what is frequent, and where.

Counting words is no reading: a word that is frequent need not matter, and what matters need not be said often.
"""
