"""The foundation under the four rooms."""
