"""The public home: what this is, the line to call, the state of the plan, the way to every desk."""
