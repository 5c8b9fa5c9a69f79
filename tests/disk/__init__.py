"""A disk that refuses: what it does to each step of writing, and that nothing is said to be kept which is not."""
