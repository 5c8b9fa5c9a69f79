"""Sheets of one or two pages for people who were not in the study: the board’s page, and an advocacy sheet.

Made anew from what stands each time, in plain words, looked through before they leave, and so that nobody can be told
from them.
"""
