"""Two example organizations: the City of Philadelphia's public record and a made-up company."""
