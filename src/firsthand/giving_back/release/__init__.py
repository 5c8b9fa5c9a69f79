"""Before anything leaves: what in it would break a promise, passage by passage, and what to do about it."""
