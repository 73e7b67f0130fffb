"""What happens to the inventory: one function an act, one transaction an act."""
