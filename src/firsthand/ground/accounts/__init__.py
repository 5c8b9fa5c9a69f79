"""Accounts: who is let in to a team's server. They open nothing: a study's words open otherwise."""
