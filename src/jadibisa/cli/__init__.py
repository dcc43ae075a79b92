"""`jadibisa …` for operators, one file per step."""
