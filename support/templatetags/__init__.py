"""Tags for the words and pictures of the help."""
