"""Agreement of coders: how far two or more who coded the same words coded them alike.

One sweep over the codings (`histogram`) says how much text was marked by which coders; every coefficient on characters,
sentences or turns is arithmetic on that. Tables of units by coders (`units`), continua (`unitizing`) and whole segments
(`matching`) stand beside it. Every result is a `Coefficient`: with a value, or without one and why.
"""
