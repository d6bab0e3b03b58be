"""机制四 监督管理: routine management and supervision (seed#4)."""
