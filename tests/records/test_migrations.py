"""Tables are made and changed at start, whole or not at all, and end up as the program knows them."""

import threading

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from queueing.records.migrations import NEWEST, upgrade
from queueing.records.tables import metadata, open_records
from queueing.start_errors import RecordsTooNew
from tests.records.story import Story


def test_an_empty_database_gets_exactly_the_tables_of_the_program(database):
    engine = open_records(database)
    upgrade(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_a_second_start_changes_nothing(engine, archived):
    archive = archived(Story().go_on(range(20)))
    before = archive.digest()
    upgrade(engine)
    assert archive.digest() == before


def test_the_newest_step_is_the_one_that_makes_the_tables_of_the_program(engine):
    with engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == NEWEST


def test_a_database_of_an_older_program_is_brought_up_to_date(database, monkeypatch):
    engine = open_records(database)
    steps = command.upgrade
    with monkeypatch.context() as older:
        older.setattr(command, "upgrade", lambda config, _to: steps(config, "0001"))
        upgrade(engine)
    upgrade(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_two_processes_may_start_at_once(database):
    engines = [open_records(database) for _ in range(4)]
    faults = []

    def start(engine):
        try:
            upgrade(engine)
        except Exception as fault:  # noqa: BLE001 - told below, in the test's own thread
            faults.append(fault)

    starts = [threading.Thread(target=start, args=[engine]) for engine in engines]
    for thread in starts:
        thread.start()
    for thread in starts:
        thread.join()

    assert faults == []
    assert set(metadata.tables) < set(inspect(engines[0]).get_table_names())
    for engine in engines:
        engine.dispose()


def test_a_start_cut_short_leaves_no_half_made_tables(database, monkeypatch):
    engine = open_records(database)
    steps = command.upgrade

    def cut_short(*args):
        steps(*args)
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(command, "upgrade", cut_short)
        with pytest.raises(KeyboardInterrupt):
            upgrade(engine)
    assert inspect(engine).get_table_names() == []

    upgrade(engine)
    assert set(metadata.tables) < set(inspect(engine).get_table_names())
    engine.dispose()


def test_records_of_a_newer_program_are_left_alone_with_a_sentence(engine):
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(RecordsTooNew, match="newer version of this program"):
        upgrade(engine)


def test_a_data_folder_may_have_a_percent_sign_in_its_name(tmp_path):
    folder = tmp_path / "50 % off"
    folder.mkdir()
    engine = open_records(f"sqlite:///{folder / 'hall.db'}")
    upgrade(engine)
    assert inspect(engine).has_table("facts")
    engine.dispose()
