"""A knowledge hub, such as WhatsOn, with its members: the rules."""
