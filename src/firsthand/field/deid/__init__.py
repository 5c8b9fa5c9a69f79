"""De-identification: what could tell who somebody is, proposed, decided on, and replaced everywhere at once."""
