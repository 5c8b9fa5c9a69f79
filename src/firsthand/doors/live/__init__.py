"""Who waits for news: requests that are held until there is some, over several processes, and who is where just now."""
