"""The ground floor: arrays, keys and errors. It knows NumPy and the standard library only."""
