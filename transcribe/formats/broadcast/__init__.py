"""Binary and coded subtitle formats of broadcasters: EBU STL and CEA-608 captions in SCC."""
