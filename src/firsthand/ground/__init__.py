"""What everything stands on: the vault (sealed words), the trail (every act), the studies (who may do what)."""
