"""Making sense: the codebook, codings, memos and themes."""
