"""Plain Python that the rest stands on: spans, offsets, anchors, transcripts, the code tree. No Django."""
