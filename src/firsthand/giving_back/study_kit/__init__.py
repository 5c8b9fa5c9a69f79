"""A study kit: how this study is made, for another site to make it again. Nobody's words are in it."""
