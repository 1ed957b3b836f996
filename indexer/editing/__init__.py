"""The editor's loop: what a text says, what a sheet lacks, and writing what was accepted."""

from indexer.editing.advice import Advice, suggest_metadata
from indexer.editing.fields import Change, change_fields, write_fields
from indexer.editing.report import detect_report

__all__ = [
    "Advice",
    "Change",
    "change_fields",
    "detect_report",
    "suggest_metadata",
    "write_fields",
]
