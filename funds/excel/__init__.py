"""What the fund book takes from workbooks; what is common to all kinds is in khuyenhoc/imports/."""
