"""How people and programs come in: pages, and the command line. No rules live here."""
