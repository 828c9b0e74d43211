# The .deb and the install rules live here.
