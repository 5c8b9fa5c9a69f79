"""Studies and their members: who may do what, and the one way in which anything is done."""
