"""What is confirmed on these pages."""
