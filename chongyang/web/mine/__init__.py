"""The elder's and her family's pages of help at home: order in three taps, what comes when, pay, rate."""
