"""Pages: templates, forms and htmx. Every page asks a selector and every form calls a service."""
