"""Where a study is written up: documents whose excerpts, claims, tables and citations are alive.

A document holds the writer's own words and ids. What the ids name is fetched anew whenever somebody looks, so that what
changed, was restricted or went is seen at once, and no file that leaves holds yesterday's words.
"""
