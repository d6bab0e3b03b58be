"""考核页面: the pages of the room, by noun."""
