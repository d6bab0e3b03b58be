"""政策包页面: the pack as an official reads it, by room, by source, by date, and a place to try a rule."""
