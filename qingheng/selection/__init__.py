"""机制一 干部选任: the seven gates (seed#1)."""
