"""Saturation: what more interviews would bring, by three schools, beside one another. None of them proves anything.

All of them start from a table of incidence: a row for each interview in the order in which they were held, a column
for each code, true where the code is used there at least once. Assumed: the codebook stands still, interviews could
have come in any order, and codes are found rather than made. Theoretical sampling breaks the second on purpose.
"""
