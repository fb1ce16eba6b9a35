"""The pages under /revision/."""
