"""What a team writes around a study: monographs, pictures, news, and who publishes. Pure: texts in, values out."""
