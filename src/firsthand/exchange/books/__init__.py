"""Codebooks as NVivo, MAXQDA and Taguette export them for people to read (docx, xlsx, csv, html): their codes.

What they become is a table of codes, which `analysis.codebook.table` looks over and takes in like any other.
"""
