"""Recordings, photographs and voice memos: sealed as texts are, in pieces, so that a part is had without the rest."""
