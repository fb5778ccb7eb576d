"""Speed and size, measured on made-up collections."""
