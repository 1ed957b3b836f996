"""One reader per source format: path to Sheet."""
