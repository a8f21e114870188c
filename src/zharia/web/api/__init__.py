"""The JSON interface, one file for each thing that programs talk about."""
