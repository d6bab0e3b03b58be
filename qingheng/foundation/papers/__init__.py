"""公文与表格: official documents and spreadsheets, in and out."""
