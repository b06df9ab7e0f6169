"""Service credits: schemes, calculation, ledger and deadlines. Pure: plain values in and out.

Read `schemes` first (what a contract agreed), then `calculation` (what it comes to, step by step),
then `ledger` (what happens to a credit until it is on an invoice).
"""
