"""What maintainers run by hand: no build and no page needs it."""
