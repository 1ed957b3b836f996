"""Finds in a text the territories and themes it speaks of, with the words that say so."""
