"""Coming to a team's server by an account: the pages of django-allauth in our own look, and what they need."""
