"""Recordings, photographs and voice memos: sealed as texts are, in pieces, so that a part can be had without the whole."""
