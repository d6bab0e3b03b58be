"""政策包: rules as dated, cited data, and the expression language that reads them. Pure."""
