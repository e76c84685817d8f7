"""The `svr` command line, one file per command."""
