"""The law of the certification step: codes and days, the credential, its canonical form and proof, the status list."""
