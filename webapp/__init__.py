"""The face: pages, API and the embedded box over the library's door."""
