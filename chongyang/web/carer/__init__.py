"""The carer's phone: today's visits, without a signal too."""
