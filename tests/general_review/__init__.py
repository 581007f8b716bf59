"""The general review: counting, what is left out and whether it can be worked out, from the ledger to the report."""
