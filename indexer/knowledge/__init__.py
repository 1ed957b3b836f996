"""What the field knows: themes, gazetteer, glossary, each beside its data."""
