"""The Secretariat's command line."""
