"""One family of errors; each says what is wrong and what to do, in English.

``exit_code`` is the command line's, ``status`` the HTTP status that fits.
"""

from __future__ import annotations


class FichesError(Exception):
    """Anything the product refuses with a sentence instead of a traceback."""

    exit_code = 1
    status = 500


class SettingsError(FichesError):
    """A setting has a value that cannot work."""

    exit_code = 2


class CorpusError(FichesError):
    """There is nothing to index: the corpus is missing, empty or unreadable."""


class SheetError(FichesError):
    """A source file cannot be read as a sheet; ``line`` is 1-based, 0 when unknown."""

    def __init__(self, path: str, message: str, line: int = 0) -> None:
        super().__init__(f"{path}:{line}: {message}" if line else f"{path}: {message}")
        self.path = path
        self.line = line
        self.message = message

    def __reduce__(self) -> tuple[type[SheetError], tuple[str, str, int]]:
        return SheetError, (self.path, self.message, self.line)


class IndexMissingError(FichesError):
    """No generation has been published yet in this index directory."""

    status = 503


class IndexDamagedError(FichesError):
    """A generation does not match its manifest or was made by another analysis."""

    status = 503


class PublishBusyError(FichesError):
    """Another process is publishing into the same index directory."""

    exit_code = 75


class QueryError(FichesError):
    """A parameter of a query is unknown or has a value that cannot be used."""

    exit_code = 2
    status = 400

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter


class NotFoundError(FichesError):
    """No such sheet in the served generation."""

    status = 404
