"""How the shipped models are made (`moderato train`) and measured (`moderato evaluate`)."""
