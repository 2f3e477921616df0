"""One item as a candidate sees it: the real terminal, headless, before a made-up engine."""
