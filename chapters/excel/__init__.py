"""Units and members as workbooks, both ways; what is common to all kinds is in khuyenhoc/imports/."""
