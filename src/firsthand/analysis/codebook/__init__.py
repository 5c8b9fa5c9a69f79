"""The codebook: codes in a tree, each with what it means and when to use it."""
