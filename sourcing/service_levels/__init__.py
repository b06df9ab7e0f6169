"""What service levels promise and whether a promise was kept: rules without a database or clock."""
