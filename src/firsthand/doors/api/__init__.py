"""HTTP for the reader and for scripts: the same selectors and services as the pages, as JSON."""
