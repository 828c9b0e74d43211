"""The lab: real mail servers in network namespaces of their own. README says what lives here."""
