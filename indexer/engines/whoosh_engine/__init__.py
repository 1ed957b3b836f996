"""The default engine: a Whoosh index of record with flat arrays beside it."""
