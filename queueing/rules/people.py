"""What a name and a password must be like, and how a list of people is read; pure."""

import csv
import io
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from queueing.access import ROLES
from queueing.errors import (
    BadInput,
    HallError,
    NameTaken,
    NameWrong,
    PasswordTooCommon,
    PasswordTooShort,
    StaffListWrong,
    UnknownCounter,
    UnknownRole,
)

PASSWORD_AT_LEAST = 8
#: Longer ones would let a stranger keep the hall busy with hashing.
PASSWORD_AT_MOST = 200
NAME_AT_MOST = 40
FULL_NAME_AT_MOST = 60
LIST_AT_MOST = 2_000

#: Passwords that everybody tries first, those of Chinese offices among them; compared casefolded.
_COMMON = """
    00000000 000000000 0000000000 01234567 0123456789 01010101 11111111 111111111 1111111111 11223344
    12121212 123123123 12341234 1234567 12345678 123456789 1234567890 1234567a 12345678a 123456789a
    1234567890a 1234abcd 123456aa 123456abc 123abc123 123qweasd 123qwe123 12344321 147258369 159357159
    1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 20082008 22222222 31415926 321321321 333333333
    5201314520 52013141314 55555555 66666666 666666666 6666666666 77777777 87654321 88888888 888888888
    8888888888 963852741 987654321 9876543210 99999999 999999999 a12345678 a123456789 a1234567 a1b2c3d4
    aa123456 aa12345678 aaaaaaaa abc12345 abc123456 abcd1234 abcdefgh abcdefg1 access14 admin123 admin1234
    admin12345 admin123456 admin888 admin666 administrator asd123456 asdasdasd asdf1234 asdfasdf asdfghjk
    asdfghjkl asdfghjkl123 baseball changeme computer dearbook football iloveyou letmein123 password
    password1 password12 password123 passw0rd p@ssw0rd p@ssword principal q1w2e3r4 qaz12345 qazwsxedc
    qq123456 qq12345678 qq123456789 qwe123456 qweasdzxc qwer1234 qwerqwer qwerty12 qwerty123 qwertyui
    qwertyuiop starwars sunshine superman test1234 testtest trustno1 w123456789 wang123456 welcome1
    welcome123 woaini123 woaini1314 woaini520 woaini5201314 wodemima xiaoming zhang123 zxc123456
    zxcvbnm1 zxcvbnm123 zxcvbnma zz123456 zhengwu123 dating123 zwfw12345 xzfwzx123
"""
COMMON = frozenset(_COMMON.split())

#: What the columns of a staff list may be called.
_COLUMNS = {"登录名": "name", "姓名": "full_name", "角色": "role", "窗口": "counters"}
_ROLES = {"窗口人员": "clerk", "导办": "guide", "管理员": "manager"}


@dataclass(frozen=True)
class Person:
    """Somebody to be added. `counters` None means any counter; `password` None: the hall draws one."""

    name: str
    full_name: str
    role: str
    counters: tuple[str, ...] | None = None
    password: str | None = None


def sign_in_name(name: str) -> str:
    """A name as it is compared: width, case, accents written either way and unseen characters are one."""
    seen = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C")
    return unicodedata.normalize("NFKC", seen.strip()).casefold()


def clean_password(password: str) -> str:
    """A password as it is hashed: the same whatever keyboard composed its letters."""
    return unicodedata.normalize("NFKC", password).encode(errors="replace").decode()


def check_password(password: str, name: str) -> None:
    """Raise PasswordTooShort or PasswordTooCommon for one that a person should not choose."""
    clean = clean_password(password)
    if not PASSWORD_AT_LEAST <= len(clean) <= PASSWORD_AT_MOST:
        raise PasswordTooShort(least=PASSWORD_AT_LEAST, most=PASSWORD_AT_MOST)
    plain = clean.casefold()
    if plain in COMMON or len(set(plain)) == 1 or sign_in_name(name) in {plain, plain[::-1]}:
        raise PasswordTooCommon


def check_person(person: Person, counters: Collection[str] | None = None) -> Iterator[tuple[str, HallError]]:
    """What is wrong with a new person, each with the field it is about; nothing when all is well.

    counters  the counters there are; None: not checked
    """
    name = sign_in_name(person.name)
    if not 1 <= len(name) <= NAME_AT_MOST or not _plain(person.name) or len(name.split()) > 1:
        yield "name", NameWrong(name=person.name, most=NAME_AT_MOST)
    if not 1 <= len(person.full_name.strip()) <= FULL_NAME_AT_MOST or not _plain(person.full_name):
        yield "full_name", NameWrong(name=person.full_name, most=FULL_NAME_AT_MOST)
    if person.role not in ROLES:
        yield "role", UnknownRole(role=person.role, known=", ".join(ROLES))
    for counter in person.counters or ():
        if counters is not None and counter not in counters:
            yield "counters", UnknownCounter(counter=counter)


def read_staff_list(
    body: bytes, taken: Collection[str], counters: Collection[str] | None = None
) -> list[Person]:
    """The people of a CSV list, in its order: name, full_name, role and, when wanted, counters.

    body      as a spreadsheet saves it: UTF-8 or GB 18030, separated by comma, semicolon or tab
    taken     sign-in names that exist, as compared
    counters  the counters there are; None: not checked. A row names its own with spaces between
    Raises StaffListWrong; `rows` has for each mistake the row as the spreadsheet counts it, the
    column, and the refusal's code, sentence and parameters.
    """
    rows = _rows(body)
    seen, people, wrong = set(taken), [], []
    for line, row in rows:
        person = _person(row)
        mistakes = list(check_person(person, counters))
        if sign_in_name(person.name) in seen:
            mistakes.append(("name", NameTaken(name=person.name)))
        seen.add(sign_in_name(person.name))
        wrong += [_mistake(line, column, error) for column, error in mistakes]
        people.append(person)
    if wrong:
        raise StaffListWrong(count=len(wrong), rows=wrong)
    return people


def _rows(body: bytes) -> list[tuple[int, Mapping[str, str]]]:
    """The filled rows below the heading, each with its line in the file and its cells by column."""
    first, *rest = _cells(_text(body)) or [(1, [])]
    columns = [_COLUMNS.get(cell, cell) for cell in first[1]]
    problems = [f"there is no column {name}" for name in ("name", "full_name", "role") if name not in columns]
    problems += [f"the column {name} is not known" for name in columns if name not in _COLUMNS.values()]
    if not rest:
        problems.append("there is nobody in it")
    if len(rest) > LIST_AT_MOST:
        problems.append(f"it has more than {LIST_AT_MOST} rows")
    if problems:
        errors = [BadInput(what=f"In this list {problem}.") for problem in problems]
        raise StaffListWrong(count=len(errors), rows=[_mistake(first[0], "", error) for error in errors])
    return [(line, dict(zip(columns, cells, strict=False))) for line, cells in rest]


def _cells(text: str) -> list[tuple[int, list[str]]]:
    """Rows with anything in them, each with the number of the line it ends on."""
    heading = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=heading.count))
    try:
        cells = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        raise BadInput(what="This is not a CSV list.") from error
    return [(line, row) for line, row in cells if any(row)]


def _text(body: bytes) -> str:
    # Spreadsheets on Chinese Windows save CSV in GBK, of which GB 18030 is the whole.
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput(what="This list is neither UTF-8 nor GB 18030 text.")


def _person(row: Mapping[str, str]) -> Person:
    role, own = row.get("role", ""), row.get("counters", "").replace(";", " ").replace(",", " ").split()
    return Person(row.get("name", ""), row.get("full_name", ""), _ROLES.get(role, role), tuple(own) or None)


def _mistake(line: int, column: str, error: HallError) -> Mapping[str, object]:
    told = {"row": line, "column": column, "code": error.code, "text": error.sentence}
    return {**told, "params": dict(error.params)}


def _plain(text: str) -> bool:
    """Whether the text has no control, format or unassigned characters and no line breaks."""
    return not any(unicodedata.category(letter)[0] == "C" or letter in "\u2028\u2029" for letter in text)
