"""Counting where one machine is not enough: over a study's tables in Parquet, on DuckDB here or on Spark elsewhere.

Each tally is written once, in Ibis, which says it in the words of either engine. Nothing here knows of studies, rows or
keys: it stands on the tables alone, and runs where no Firsthand data folder is.
"""
