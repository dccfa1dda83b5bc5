"""A site in, a folder of pages and a configuration out that any generator builds: the door beside the MkDocs plugin."""
