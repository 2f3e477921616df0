"""What is shown and what keys do, page by page: no terminal is needed to try them."""
