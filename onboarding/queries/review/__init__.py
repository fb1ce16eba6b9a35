"""What reviewers read: the queue, one document with what surrounds it, the figures by day."""
