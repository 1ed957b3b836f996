"""The library: all that knows sheets and search."""
