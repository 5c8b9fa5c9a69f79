"""The pages, one file a family. A view finds what is asked for, calls one selector or service, and draws."""
