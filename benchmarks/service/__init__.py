"""The live service under load, beside Datasette on the same data."""
