"""One case in, what a reader may see of it out: plain display data, then a Markdown or HTML document."""
