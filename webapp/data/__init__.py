"""The outlines of the map and what makes them."""
