"""全程纪实: the insert-only record, accounts and rights."""
