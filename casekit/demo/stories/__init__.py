"""One module for each way a case can go: a chart in, its commits out."""
