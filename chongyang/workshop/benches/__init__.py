"""What measures the program against goals that are data. Imported by the command `bench` alone."""
