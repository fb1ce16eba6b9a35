"""An invented set of people, public bodies and processes, to try the portal with."""
