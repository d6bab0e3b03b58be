"""名册与档案: units, people and dated facts, what the rooms exchange."""
