"""Refusals of a hall's catalogue and of its kiosks, each in one sentence."""

from queueing.errors import HallError


class CatalogueWrong(HallError, status=422):
    """The list has {count} mistakes, so nothing was imported; put them right and send it again."""


class CatalogueOldExcel(HallError, status=422):
    """This is an old Excel file (.xls); save it as .xlsx or as CSV and send that."""


class CatalogueUnreadable(HallError, status=422):
    """This file cannot be read as a list of services; save it as .xlsx or as CSV in UTF-8 and send that."""


class CatalogueTooLarge(HallError, status=422):
    """This workbook is too large; keep the sheet with the services only and send that."""


class CatalogueNotThere(HallError, status=422):
    """The file {file} cannot be opened: {why}."""


class QuotaUsed(HallError):
    """All numbers of this time have been given."""


class NumbersUsedUp(HallError):
    """Those who wait now fill the time until closing, so no more numbers are given today."""


class AlreadyHasNumber(HallError):
    """You hold number {number} for this already; it can be printed again."""


class NotOfferedNow(HallError):
    """This service is not offered today; please ask the guide desk."""


class SlipUnknown(HallError, status=404):
    """No list of missing papers has this code; please ask the guide desk."""
