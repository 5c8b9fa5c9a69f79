"""The tables of a study, one kind of row each: the same for a notebook on this computer and for one far away."""
