"""The pages of /estado/."""
