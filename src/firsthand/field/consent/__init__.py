"""Consent: what each participant answered, when and to which wording, and what is therefore not shown."""
