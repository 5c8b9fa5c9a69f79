"""My story at work: what I tell, to whom, and what stays mine. Private to its writer."""
