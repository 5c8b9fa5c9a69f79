"""A study kit as files: what is in it, and what is wrong with it, line by line.

`reading.look_at` reads a kit from its files and finds its faults in one go; nothing is ever run or fetched.
"""
