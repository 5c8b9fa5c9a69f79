"""Interviews: the guide in its versions, who was asked what, and where the answers are."""
