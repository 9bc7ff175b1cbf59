"""Tables: what users bring, read exactly, understood column by column, prepared for a network."""
