"""What is run: a complete description, its state, and one pure function that learns."""
