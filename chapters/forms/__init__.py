"""What an officer fills in; every choice is one that is hers to make."""
