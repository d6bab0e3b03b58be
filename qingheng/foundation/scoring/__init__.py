"""千分制: any assessment scheme as data, exact and explained. Pure."""
