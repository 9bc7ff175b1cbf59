"""What is asked of a person: each key that needs an answer has its dialog."""
