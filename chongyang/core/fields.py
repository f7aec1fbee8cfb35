"""A column that holds a person's datum sealed. In Python it is a `Sealed`: printed, it shows its mask only.

elder.phone = "13800001234"      # sealed when saved, bound to table, column and row
str(elder.phone)                 # '138****1234'
elder.phone.plain                # the datum; operations that show it to someone write an event
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import models

from chongyang.core import sealing


def field_key(number: int) -> bytes:
    """The SM4 key with this number, from the secrets of the installation."""
    return bytes.fromhex(settings.FIELD_KEYS[number])


def index_of(value: str, kind: str) -> bytes:
    """The blind index of a normalised value under the installation's index key."""
    return sealing.blind_index(value, key=bytes.fromhex(settings.INDEX_KEY), kind=kind)


def open_stored(model: type[models.Model], column: str, key: Any, stored: bytes | None) -> str:
    """The text of a sealed column read without its row, for statements over many; empty for nothing."""
    place = f"{model._meta.db_table}.{column}.{key}"
    return sealing.open_sealed(bytes(stored), keys=field_key, place=place) if stored is not None else ""


class Sealed:
    """One sealed datum of one row: opened only by `.plain`, shown as a mask everywhere else."""

    def __init__(
        self, *, place: str, mask: Callable[[str], str], stored: bytes | None, fresh: str | None
    ) -> None:
        self._place, self._mask, self._stored, self._fresh = place, mask, stored, fresh

    @property
    def plain(self) -> str:
        if self._fresh is not None or self._stored is None:
            return self._fresh or ""
        return sealing.open_sealed(self._stored, keys=field_key, place=self._place)

    def stored(self) -> bytes | None:
        """The bytes for the column; sealed anew only when the datum differs: no history of nothing."""
        if self._fresh is None:
            return self._stored
        number = settings.FIELD_KEY_NUMBER
        return sealing.seal(self._fresh, key=field_key(number), key_number=number, place=self._place)

    def __str__(self) -> str:
        return self._mask(self.plain) if self else ""

    def __bool__(self) -> bool:
        return bool(self._fresh) or self._stored is not None

    __repr__ = __str__


class _Access:
    """Descriptor of a sealed column: keeps the stored bytes and a fresh text apart."""

    def __init__(self, field: "SealedField") -> None:
        self.field = field

    def _place(self, row: models.Model) -> str:
        return f"{row._meta.db_table}.{self.field.column}.{row.pk}"

    def __get__(self, row: models.Model | None, owner: type[models.Model]) -> Any:
        if row is None:
            return self
        if self.field.attname not in row.__dict__:
            row.refresh_from_db(fields=[self.field.attname])
        held = row.__dict__[self.field.attname]
        stored, fresh = (None, held) if isinstance(held, str) else (held, None)
        return Sealed(place=self._place(row), mask=self.field.mask, stored=stored, fresh=fresh)

    def __set__(self, row: models.Model, value: Any) -> None:
        if isinstance(value, Sealed):
            value = value._stored if value._fresh is None else value._fresh
        if isinstance(value, str) and self._is_unchanged(row, value):
            return
        row.__dict__[self.field.attname] = value or None

    def _is_unchanged(self, row: models.Model, value: str) -> bool:
        held = row.__dict__.get(self.field.attname)
        return isinstance(held, bytes) and self.__get__(row, type(row)).plain == value


def hide(_: str) -> str:
    """The mask that shows nothing but that there is something."""
    return "＊＊＊"


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """A sealed text column (bytea). `mask` makes the form that lists and cards show."""

    def __init__(self, *args: Any, mask: Callable[[str], str] = hide, **options: Any) -> None:
        self.mask = mask
        options.setdefault("null", True)
        options.setdefault("editable", False)
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "null": self.null}

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Access(self))

    def from_db_value(self, value: Any, *_: Any) -> bytes | None:
        return None if value is None else bytes(value)

    def pre_save(self, row: models.Model, add: bool) -> Any:
        sealed = getattr(row, self.attname).stored()
        row.__dict__[self.attname] = sealed
        return sealed

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """A bulk update hands over the `Sealed` itself."""
        stored = value.stored() if isinstance(value, Sealed) else value
        return super().get_db_prep_value(stored, connection, prepared)

    def value_from_object(self, row: models.Model) -> Any:
        return row.__dict__.get(self.attname)
