"""A text as a code to scan: SVG of our own, so that no picture comes from outside."""


def picture_of(text: str, border: int = 0) -> str:
    """The QR code as SVG, a path of its dark squares; level M reads with a scratch on it."""
    import qrcode

    made = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=border)
    made.add_data(text)
    rows = made.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
    )
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" '
        f'height="{size}"><path d="{path}"/></svg>'
    )
