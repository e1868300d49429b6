"""Whether everything runs: the workers' beat, what waits, the disk; as metrics, as readiness, and in the logs."""
