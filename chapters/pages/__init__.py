"""What the pages show; the number of queries does not grow with the rows."""
