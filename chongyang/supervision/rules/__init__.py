"""The rules of assessment, publication and remarks, without Django."""
