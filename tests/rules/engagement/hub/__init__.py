"""The rules of hubs."""
