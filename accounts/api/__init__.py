"""What all endpoints under /api/v1/ share; docs/api.md says how to add one."""
