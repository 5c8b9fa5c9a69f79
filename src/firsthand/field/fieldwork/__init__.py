"""Fieldwork: sites, visits, and the notes written of them, in layers."""
