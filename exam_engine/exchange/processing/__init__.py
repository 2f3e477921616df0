"""Response processing: rules and expressions of QTI, interpreted exactly in fractions."""
