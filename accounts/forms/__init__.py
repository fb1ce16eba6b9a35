"""What people type about themselves: cleaned here, acted on by the services."""
