"""机制三 教育培训: programmes, classes, hours (seed#3)."""
