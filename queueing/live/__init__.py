"""The live hall in Redis: its keys, its scripts and its server."""
