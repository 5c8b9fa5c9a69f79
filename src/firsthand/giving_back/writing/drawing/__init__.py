"""A document as a file: Word, web page, Markdown and PDF, all drawn from the same paper."""
