"""机制二 考核激励: the thousand points and what follows from them (seed#2)."""
