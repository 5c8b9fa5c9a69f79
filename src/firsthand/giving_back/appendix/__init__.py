"""The methods' appendix, made from the record: codebook, agreement, saturation, the trail, two reporting checklists."""
