"""演示县: a whole county, generated from one seed. Units, people, a year of inputs, accounts; the same seed, the same bytes."""
