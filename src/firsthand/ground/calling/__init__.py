"""How an organisation calls those who do the work, those who come, and itself; and which words it does not use."""
