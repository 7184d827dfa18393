"""Nominations and awards of years past as workbooks; what is common to all kinds is in khuyenhoc/imports/."""
