"""A project that was here before comes back: what was changed there, here, and on both sides."""
