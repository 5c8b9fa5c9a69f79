"""Tables that somebody brings: read, told apart by their columns, and reckoned. No study is needed, nothing is kept.

A kind of table is a line in `kinds.py`; what it comes to is parts with rows of figures, the same for every door.
"""
