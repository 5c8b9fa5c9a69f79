"""Firsthand: a workbench on which a peer-run organisation studies its own work and gives the result back."""

__version__ = "0.1.0"
