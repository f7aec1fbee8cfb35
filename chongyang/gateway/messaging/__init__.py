"""Messages out of the house: a port with plugins, one for each vendor; chosen by settings for each
channel.
"""
