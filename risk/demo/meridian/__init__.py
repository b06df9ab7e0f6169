"""Meridian Instruments: a made-up maker of laboratory instruments, from a fixed seed."""
