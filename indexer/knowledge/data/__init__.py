"""Reference tables shipped with the library, and the scripts that make them from their sources."""
