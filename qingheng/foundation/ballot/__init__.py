"""无记名投票: secret ballots that anyone can verify."""
