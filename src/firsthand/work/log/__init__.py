"""A log of two minutes for one's own practice: its writer's alone, and forgotten after a while."""
