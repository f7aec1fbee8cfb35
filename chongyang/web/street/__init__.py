"""The street desk 街道台: find an elder, open her file for a purpose, register, keep the file true."""
