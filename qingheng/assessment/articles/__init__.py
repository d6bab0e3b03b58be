"""机制二的制度条文: one file per institution of the mission, quoted, cited, and meant in a few lines."""
