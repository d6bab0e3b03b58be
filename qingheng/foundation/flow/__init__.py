"""流程: steps as rows of one table, and what follows from the rows. Pure."""
