"""What the dashboard draws: values in, lines of text out."""
