"""Qingheng 清衡: the working system of a county organisation department and its assessment office."""

__version__ = "0.1.0"
