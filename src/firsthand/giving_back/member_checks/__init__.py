"""Member checks: what the study says, put to the people it is about; and what they say to it, kept beside the claims.

Not a proof that we are right, but a second conversation. Nobody is sent what they did not choose, or what somebody else
said. A reply is evidence of its own kind: it is shown, never counted against others, and it asks for an outcome.
"""
