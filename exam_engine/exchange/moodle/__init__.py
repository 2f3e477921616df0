"""What Moodle's formats share, and Moodle XML."""
