"""The commands of ``fiches``, grouped by who uses them; ``cli`` gathers them."""
