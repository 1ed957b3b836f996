"""Tests of the editor's loop."""
