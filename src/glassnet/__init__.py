"""A neural network you can see through."""
