"""The command line `svr`, one module per command."""
