"""A repository, what is known of it from elsewhere and a time in; what its history proves and does not prove out."""
