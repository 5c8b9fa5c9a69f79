"""The vault: every text a person wrote or said, sealed under its own key; the keys live in a keyring apart.

Words live here and nowhere else. Rows, trail entries and themes hold the id of a sealed text, never its words.
"""
