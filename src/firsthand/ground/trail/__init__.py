"""The trail: every act of a study, append-only, with before and after. History, undo and live feed in one table."""
