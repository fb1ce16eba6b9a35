"""The pages that gather from every room."""
