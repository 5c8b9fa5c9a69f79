"""The keyring: a database of its own, backed up apart from the data, with nothing in it but keys."""
