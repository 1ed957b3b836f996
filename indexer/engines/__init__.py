"""Engines answer analysed queries over one immutable generation."""
