"""What everybody may read: published results, open data, remarks on a clause and their answers."""
