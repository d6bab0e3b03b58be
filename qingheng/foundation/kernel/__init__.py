"""Clock, chance, exact figures, findings and problems: what everything else stands on. Pure."""
