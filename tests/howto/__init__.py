"""The how-to for whoever runs a server, done on a bare Debian."""
