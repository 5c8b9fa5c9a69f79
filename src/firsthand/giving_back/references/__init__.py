"""The literature beside the study: works that come in from files of reference managers, are cited, and are listed.

`selectors` reads them (`references`, `reference`), `citing` writes them as a style wants: a citation in a text, and the
list at its end. A work is an item of CSL-JSON in one normal form (`items.py`), whatever file it came from.
"""
