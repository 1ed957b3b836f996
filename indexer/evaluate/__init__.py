"""Measures how well answers meet judgements that people made: judged queries, runs, figures.

A *judged collection* is a folder with ``queries.jsonl``, ``qrels.tsv``, ``meta.json`` and, when it
brings its own sheets, ``sheets/`` in the corpus format. A *run* is what a search answered: for
each query, sheet ids in order.
"""
