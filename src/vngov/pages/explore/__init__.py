"""Explore: lists with filters, comparisons, diffusion, alignment, network, search: the graph seen whole."""
