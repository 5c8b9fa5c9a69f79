"""Fieldwork: visits, and the notes written of them. (First cut: sites, layers and offline notes come later.)"""
