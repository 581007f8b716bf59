"""Private calendars and calendar invitations: what stands in them, in which words, in which form (RFC 5545, 5546)."""
