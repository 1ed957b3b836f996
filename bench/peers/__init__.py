"""Ours and the peers: each builds an index of the same rows and answers the same queries."""
