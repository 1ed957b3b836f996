"""``python -m indexer`` is the ``fiches`` command."""

from indexer.cli import main

if __name__ == "__main__":
    main()
